"""Several products that go together, put into the cart at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from config.errors import ApplicationError, Conflict, InvalidInput
from shop.cart.services import add_to_cart
from shop.catalog.models import Product
from shop.shopper import Shopper

LARGEST = 10


@dataclass
class AddedTogether:
    added: list[Product] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Sentences for the page: what could not be had any more, and why."""


def add_all_to_cart(
    *, shopper: Shopper, product_ids: Sequence[int], slate_id: str | None = None
) -> AddedTogether:
    """One of each. What ran out meanwhile is said, and keeps the others back no more than it would one by one.

    `slate_id` names the shelf that brought them together; what was not on it (the product of the page) is a plain addition.
    """
    product_ids = list(dict.fromkeys(product_ids))
    if not 0 < len(product_ids) <= LARGEST:
        raise InvalidInput(_("Which products?"), fields={"product_ids": [_("Name one to ten products.")]})
    done = AddedTogether()
    for product_id in product_ids:
        try:
            done.added.append(add_to_cart(shopper=shopper, product_id=product_id, slate_id=slate_id))
        except ApplicationError as error:
            done.refused.append(str(error.message))
    if not done.added:
        raise Conflict(" ".join(done.refused))
    return done
