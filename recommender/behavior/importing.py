"""Behavior from elsewhere enters the log: COPY into a waiting table, then three statements; constant memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from config.database import CopyWriter
from recommender.behavior.changes import mark_days

WAITING = "imported_event"


class ImportedEvent(NamedTuple):
    """Visitor and session have ids that the same file gives again."""

    visitor_id: UUID
    session_id: UUID
    kind: str
    product_id: int
    quantity: int | None
    amount: Decimal | None
    occurred_at: datetime


@dataclass
class BehaviorImport:
    """What landed in the log; the counts are known once the import is over."""

    writer: CopyWriter
    first_at: datetime | None = None
    last_at: datetime | None = None
    visitors: int = 0
    sessions: int = 0
    events: int = 0
    repeated: int = 0
    """Events of sessions that are in the log already."""

    def add(self, event: ImportedEvent) -> None:
        self.writer.add(WAITING, event)


@contextmanager
def behavior_import(*, source: str, newest_on: datetime | None = None) -> Iterator[BehaviorImport]:
    """All of it lands, or nothing does. Sessions that are there already keep what they have, so nothing doubles.

    `source` is written as where the sessions came from. With `newest_on`, all times are moved by the same whole number of
    days, so that the last event falls on the day of that moment.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MAKE_WAITING)
        done = BehaviorImport(CopyWriter({WAITING: ImportedEvent._fields}))
        yield done
        done.writer.flush()
        _settle(cursor, done, source, newest_on)
        cursor.execute(f"DROP TABLE {WAITING}")


def _settle(cursor, done: BehaviorImport, source: str, newest_on: datetime | None) -> None:
    done.first_at, done.last_at, days = _period(cursor, newest_on)
    if days:
        cursor.execute(f"UPDATE {WAITING} SET occurred_at = occurred_at + %s", [timedelta(days=days)])  # noqa: S608
    cursor.execute(DROP_REPEATED)
    done.repeated = cursor.rowcount
    cursor.execute(ADD_VISITORS)
    done.visitors = cursor.rowcount
    cursor.execute(ADD_SESSIONS, [source])
    done.sessions = cursor.rowcount
    cursor.execute(ADD_EVENTS)
    done.events = cursor.rowcount
    cursor.execute(DAYS, [timezone.get_default_timezone_name()])
    mark_days(day for (day,) in cursor.fetchall())


def _period(cursor, newest_on: datetime | None) -> tuple[datetime | None, datetime | None, int]:
    """First and last moment as they will be, and by how many days that is later than the file says."""
    cursor.execute(f"SELECT min(occurred_at), max(occurred_at) FROM {WAITING}")  # noqa: S608
    first, last = cursor.fetchone()
    if newest_on is None or last is None:
        return first, last, 0
    days = (newest_on.date() - last.date()).days
    return first + timedelta(days=days), last + timedelta(days=days), days


DAYS = f"SELECT DISTINCT (occurred_at AT TIME ZONE %s)::date FROM {WAITING}"  # noqa: S608

MAKE_WAITING = f"""
    CREATE TEMPORARY TABLE {WAITING} (
        visitor_id uuid, session_id uuid, kind text, product_id bigint, quantity integer, amount numeric,
        occurred_at timestamptz, place bigint GENERATED ALWAYS AS IDENTITY
    ) ON COMMIT DROP
"""

DROP_REPEATED = f"DELETE FROM {WAITING} USING recommender_visitsession s WHERE s.id = session_id"  # noqa: S608

ADD_VISITORS = f"""
    INSERT INTO recommender_visitor (id, is_simulated, created_at)
    SELECT visitor_id, false, min(occurred_at) FROM {WAITING} GROUP BY visitor_id
    ON CONFLICT (id) DO NOTHING
"""  # noqa: S608

ADD_SESSIONS = f"""
    INSERT INTO recommender_visitsession (id, visitor_id, started_at, device, source)
    SELECT session_id, visitor_id, min(occurred_at), '', %s FROM {WAITING} GROUP BY session_id, visitor_id
"""  # noqa: S608

# In order of time, so that the log's block-range index stays sharp; what happened at once keeps the order of the file.
ADD_EVENTS = f"""
    INSERT INTO recommender_event (visitor_id, session_id, kind, product_id, query, quantity, amount, occurred_at)
    SELECT visitor_id, session_id, kind, product_id, '', quantity, amount, occurred_at FROM {WAITING}
    ORDER BY occurred_at, place
"""  # noqa: S608
