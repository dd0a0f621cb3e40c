"""A behavior file becomes catalog and behavior log. Like the loop, it knows stages that do not know each other."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction

from recommender import catalog
from recommender.algorithms.interface import Progress
from recommender.behavior.importing import BehaviorImport, ImportedEvent, behavior_import
from recommender.behavior.models import EventKind
from recommender.dataset.readers.rows import EventRow, ProductRow, Reader, ReaderError

MOST_EXPENSIVE = Decimal(10) ** 8
LARGEST_QUANTITY = 2**31
LONGEST_ID = 60
COUNTED_KINDS = (EventKind.PURCHASE, EventKind.CART_ADD, EventKind.CART_REMOVE)

Stages = Callable[[str], Progress]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do."""

    products_added: int
    products_known: int
    behavior: BehaviorImport
    rejected: Counter
    """Rows left out, by reason."""
    currencies: frozenset[str]

    def outlives_retention(self, *, now: datetime) -> bool:
        """Whether all of it may stay in the log."""
        first = self.behavior.first_at
        return first is None or first >= now - settings.BEHAVIOR_RETENTION


@transaction.atomic
def import_behavior(
    reader: Reader, *, now: datetime, shift_to_now: bool = False, dry_run: bool = False, stages: Stages
) -> ImportReport:
    """Products first, then visitors, sessions and events; all of it or nothing. A dry run does it, and takes it back.

    With `shift_to_now`, times move by whole days so that the last event was yesterday. Raises ReaderError, in words, where
    the file cannot be read or holds nothing.
    """
    rejected: Counter = Counter()
    products = catalog.product_import()
    currencies = _import_products(reader, products, rejected, stages("products"))
    product_ids = {code.removeprefix(prefix_of(reader)): pk for code, pk in products.ids.items()}
    newest_on = now - timedelta(days=1) if shift_to_now else None
    progress, rows = stages("events"), reader.count()
    with behavior_import(source=reader.format, newest_on=newest_on) as behavior:
        read = 0
        for batch in reader.events():
            for event in _accepted(batch, product_ids, reader.format, rejected, now=now):
                behavior.add(event)
            read += len(batch)
            progress(read + reader.rejections.total(), rows, {})
    rejected += reader.rejections
    if not (behavior.events or behavior.repeated):
        raise ReaderError(f"{reader.path.name} holds no event that can be imported.{_because(rejected)}")
    transaction.set_rollback(dry_run)
    return ImportReport(products.added, products.known, behavior, rejected, currencies)


def _import_products(reader: Reader, products, rejected: Counter, progress: Progress) -> frozenset[str]:
    currencies, prefix = set(), prefix_of(reader)
    for batch in reader.products():
        fitting = [product for product in batch if not _count(_misfit(product), rejected)]
        products.save(
            [
                catalog.imported_product(product, external_id=prefix + product.external_id)
                for product in fitting
            ]
        )
        currencies |= {product.currency for product in fitting if product.currency}
        progress(len(products.ids), None, {})
    return frozenset(currencies)


def prefix_of(reader: Reader) -> str:
    """So that item 22423 of some sessions is not taken for the stock code 22423."""
    return "" if reader.has_codes else f"{reader.format}:"


def _misfit(product: ProductRow) -> str:
    """Why the shop cannot hold this product, or nothing."""
    if len(product.external_id) > LONGEST_ID:
        return "product id too long"
    if product.price is not None and product.price >= MOST_EXPENSIVE:
        return "product too expensive"
    return ""


def _accepted(
    rows: list[EventRow], product_ids: dict[str, int], source: str, rejected: Counter, *, now: datetime
) -> Iterator[ImportedEvent]:
    for row in rows:
        is_paid = row.kind == EventKind.PURCHASE and row.price is not None
        amount = row.price * row.quantity if is_paid else None
        if _count(_objection(row, product_ids, amount, now=now), rejected):
            continue
        yield ImportedEvent(
            visitor_id=id_of(source, row.visitor_key),
            session_id=id_of(source, row.visitor_key, row.session_key or f"{row.time:%Y-%m-%d}"),
            kind=row.kind,
            product_id=product_ids[row.product_id],
            quantity=row.quantity if row.kind in COUNTED_KINDS else None,
            amount=amount,
            occurred_at=row.time,
        )


def _objection(row: EventRow, product_ids: dict[str, int], amount: Decimal | None, *, now: datetime) -> str:
    """Why the log cannot hold this event, or nothing."""
    if row.product_id not in product_ids:
        return "unknown product"
    if row.time > now:
        return "time in the future"
    if row.quantity >= LARGEST_QUANTITY or (amount or 0) >= MOST_EXPENSIVE:
        return "quantity or amount too large"
    return ""


@lru_cache(maxsize=20_000)
def id_of(source: str, *keys: str) -> UUID:
    """The same for the same keys of the same source, whenever it is imported."""
    return uuid5(NAMESPACE_URL, "\x1f".join(("aisle", source, *keys)))


def _count(reason: str, rejected: Counter) -> bool:
    if reason:
        rejected[reason] += 1
    return bool(reason)


def _because(rejected: Counter) -> str:
    if not rejected:
        return ""
    reasons = ", ".join(f"{reason} ({count:,})" for reason, count in rejected.most_common(3))
    return f" Left out: {reasons}."
