"""What the first page of the administration reads: a handful of queries on small tables, however long the log is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from recommender import catalog
from recommender.insights.traffic.days import HOUR, WEEK, Period, day_of, hours, same_time
from recommender.insights.traffic.models import DayCount, DayFigures, HourFigures, TrafficState
from recommender.insights.traffic.totals import COLUMNS, Totals

What = DayCount.What
PRODUCTS = {What.VIEWED}
TOP = 10


@dataclass(frozen=True)
class HourOfToday:
    hour: datetime
    today: Totals | None
    """None: not over yet, and not begun."""
    last_week: Totals


@dataclass(frozen=True)
class Today:
    """The day of the last counting, against the same day of the week before until the same time by the clock."""

    counted_at: datetime
    so_far: Totals
    last_week: Totals
    hours: list[HourOfToday]


@dataclass(frozen=True)
class Met:
    """How often one thing was met. `product`: its number, where it is one; without a name it is no longer sold here."""

    key: str
    count: int
    name: str = ""
    product: int | None = None


@dataclass(frozen=True)
class Overview:
    period: Period
    days: dict[date, Totals]
    before: Totals
    today: Today | None
    top: dict[str, list[Met]] = field(default_factory=dict)

    @property
    def total(self) -> Totals:
        return Totals.of(self.days.values())


def overview(period: Period) -> Overview:
    """Everything that the page shows of the traffic: five queries."""
    counted_at = TrafficState.objects.values_list("counted_at", flat=True).first()
    rows = DayFigures.objects.filter(day__range=(period.before.first, period.last))
    known = {row.day: _totals(row) for row in rows}
    return Overview(
        period,
        {day: known.get(day, Totals()) for day in period.days},
        Totals.of(total for day, total in known.items() if day < period.first),
        _today(counted_at) if counted_at else None,
        top_of(period, limit=TOP),
    )


def daily(period: Period) -> dict[date, Totals]:
    rows = DayFigures.objects.filter(day__range=(period.first, period.last))
    known = {row.day: _totals(row) for row in rows}
    return {day: known.get(day, Totals()) for day in period.days}


def top_of(period: Period, *, limit: int, what: Iterable[str] = What.values) -> dict[str, list[Met]]:
    """What was met most in these days, by sort; ties by name."""
    summed = _summed(period, what).annotate(
        place=Window(RowNumber(), partition_by="what", order_by=[F("total").desc(), "key"])
    )
    found: dict[str, list[Met]] = {sort: [] for sort in what}
    rows = list(summed.filter(place__lte=limit).order_by("what", "place"))
    names = catalog.names({int(row["key"]) for row in rows if row["what"] in PRODUCTS})
    for row in rows:
        found[row["what"]].append(_met(row, names))
    return found


def _met(row: dict, names: dict) -> Met:
    if row["what"] not in PRODUCTS:
        return Met(row["key"], row["total"])
    number = int(row["key"])
    return Met(row["key"], row["total"], names[number].title if number in names else "", number)


def _summed(period: Period, what: Iterable[str]) -> QuerySet:
    kept = DayCount.objects.filter(day__range=(period.first, period.last), what__in=list(what))
    return kept.values("what", "key").annotate(total=Sum("count"))


def _today(counted_at: datetime) -> Today:
    zone = timezone.get_default_timezone()
    then = same_time(counted_at, zone, back=WEEK)
    today, week_ago = day_of(counted_at, zone), day_of(counted_at, zone) - WEEK
    rows = {row.hour: row for row in HourFigures.objects.filter(Q(day=today) | Q(day=week_ago))}
    before = Totals()
    for hour, row in rows.items():
        if row.day == week_ago:
            before = before.plus(row, _share(hour, then))
    return Today(
        counted_at,
        Totals.of(row for row in rows.values() if row.day == today),
        before.rounded(),
        [
            HourOfToday(
                hour,
                _totals(rows.get(hour)) if hour <= counted_at else None,
                _totals(rows.get(same_time(hour, zone, back=WEEK))),
            )
            for hour in hours(today, zone)
        ],
    )


def _share(hour: datetime, until: datetime) -> Decimal:
    """How much of this hour lies before `until`: 0 to 1."""
    return Decimal(min(max((until - hour) / HOUR, 0.0), 1.0))


def _totals(row: DayFigures | HourFigures | None) -> Totals:
    return Totals(**{name: getattr(row, name) for name in COLUMNS}) if row else Totals()
