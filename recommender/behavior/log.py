"""Appending to the behavior log: one statement, however many facts."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from recommender.behavior.visitor import RequestVisitor
from recommender.behavior.visits import open_visit


@dataclass(frozen=True)
class Fact:
    """An event before it is written: all but who, which the visit knows. The fields are columns of Event."""

    kind: str
    product_id: int | None = None
    query: str = ""
    quantity: int | None = None
    amount: Decimal | None = None
    rating: int | None = None
    found: int | None = None
    slate_id: UUID | None = None
    position: int | None = None
    beacon_id: UUID | None = None
    occurred_at: datetime = field(default_factory=timezone.now)


# The fields of Fact, in their order, as PostgreSQL types them.
COLUMNS = {
    "kind": "text",
    "product_id": "bigint",
    "query": "text",
    "quantity": "integer",
    "amount": "numeric",
    "rating": "smallint",
    "found": "integer",
    "slate_id": "uuid",
    "position": "smallint",
    "beacon_id": "uuid",
    "occurred_at": "timestamptz",
}
# The values travel as one array for each column: the statement is the same for any number of facts. It takes the
# visitor from the session's row. So it needs no look whether that row is there (it writes nothing if not), and an
# event that comes while a guest's history joins an account's goes where the session went: FOR SHARE waits for that.
# A member may have paused personalization on another browser: only the visitor's row knows, and so it decides. It is
# asked for in a subquery, which is asked again after that wait; a join would go on with the guest's row.
INSERT = f"""
    INSERT INTO recommender_event (visitor_id, session_id, {", ".join(COLUMNS)})
    SELECT visit.visitor_id, visit.id, {", ".join(f"fact.{name}" for name in COLUMNS)}
    FROM recommender_visitsession AS visit,
         unnest({", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())}) AS fact ({", ".join(COLUMNS)})
    WHERE visit.id = %s
    AND (SELECT allows_personalization FROM recommender_visitor WHERE id = visit.visitor_id) IS NOT FALSE
    FOR SHARE OF visit
    ON CONFLICT (beacon_id) DO NOTHING
    RETURNING visitor_id
"""  # noqa: S608  every name in it is from this file


def append(visitor: RequestVisitor, facts: Sequence[Fact]) -> int:
    """Write what is not written yet (a browser may send a batch twice); the number of new events."""
    if not facts:
        return 0
    written = _insert(visitor, facts)
    if not written:
        open_visit(visitor)
    if not written and not visitor.is_paused:
        written = _insert(visitor, facts)
    return written


def _insert(visitor: RequestVisitor, facts: Sequence[Fact]) -> int:
    columns = [list(values) for values in zip(*map(astuple, facts), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*columns, visitor.session_id])
        owners = cursor.fetchall()
    if owners:
        visitor.id = owners[0][0]
    return len(owners)
