"""The shop's days. One has 23, 24 or 25 hours, or half an hour more or less: clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, right before."""
        return Period(self.first - timedelta(days=self.length), self.first - DAY)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]


def bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Its first moment and the first of the next day, in UTC."""
    return _midnight(day, zone), _midnight(day + DAY, zone)


def hours(day: date, zone: tzinfo) -> Iterator[datetime]:
    """When each of its hours begins, counted from its first moment; as the hourly table is cut."""
    moment, end = bounds(day, zone)
    while moment < end:
        yield moment
        moment += HOUR


def clock(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"


def day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def same_time(moment: datetime, zone: tzinfo, *, back: timedelta) -> datetime:
    """When the clock showed the same, some days before."""
    local = moment.astimezone(zone).replace(tzinfo=None) - back
    return local.replace(tzinfo=zone).astimezone(UTC)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
