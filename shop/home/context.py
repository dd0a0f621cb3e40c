"""What every page shows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.looking import is_looking
from shop.cart.selectors import cart_count
from shop.catalog.selectors import category_tree
from shop.preferences.themes import Theme, theme_of
from shop.shopper import Shopper


def shop(request: HttpRequest) -> dict:
    """Departments come from the cache; the cart is counted only where a page says the number."""
    return {
        "DEMO": settings.DEMO,
        "looks_as_somebody": settings.DEMO and is_looking(request),
        "theme": theme_of(request),
        "themes": tuple(Theme),
        "departments": SimpleLazyObject(category_tree),
        "cart_count": SimpleLazyObject(lambda: cart_count(Shopper.of(request))),
    }
