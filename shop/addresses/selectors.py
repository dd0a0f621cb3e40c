"""A member's address book."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.errors import NotFound
from shop.addresses.models import Address
from shop.shopper import Shopper


def addresses_of(shopper: Shopper) -> QuerySet[Address]:
    """The default first, then the newest. Guests have none."""
    return Address.objects.filter(account=shopper.account) if shopper.account else Address.objects.none()


def address_of(shopper: Shopper, address_id: int) -> Address:
    if address := addresses_of(shopper).filter(pk=address_id).first():
        return address
    raise NotFound(_("This address is not in your address book."))
