"""From the shop's behavior log to behavior tables."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from recommender import catalog
from recommender.behavior.models import Event
from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import NO_PRODUCT, BehaviorTable, behavior_table

CHUNK = 50_000
NEWEST = 1_000  # events of one visitor that say enough


def behavior_of_shop(*, until: datetime, since: datetime | None = None) -> BehaviorTable:
    """All events before `until` (and from `since` on). A price is what was paid; else what the catalog says now."""
    facts = catalog.product_facts()
    return _table(_rows(until, since).iterator(chunk_size=CHUNK), facts)[1]


def behavior_parts(
    facts: catalog.ProductFacts, *, until: datetime, since: datetime, size: int = CHUNK
) -> Iterator[tuple[list[UUID], BehaviorTable]]:
    """The same, part by part, so that memory does not grow with the log: some visitors, each with all events.

    A part's table names its visitors by their place among them. No visitor comes twice.
    """
    rows: list[tuple] = []
    for _visitor, own in groupby(_rows(until, since).iterator(chunk_size=CHUNK), key=itemgetter(0)):
        rows.extend(own)
        if len(rows) >= size:
            yield _table(rows, facts)
            rows = []
    if rows:
        yield _table(rows, facts)


def behavior_of_visitor(visitor_id: UUID, *, until: datetime) -> BehaviorTable:
    """What one visitor did lately. A price is what was paid: reading the catalog would take longer than all else."""
    rows = _rows(until, None).filter(visitor=visitor_id).order_by("-occurred_at", "-pk")[:NEWEST]
    return _table(rows, None)[1]


def behavior_of_visitor_with_prices(visitor_id: UUID, *, since: datetime, until: datetime) -> BehaviorTable:
    """The same as the tables of all visitors tell of one, in two queries."""
    rows = _rows(until, since).filter(visitor=visitor_id).order_by("-occurred_at", "-pk")[:NEWEST]
    found = list(rows)
    return _table(found, catalog.prices({row[1] for row in found if row[1]}))[1]


def _table(rows: Iterable[tuple], facts: catalog.ProductFacts | None) -> tuple[list[UUID], BehaviorTable]:
    visitors: dict[UUID, int] = {}
    found = []
    for visitor, product, kind, query, amount, quantity, at in rows:
        paid = float(amount) / (quantity or 1) if amount is not None else np.nan
        code = visitors.setdefault(visitor, len(visitors))
        found.append(
            (code, product or NO_PRODUCT, KIND_CODE[kind], int(at.timestamp()), paid, _words(kind, query))
        )
    codes, products, kinds, times, paid, words = zip(*found, strict=True) if found else ([],) * 6
    if facts is not None:
        paid = np.where(np.isnan(paid), _prices(np.array(products, dtype=np.int64), facts), paid)
    table = behavior_table(
        visitors=codes, products=products, kinds=kinds, times=times, prices=paid, words=words
    )
    return list(visitors), table


def _rows(until: datetime, since: datetime | None) -> QuerySet:
    events = Event.objects.to_learn_from().filter(occurred_at__lt=until, kind__in=KIND_CODE)
    if since:
        events = events.filter(occurred_at__gte=since)
    columns = ("visitor_id", "product_id", "kind", "query", "amount", "quantity", "occurred_at")
    return events.order_by("visitor_id", "occurred_at", "pk").values_list(*columns)


def _words(kind: str, query: str) -> int:
    return len(query.split()) if kind == "search" else 0


def _prices(products: np.ndarray, facts: catalog.ProductFacts) -> np.ndarray:
    """(N,) float64; NaN for what the catalog does not hold."""
    if not len(facts.ids):
        return np.full(len(products), np.nan)
    place = np.searchsorted(facts.ids, products).clip(max=len(facts.ids) - 1)
    return np.where(facts.ids[place] == products, facts.prices[place], np.nan)
