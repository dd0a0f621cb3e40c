"""What a shopper likes."""

from collections.abc import Iterable

from shop.catalog.models import Product
from shop.favorites.models import Favorite
from shop.shopper import Shopper


def favorite_products(shopper: Shopper):
    """Products, the latest favorite first, ready for cards."""
    mine = Favorite.objects.filter(**shopper.owner)
    return (
        Product.objects.for_cards()
        .filter(favorites__in=mine)
        .order_by("-favorites__created_at", "-favorites__pk")
    )


def favorite_ids(shopper: Shopper, product_ids: Iterable[int]) -> set[int]:
    """Which of these products the shopper likes."""
    mine = Favorite.objects.filter(**shopper.owner, product_id__in=list(product_ids))
    return set(mine.values_list("product_id", flat=True))
