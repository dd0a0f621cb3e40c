"""What a shopper does with favorites."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import NotFound
from recommender.services import record_event
from shop.catalog.models import Product
from shop.favorites.models import Favorite
from shop.shopper import Shopper


@transaction.atomic
def add_favorite(*, shopper: Shopper, product_id: int, slate_id: str = "", position: str = "") -> Product:
    """Saying it twice, or in two tabs at once, is one favorite and one event."""
    product = _product(product_id)
    _favorite, is_new = Favorite.objects.get_or_create(**shopper.owner, product=product)
    if is_new:
        record_event(
            shopper.visitor,
            "favorite",
            product_id=product.pk,
            slate_id=slate_id or None,
            position=position or None,
        )
    return product


@transaction.atomic
def remove_favorite(*, shopper: Shopper, product_id: int) -> Product:
    product = _product(product_id)
    removed, _rows = Favorite.objects.filter(**shopper.owner, product=product).delete()
    if removed:
        record_event(shopper.visitor, "unfavorite", product_id=product.pk)
    return product


@transaction.atomic
def merge_guest_favorites(*, visitor_id: UUID, account: User) -> int:
    """Move the guest's favorites to the account; says how many were new there."""
    guests = Favorite.objects.filter(account=None, visitor_id=visitor_id)
    brought = set(guests.values_list("product_id", flat=True))
    new = brought - set(Favorite.objects.filter(account=account).values_list("product_id", flat=True))
    Favorite.objects.bulk_create(
        [Favorite(account=account, product_id=product_id) for product_id in sorted(new)],
        ignore_conflicts=True,
    )
    guests.delete()
    return len(new)


def _product(product_id: int) -> Product:
    product = Product.objects.for_cards().filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("We do not have this product."))
    return product
