"""What every page shows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.catalog.selectors import category_tree
from shop.shopper import Shopper


def shop(request: HttpRequest) -> dict:
    """Departments come from the cache; the cart is counted only where a page says the number."""
    return {
        "DEMO": settings.DEMO,
        "departments": SimpleLazyObject(category_tree),
        "cart_count": SimpleLazyObject(lambda: _cart_count(request)),
    }


def _cart_count(request: HttpRequest) -> int:
    from shop.cart.selectors import cart_count

    return cart_count(Shopper.of(request))
