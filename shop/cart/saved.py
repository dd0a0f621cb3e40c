"""Saved for later: out of the cart, but not forgotten."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import NotFound
from shop.cart.models import SavedProduct
from shop.cart.quantities import limit_of, shortage
from shop.cart.services import add_to_cart, own_line, record_change
from shop.catalog.models import Product
from shop.shopper import Shopper


@transaction.atomic
def save_for_later(*, shopper: Shopper, line_id: int) -> Product:
    """Take the line out of the cart and remember it."""
    line = own_line(shopper, line_id)
    line.delete()
    record_change(shopper, line.product, by=-line.quantity)
    saved = SavedProduct.objects.filter(**shopper.owner, product=line.product)
    # Two tabs may both be here: the second insert does nothing, and both leave the number of this line.
    SavedProduct.objects.bulk_create(
        [SavedProduct(**shopper.owner, product=line.product, quantity=line.quantity)], ignore_conflicts=True
    )
    saved.update(quantity=line.quantity)
    return line.product


@transaction.atomic
def move_to_cart(*, shopper: Shopper, saved_id: int) -> str:
    """Put it back into the cart, as many as there are; what is sold out stays saved.

    Returns what the shopper should know: a sentence where it is fewer than before, else nothing.
    """
    saved = _own(shopper, saved_id)
    fewer = shortage(saved.product, saved.quantity)
    quantity = min(saved.quantity, limit_of(saved.product)) or saved.quantity
    add_to_cart(shopper=shopper, product_id=saved.product_id, quantity=quantity)
    saved.delete()
    return fewer


@transaction.atomic
def forget_saved(*, shopper: Shopper, saved_id: int) -> None:
    _own(shopper, saved_id).delete()


@transaction.atomic
def merge_saved_products(*, visitor_id: UUID, account: User) -> None:
    """What the guest saved is the account's; of what both have saved, the account's number stays."""
    guests = SavedProduct.objects.filter(account=None, visitor_id=visitor_id).select_for_update()
    SavedProduct.objects.bulk_create(
        [SavedProduct(account=account, product_id=one.product_id, quantity=one.quantity) for one in guests],
        ignore_conflicts=True,
    )
    SavedProduct.objects.filter(account=None, visitor_id=visitor_id).delete()


def _own(shopper: Shopper, saved_id: int) -> SavedProduct:
    """Locked, so that a double click moves it once."""
    mine = SavedProduct.objects.filter(**shopper.owner).select_for_update(of=["self"])
    saved = mine.select_related("product").filter(pk=saved_id).first()
    if saved is None:
        raise NotFound(_("This is not saved any more."))
    return saved
