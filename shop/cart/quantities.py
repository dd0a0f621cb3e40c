"""How many of a product a cart may hold, and how we say so."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.errors import InvalidInput
from shop.catalog.models import Product


def check_quantity(quantity: int, *, least: int = 1) -> None:
    """Refuse what no stock could serve."""
    if quantity < least:
        raise InvalidInput(_("The quantity must be at least 1."), fields={"quantity": [_("At least 1.")]})
    if quantity > settings.CART_MAX_QUANTITY:
        most = {"most": settings.CART_MAX_QUANTITY}
        raise InvalidInput(
            _("You can order at most %(most)d of one product at once.") % most,
            fields={"quantity": [_("At most %(most)d.") % most]},
        )


def limit_of(product: Product) -> int:
    """The most of it that a cart may hold now."""
    return min(product.stock, settings.CART_MAX_QUANTITY) if product.is_active else 0


def shortage(product: Product, wanted: int) -> str:
    """Why `wanted` is too many; empty where it is not."""
    limit = limit_of(product)
    if wanted <= limit:
        return ""
    if limit == 0:
        return _("“%(title)s” is sold out.") % {"title": product.title}
    if limit < product.stock:
        return _("You can order at most %(most)d of one product at once.") % {"most": limit}
    sentence = ngettext(
        "Only %(left)d of “%(title)s” is left.", "Only %(left)d of “%(title)s” are left.", limit
    )
    return sentence % {"left": limit, "title": product.title}
