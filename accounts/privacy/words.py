"""What the behavior log says, in sentences for the one whom it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommender.services import EventKind
from shop.catalog.models import Product

DONE: dict[str, Promise] = {
    EventKind.VIEW: _("You looked at %(product)s"),
    EventKind.CLICK: _("You followed a suggestion to %(product)s"),
    EventKind.FAVORITE: _("You marked %(product)s with a heart"),
    EventKind.UNFAVORITE: _("You took the heart away from %(product)s"),
    EventKind.CART_ADD: _("You put %(product)s into the cart"),
    EventKind.CART_REMOVE: _("You took %(product)s out of the cart"),
    EventKind.PURCHASE: _("You bought %(product)s"),
    EventKind.CANCELED: _("You bought %(product)s, and canceled the order"),
    EventKind.REVIEW: _("You reviewed %(product)s"),
    EventKind.DISMISS: _("You were not interested in %(product)s"),
}
SEARCHED = _("You searched for “%(words)s”")
GONE = _("a product that we no longer have")


@dataclass(frozen=True)
class Entry:
    id: int
    at: datetime
    sentence: str
    product: Product | None


@dataclass(frozen=True)
class Day:
    date: date
    entries: list[Entry]


def days_of(events: Iterable[Any], products: dict[int, Product]) -> list[Day]:
    """Events, newest first, as the days on which they happened."""
    entries = [_entry(event, products) for event in events]
    by_day = groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    return [Day(day, list(of_day)) for day, of_day in by_day]


def _entry(event: Any, products: dict[int, Product]) -> Entry:
    product = products.get(event.product_id)
    if event.kind == EventKind.SEARCH:
        sentence = SEARCHED % {"words": event.query}
    else:
        sentence = DONE[event.kind] % {"product": f"“{product.title}”" if product else GONE}
    return Entry(event.pk, event.occurred_at, str(sentence), product)
