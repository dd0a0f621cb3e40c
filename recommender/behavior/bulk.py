"""Many events at once: imports and demo data go through COPY, in order of time and in constant memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from config.database import CopyWriter
from recommender.behavior.changes import mark_days


class BulkVisitor(NamedTuple):
    id: UUID
    account_id: int | None
    is_simulated: bool
    created_at: datetime


class BulkSession(NamedTuple):
    id: UUID
    visitor_id: UUID
    started_at: datetime
    device: str
    source: str


class BulkEvent(NamedTuple):
    visitor_id: UUID
    session_id: UUID
    kind: str
    product_id: int | None
    query: str
    quantity: int | None
    amount: Decimal | None
    rating: int | None
    occurred_at: datetime
    found: int | None = None


TABLES = {
    BulkVisitor: "recommender_visitor",
    BulkSession: "recommender_visitsession",
    BulkEvent: "incoming_event",
}


class BehaviorLoader:
    """Takes rows in any order of time, as long as a visitor comes before its sessions and those before their events."""

    def __init__(self):
        self._writer = CopyWriter({table: row_type._fields for row_type, table in TABLES.items()})

    def add(self, row: BulkVisitor | BulkSession | BulkEvent) -> None:
        self._writer.add(TABLES[type(row)], row)

    def flush(self) -> None:
        self._writer.flush()

    @property
    def events(self) -> int:
        return self._writer.counts[TABLES[BulkEvent]]

    @property
    def sessions(self) -> int:
        return self._writer.counts[TABLES[BulkSession]]


@contextmanager
def behavior_loader() -> Iterator[BehaviorLoader]:
    """One transaction: all of it lands in the log, or nothing does.

    Events wait in a temporary table and enter the log sorted by time, so that its block-range index stays sharp.
    """
    columns = ", ".join(BulkEvent._fields)
    zone = timezone.get_default_timezone_name()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming_event (visitor_id uuid, session_id uuid, kind text, product_id bigint,"
            " query text, quantity integer, amount numeric, rating smallint, occurred_at timestamptz, found integer) ON COMMIT DROP"
        )
        loader = BehaviorLoader()
        yield loader
        loader.flush()
        cursor.execute(
            f"INSERT INTO recommender_event ({columns}) SELECT {columns} FROM incoming_event ORDER BY occurred_at"  # noqa: S608
        )
        cursor.execute("SELECT DISTINCT (occurred_at AT TIME ZONE %s)::date FROM incoming_event", [zone])
        mark_days(day for (day,) in cursor.fetchall())
        cursor.execute("DROP TABLE incoming_event")
