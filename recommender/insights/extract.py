"""From the shop's behavior log to a behavior table."""

from datetime import datetime

import numpy as np

from recommender import catalog
from recommender.behavior.models import Event
from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import NO_PRODUCT, BehaviorTable, behavior_table

CHUNK = 50_000


def behavior_of_shop(*, until: datetime, since: datetime | None = None) -> BehaviorTable:
    """All events before `until` (and from `since` on). A price is what was paid; else what the catalog says now."""
    visitors: dict = {}
    rows = []
    for visitor, product, kind, query, amount, quantity, at in _rows(until, since).iterator(chunk_size=CHUNK):
        paid = float(amount) / (quantity or 1) if amount is not None else np.nan
        code = visitors.setdefault(visitor, len(visitors))
        rows.append(
            (code, product or NO_PRODUCT, KIND_CODE[kind], int(at.timestamp()), paid, _words(kind, query))
        )
    codes, products, kinds, times, paid, words = zip(*rows, strict=True) if rows else ([],) * 6
    prices = np.where(np.isnan(paid), _prices(np.array(products, dtype=np.int64)), paid)
    return behavior_table(
        visitors=codes, products=products, kinds=kinds, times=times, prices=prices, words=words
    )


def _rows(until: datetime, since: datetime | None):
    events = Event.objects.filter(occurred_at__lt=until)
    if since:
        events = events.filter(occurred_at__gte=since)
    columns = ("visitor_id", "product_id", "kind", "query", "amount", "quantity", "occurred_at")
    return events.order_by("visitor_id", "occurred_at", "pk").values_list(*columns)


def _words(kind: str, query: str) -> int:
    return len(query.split()) if kind == "search" else 0


def _prices(products: np.ndarray) -> np.ndarray:
    """(N,) float64; NaN for what the catalog does not hold."""
    facts = catalog.product_facts()
    if not len(facts.ids):
        return np.full(len(products), np.nan)
    place = np.searchsorted(facts.ids, products).clip(max=len(facts.ids) - 1)
    return np.where(facts.ids[place] == products, facts.prices[place], np.nan)
