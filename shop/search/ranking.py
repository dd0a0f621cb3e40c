"""The order of what a search found: by the words, by a chosen order, or for the shopper."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommender.services import ServedSlate
from shop.catalog.filters import RELEVANCE, ListingFilters
from shop.catalog.models import Product
from shop.search.selectors import Match

# Why a result stands higher than its words alone would put it.
WHY: dict[str, Promise] = {
    "list": _("It is on your own list, made of what you did here"),
    "category": _("You often look at things of this kind"),
    "brand": _("You often look at things of this brand"),
}


def passing_ids(match: Match, filters: ListingFilters) -> Sequence[int]:
    """What the filters let through of a match, in the chosen order; nothing where they make no sense."""
    if not filters.is_valid():
        return []
    if filters.chosen_sort == RELEVANCE and not filters.conditions:
        return match.ids
    found = list(filters.qs.values_list("pk", flat=True))
    if filters.chosen_sort != RELEVANCE:
        return found
    passing = set(found)
    return [pk for pk in match.ids if pk in passing]


def explained(products: list[Product], slate: ServedSlate) -> list[Product]:
    """Each product with its place in the slate, and why it is there."""
    items = {item.product_id: item for item in slate.items}
    for product in products:
        item = items[product.pk]
        product.position = item.position
        product.why = WHY.get(item.reason["kind"], "") if item.reason else ""
    return products
