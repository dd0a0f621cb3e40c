"""What a member does with the address book. One address is the default as long as there is any."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict
from shop.addresses.formats import FIELDS
from shop.addresses.models import Address
from shop.addresses.selectors import address_of
from shop.shopper import Shopper

MOST = 20


@transaction.atomic
def add_address(*, shopper: Shopper, is_default: bool = False, **fields: str) -> Address:
    """The first one is the default. What is in the book already is not written twice."""
    _lock(shopper.account)
    book = Address.objects.filter(account=shopper.account)
    if same := book.filter(**fields).first():
        return make_default(shopper=shopper, address_id=same.pk) if is_default else same
    count = book.count()
    if count >= MOST:
        sentence = _(
            "Your address book is full: it holds %(most)d. Please remove one that you no longer use."
        )
        raise Conflict(sentence % {"most": MOST})
    address = Address.objects.create(account=shopper.account, **fields)
    return make_default(shopper=shopper, address_id=address.pk) if is_default or not count else address


@transaction.atomic
def change_address(*, shopper: Shopper, address_id: int, is_default: bool = False, **fields: str) -> Address:
    """Without `is_default` the default stays which it is: there is always one."""
    _lock(shopper.account)
    address = address_of(shopper, address_id)
    for name, value in fields.items():
        setattr(address, name, value)
    address.save(update_fields=list(fields))
    return make_default(shopper=shopper, address_id=address_id) if is_default else address


@transaction.atomic
def make_default(*, shopper: Shopper, address_id: int) -> Address:
    _lock(shopper.account)
    address = address_of(shopper, address_id)
    Address.objects.filter(account=shopper.account, is_default=True).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
    return address


@transaction.atomic
def remove_address(*, shopper: Shopper, address_id: int) -> None:
    """The newest of those that stay takes the place of a default that goes."""
    _lock(shopper.account)
    address = address_of(shopper, address_id)
    address.delete()
    newest = Address.objects.filter(account=shopper.account).order_by("-pk").first()
    if address.is_default and newest:
        make_default(shopper=shopper, address_id=newest.pk)


def keep_address(*, shopper: Shopper, given: dict[str, str]) -> None:
    """After an order, as far as there is room: a full address book is no reason to trouble somebody who has just bought."""
    if shopper.account is None:
        return
    try:
        add_address(shopper=shopper, **{name: given[name] for name in FIELDS})
    except Conflict:
        return


def _lock(account: User) -> None:
    """Two tabs of one member wait here for each other, so that there is never more than one default."""
    User.objects.select_for_update(no_key=True).get(pk=account.pk)
