"""When an order that is placed now would arrive."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from shop.orders.delivery import DeliveryMethod, delivery_methods

SAME_DAY_UNTIL = 14  # o'clock: later orders leave the house on the next working day
SATURDAY = 5


@dataclass(frozen=True)
class DeliveryPromise:
    method: DeliveryMethod
    first: date
    last: date


def delivery_promises(*, now: datetime) -> list[DeliveryPromise]:
    """For each way of delivery the days on which it may arrive, the soonest first."""
    leaves = _leaves(now)
    promises = [
        DeliveryPromise(
            method,
            first=_working_days(leaves, max(1, method.days - 1)),
            last=_working_days(leaves, method.days),
        )
        for method in delivery_methods().values()
    ]
    return sorted(promises, key=lambda promise: promise.last)


def _leaves(now: datetime) -> date:
    here = timezone.localtime(now)
    today = here.date()
    if here.hour < SAME_DAY_UNTIL and today.weekday() < SATURDAY:
        return today
    return _working_days(today, 1)


def _working_days(start: date, days: int) -> date:
    """So many working days later. Holidays differ by country and are left out."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
