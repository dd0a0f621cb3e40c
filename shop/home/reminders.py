"""What home reminds of: for whoever is here just now, has something in mind, and will probably leave without it."""

from collections.abc import Sequence

from recommender.services import SEEN, WAITS, leaves_without_buying
from shop.cart.selectors import cart_product_ids
from shop.shopper import Shopper

MANY = 5  # products looked at: with less, there is not yet anything to be undecided about


def reminders(shopper: Shopper, viewed: Sequence[int]) -> list[tuple[int, str]]:
    """Product and reason, what lies in the cart first. Nothing for who probably buys anyway, or of whom nobody can tell."""
    visitor = shopper.visitor
    if not visitor.is_logged or visitor.is_paused or not leaves_without_buying(visitor.id):
        return []
    waiting = cart_product_ids(shopper)
    if not waiting and len(viewed) < MANY:
        return []
    seen = [product for product in viewed if product not in waiting]
    return [(product, WAITS) for product in waiting] + [(product, SEEN) for product in seen]
