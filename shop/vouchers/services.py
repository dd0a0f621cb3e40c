"""Taking a voucher, and giving it back. Why one cannot be used is a sentence for the shopper."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.errors import NotFound
from shop.currencies.rates import is_offered
from shop.currencies.words import in_words
from shop.orders.models import Order
from shop.shopper import Shopper
from shop.vouchers.models import Voucher, VoucherUse


def voucher_by_code(code: str) -> Voucher:
    """As it is typed: spaces around it and small letters do not matter."""
    typed = code.strip().upper()
    voucher = None if "\0" in typed else Voucher.objects.filter(code=typed).first()
    if voucher is None:
        sentence = _("We do not know this voucher. Please look at its letters and digits again.")
        raise NotFound(sentence, fields={"code": [sentence]})
    return voucher


def refusal(
    voucher: Voucher,
    *,
    shopper: Shopper,
    goods_total: Decimal,
    currency: str,
    now: datetime,
    email: str = "",
) -> str:
    """Why the voucher does not count for these goods; empty where it does.

    `email` finds guests who used it before under another cookie, where it is known.
    """
    said = {"code": voucher.code}
    if not voucher.is_active:
        return _("“%(code)s” is not valid any more.") % said
    if now < voucher.valid_from:
        return _("“%(code)s” is valid from %(day)s on.") % (said | {"day": date_format(voucher.valid_from)})
    if voucher.valid_until and now >= voucher.valid_until:
        return _("“%(code)s” was valid until %(day)s.") % (said | {"day": date_format(voucher.valid_until)})
    if voucher.max_uses is not None and voucher.used >= voucher.max_uses:
        return _("“%(code)s” is used up.") % said
    if not is_offered(currency):
        return _("“%(code)s” counts only for goods in %(currency)s.") % (
            said | {"currency": settings.CURRENCY}
        )
    if goods_total < voucher.least(currency):
        least = in_words(voucher.least(currency), currency)
        return _("“%(code)s” counts from %(least)s of goods on.") % (said | {"least": least})
    if voucher.once_per_shopper and _was_used(voucher, shopper, email):
        return _("You have used “%(code)s” already.") % said
    return ""


def lock_voucher(pk: int) -> Voucher | None:
    """Its row is ours until the transaction ends: whoever wants the last use meanwhile waits, and then sees the truth."""
    return Voucher.objects.select_for_update().filter(pk=pk).first()


def record_use(*, voucher: Voucher, order: Order, at: datetime) -> None:
    """Only for whoever holds the voucher's row."""
    VoucherUse.objects.create(voucher=voucher, order=order, used_at=at)
    Voucher.objects.filter(pk=voucher.pk).update(used=F("used") + 1)


def return_use(*, order: Order) -> None:
    """Give back what the order used, if anything, and only once."""
    uses = VoucherUse.objects.filter(order=order, returned_at=None)
    if uses.update(returned_at=timezone.now()):
        Voucher.objects.filter(uses__order=order).update(used=F("used") - 1)


def _was_used(voucher: Voucher, shopper: Shopper, email: str) -> bool:
    mine = Q(**{f"order__{field}": value for field, value in shopper.owner.items()})
    for address in filter(None, [email, shopper.account and shopper.account.email]):
        mine |= Q(order__email__iexact=address)
    return VoucherUse.objects.filter(mine, voucher=voucher, returned_at=None).exists()
