"""Which days of the log are no longer what they were: said by whoever takes facts away, moves them, or brings many."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from recommender.behavior.models import ChangedDay, Event, VisitSession


def mark_changed(
    *, events: QuerySet[Event] | None = None, sessions: QuerySet[VisitSession] | None = None
) -> None:
    """Ask for the days of these rows to be counted anew. Call it while they are still there, in the same transaction."""
    days: set[date] = set()
    if events is not None:
        days |= days_of(events, "occurred_at") | days_of(events, "session__started_at")
    if sessions is not None:
        days |= days_of(sessions, "started_at")
    mark_days(days)


def mark_days(days: Iterable[date]) -> None:
    ChangedDay.objects.bulk_create(ChangedDay(day=day) for day in sorted(set(days)))


def days_of(rows: QuerySet, moment: str) -> set[date]:
    """By the shop's clock."""
    day = TruncDate(moment, tzinfo=timezone.get_default_timezone())
    return set(rows.order_by().annotate(day_=day).values_list("day_", flat=True).distinct())
