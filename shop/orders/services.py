"""Placing an order, and moving it on."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import ApplicationError, Conflict, InvalidInput
from recommender.services import PurchasedLine, cancel_purchases, record_purchases
from shop.cart.models import Cart, CartLine
from shop.cart.quantities import limit_of, shortage
from shop.cart.services import add_to_cart
from shop.catalog.models import Product
from shop.catalog.services import return_stock, take_stock
from shop.currencies.rates import is_offered, rate
from shop.orders.billing import pay, refund
from shop.orders.delivery import delivery_method
from shop.orders.details import CheckoutDetails, owned_key
from shop.orders.models import Order, OrderLine, OrderTransition
from shop.orders.numbers import new_access_key, new_number
from shop.orders.totals import Totals, totals_of
from shop.reviews.services import recheck_purchases
from shop.shopper import Shopper
from shop.tasks import send_order_confirmation
from shop.vouchers.models import Voucher
from shop.vouchers.services import lock_voucher, record_use, refusal, return_use


@transaction.atomic
def place_order(
    *, shopper: Shopper, details: CheckoutDetails, idempotency_key: str, site_url: str, now: datetime
) -> Order:
    """Order what lies in the cart, all or nothing. The same key gives the same order, however often it comes.

    `site_url` is where the mail's links lead. Raises Conflict (empty cart, stock, prices, voucher, key), PaymentFailed,
    and Unavailable where the gateway does not answer; then nothing was ordered and the cart is as it was.
    """
    key = owned_key(shopper, idempotency_key)
    # Two requests of one shopper wait here for each other, so that the second finds the first one's order.
    cart = Cart.objects.select_for_update().filter(**shopper.owner).first()
    if placed := Order.objects.filter(idempotency_key=key).first():
        return _same_again(placed, details)
    lines = _take_lines(cart, shopper.currency)
    # After the products, and in one order for everyone, for the same reason: no circle of waiting buyers.
    voucher = lock_voucher(cart.voucher_id) if cart.voucher_id else None
    totals = _totals(shopper, details, lines, voucher, now)
    order = _write_order(shopper, details, lines, totals, key=key, now=now)
    if totals.voucher_code:
        record_use(voucher=voucher, order=order, at=now)
    _record_purchases(shopper, lines, now)
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    Cart.objects.filter(pk=cart.pk).update(voucher=None)
    # Last, because it alone cannot be rolled back.
    pay(order=order, token=details.payment_token, key=key)
    _move(order, Order.Status.PAID, by=shopper.account, at=now)
    # Robust: the order stands, even if the queue does not answer.
    transaction.on_commit(lambda: send_order_confirmation.delay(order.pk, site_url), robust=True)
    return order


@transaction.atomic
def change_status(*, order: Order, to: str, by: User | None = None, at: datetime | None = None) -> Order:
    """Move the order on, or say why it cannot go there. Canceling undoes all that buying did."""
    if to not in Order.Status.values:
        raise InvalidInput(_("There is no such state of an order."))
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.may_become(to):
        states = {"now": order.get_status_display(), "to": Order.Status(to).label}
        raise Conflict(_("This order is %(now)s, so it cannot be marked as %(to)s.") % states)
    _move(order, to, by=by, at=at)
    if to == Order.Status.CANCELED:
        _take_back(order)
    return order


def buy_again(*, shopper: Shopper, order: Order) -> list[str]:
    """Put the order's products into the cart, as far as they can be had. Returns what cannot, in sentences."""
    said = []
    for line in order.lines.select_related("product"):
        fewer = shortage(line.product, line.quantity)
        quantity = min(line.quantity, limit_of(line.product)) or line.quantity
        try:
            add_to_cart(shopper=shopper, product_id=line.product_id, quantity=quantity)
        except ApplicationError as error:
            said.append(fewer or str(error.message))
        else:
            said += [fewer] if fewer else []
    return said


def _take_back(order: Order) -> None:
    lines = list(order.lines.order_by("product_id"))
    for line in lines:
        return_stock(product_id=line.product_id, quantity=line.quantity)
    return_use(order=order)
    bought = [line.product_id for line in lines]
    cancel_purchases(bought, at=order.placed_at)
    recheck_purchases(account=order.account, product_ids=bought)
    refund(order=order)


def _same_again(placed: Order, details: CheckoutDetails) -> Order:
    if placed.request_hash != details.digest():
        raise Conflict(_("This order was placed already, with other details."))
    return placed


def _take_lines(cart: Cart | None, currency: str) -> list[CartLine]:
    """The lines at today's prices in the currency, their stock taken."""
    lines = list(cart.lines.select_for_update().order_by("product_id")) if cart else []
    if not lines:
        raise Conflict(_("Your cart is empty."))
    # Everyone takes products in the order of their ids, so that no two buyers wait for each other in a circle.
    for line in lines:
        if not take_stock(product_id=line.product_id, quantity=line.quantity):
            raise _refusal(Product.objects.get(pk=line.product_id), line)
    # Read after the stock was taken: from then on these rows are ours, and no price can change any more.
    products = Product.objects.in_bulk([line.product_id for line in lines])
    for line in lines:
        line.product = products[line.product_id]
        line.wanted_currency = currency
    if len({line.currency for line in lines}) > 1:
        raise Conflict(_("These products are sold in different currencies. Please order them separately."))
    return lines


def _refusal(product: Product, line: CartLine) -> Conflict:
    # The stock may have come back in between; then the next try will do.
    return Conflict(shortage(product, line.quantity) or _("Somebody else was quicker. Please try again."))


def _totals(
    shopper: Shopper, details: CheckoutDetails, lines: list[CartLine], voucher: Voucher | None, now: datetime
) -> Totals:
    """At the prices of now, and only if they are what the shopper was shown."""
    goods_total = sum((line.each.amount * line.quantity for line in lines), Decimal("0.00"))
    if details.goods_total not in {None, goods_total}:
        raise Conflict(_("Prices have changed since you opened this page. Please look at the new total."))
    currency = lines[0].currency
    return totals_of(
        goods_total=goods_total,
        currency=currency,
        discount_total=_discount(
            shopper=shopper,
            details=details,
            voucher=voucher,
            goods_total=goods_total,
            currency=currency,
            now=now,
        ),
        voucher_code=voucher.code if voucher else "",
        method=delivery_method(details.delivery_method),
        country=details.country,
    )


def _discount(
    *,
    shopper: Shopper,
    details: CheckoutDetails,
    voucher: Voucher | None,
    goods_total: Decimal,
    currency: str,
    now: datetime,
) -> Decimal:
    """What the voucher takes off. Whoever counts on it is never sold to without it, and never without a word."""
    problem = voucher and refusal(
        voucher,
        shopper=shopper,
        goods_total=goods_total,
        currency=currency,
        now=now,
        email=details.email,
    )
    if problem and details.discount_total != 0:
        raise Conflict(
            _("%(problem)s Nothing was ordered. Please look at the new total.") % {"problem": problem}
        )
    discount = voucher.discount(goods_total, currency) if voucher and not problem else Decimal("0.00")
    if details.discount_total not in {None, discount}:
        raise Conflict(_("Your voucher counts differently now. Please look at the new total."))
    return discount


def _write_order(
    shopper: Shopper,
    details: CheckoutDetails,
    lines: list[CartLine],
    totals: Totals,
    *,
    key: str,
    now: datetime,
) -> Order:
    order = Order.objects.create(
        **shopper.owner,
        **details.address,
        number=new_number(),
        access_key=new_access_key(),
        idempotency_key=key,
        request_hash=details.digest(),
        delivery_method=totals.method.code,
        language=get_language() or settings.LANGUAGE_CODE,
        currency=totals.currency,
        rate=rate(settings.CURRENCY, totals.currency) if is_offered(totals.currency) else None,
        goods_total=totals.goods_total,
        voucher_code=totals.voucher_code,
        discount_total=totals.discount_total,
        delivery_total=totals.delivery_total,
        tax_rate=totals.tax_rate,
        tax_total=totals.tax_total,
        placed_at=now,
    )
    OrderLine.objects.bulk_create(_order_lines(order, lines))
    _move(order, Order.Status.PLACED, by=shopper.account, at=now)
    return order


def _order_lines(order: Order, lines: list[CartLine]) -> Iterable[OrderLine]:
    for line in sorted(lines, key=lambda line: line.pk):
        yield OrderLine(
            order=order,
            product=line.product,
            title=line.product.title,
            unit_price=line.each.amount,
            quantity=line.quantity,
        )


def _record_purchases(shopper: Shopper, lines: list[CartLine], now: datetime) -> None:
    """In the products' own currency, whatever is paid in: the behavior log compares amounts."""
    record_purchases(
        shopper.visitor,
        [
            PurchasedLine(line.product_id, quantity=line.quantity, amount=line.product.price * line.quantity)
            for line in lines
        ],
        at=now,
    )


def _move(order: Order, to: str, *, by: User | None, at: datetime | None) -> None:
    """Only for whoever holds the order's row."""
    if order.status != to:
        order.status = to
        order.save(update_fields=["status"])
    moment = {"at": at} if at else {}
    OrderTransition.objects.create(order=order, status=to, by=by, **moment)
