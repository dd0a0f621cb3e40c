"""Keeps the hourly and daily figures true to the log and to the orders.

A day is always counted as a whole and from nothing, so that counting it twice changes nothing. Which days: those that
may still get events, those that something came to since the last time, and those of which facts were taken away.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from recommender import catalog
from recommender.behavior.changes import days_of
from recommender.behavior.models import ChangedDay, Event, VisitSession
from recommender.insights.health.models import ShownDay
from recommender.insights.health.services import count_shown
from recommender.insights.traffic.days import DAY, bounds, day_of
from recommender.insights.traffic.models import DayCount, DayFigures, HourFigures, TrafficState
from recommender.insights.traffic.statements import COUNTS, HOURS
from recommender.insights.traffic.totals import COLUMNS, Totals

# Events come up to a day late, in sessions that may have begun the day before.
OPEN_DAYS = 2
MOST_KEYS = 200  # of a day, of each sort


@transaction.atomic
def refresh_traffic(
    *, now: datetime, everything: bool = False, advance: Callable[[date], object] = lambda _day: None
) -> list[date]:
    """Count what changed since the last time, or all days whose log is kept; which days were counted.

    Two never count at once: the second finds the state held, and leaves it to the first.
    """
    TrafficState.objects.get_or_create(pk=1)
    state = TrafficState.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None:
        return []
    last_event = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    last_transition = catalog.newest_transition()
    changes = list(ChangedDay.objects.values_list("pk", "day"))
    days = _kept_days(now)
    if not everything and state.counted_at is not None:
        touched = _touched(state) | {day for _pk, day in changes}
        open_since = day_of(state.counted_at, timezone.get_default_timezone()) - OPEN_DAYS * DAY
        days = [day for day in days if day >= open_since or day in touched]
    else:
        _drop_days_without_log(days, now)
    for day in days:
        count_day(day)
        advance(day)
    ChangedDay.objects.filter(pk__in=[pk for pk, _day in changes]).delete()
    state.last_event, state.last_transition, state.counted_at = last_event, last_transition, now
    state.save()
    return days


@transaction.atomic
def count_day(day: date) -> None:
    """One day anew: its hours, their sum, and what was met most."""
    start, end = bounds(day, timezone.get_default_timezone())
    hours = _hours(start, end)
    HourFigures.objects.filter(day=day).delete()
    HourFigures.objects.bulk_create(
        HourFigures(day=day, hour=hour, **figures) for hour, figures in sorted(hours.items())
    )
    total = Totals()
    for figures in hours.values():
        total = total.plus(Totals(**figures))
    DayFigures.objects.update_or_create(day=day, defaults={name: getattr(total, name) for name in COLUMNS})
    DayCount.objects.filter(day=day).delete()
    count_shown(day, start, end)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"day": day, "start": start, "end": end, "most": MOST_KEYS})


def forget_counted_words(*, before: datetime) -> int:
    """What was met on days whose log is gone; words above all may tell who typed them. The sums stay."""
    last = day_of(before, timezone.get_default_timezone())
    return DayCount.objects.filter(day__lt=last).delete()[0]


def _hours(start: datetime, end: datetime) -> dict[datetime, dict]:
    with connection.cursor() as cursor:
        cursor.execute(HOURS, {"start": start, "end": end})
        names = [column.name for column in cursor.description][1:]
        rows = cursor.fetchall()
    found = {
        hour: {name: value or 0 for name, value in zip(names, values, strict=True)} for hour, *values in rows
    }
    for sales in catalog.hourly_sales(start, end):
        figures = found.setdefault(sales.hour, {})
        figures |= {
            "orders": sales.orders,
            "unrated_orders": sales.unrated,
            "revenue": Decimal(sales.revenue),
        }
    return found


def _kept_days(now: datetime) -> list[date]:
    """From the first day of which the whole log is there, to today."""
    zone = timezone.get_default_timezone()
    starts = [
        VisitSession.objects.aggregate(first=Min("started_at"))["first"],
        Event.objects.aggregate(first=Min("occurred_at"))["first"],
        catalog.first_sale(),
    ]
    known = [day_of(moment, zone) for moment in starts if moment is not None and moment <= now]
    today = day_of(now, zone)
    first = max(min(known, default=today), day_of(now - settings.BEHAVIOR_RETENTION, zone) + DAY)
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


def _touched(state: TrafficState) -> set[date]:
    """Days that events or orders came to, or changed on, since the last time. An order's session may be of the day before."""
    new = Event.objects.filter(pk__gt=state.last_event)
    orders = catalog.days_of_changed_orders(state.last_transition)
    return (
        days_of(new, "occurred_at")
        | days_of(new, "session__started_at")
        | orders
        | {day - DAY for day in orders}
    )


def _drop_days_without_log(days: Iterable[date], now: datetime) -> None:
    """Between the horizon of the log and its first day, and after today, nothing is known any more."""
    zone = timezone.get_default_timezone()
    horizon = day_of(now - settings.BEHAVIOR_RETENTION, zone)
    outside = Q(day__gt=horizon, day__lt=min(days)) | Q(day__gt=max(days))
    for table in (HourFigures, DayFigures, DayCount, ShownDay):
        table.objects.filter(outside).delete()
