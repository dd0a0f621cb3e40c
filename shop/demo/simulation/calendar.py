"""When who comes, and to which arm they belong."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import NamedTuple
from uuid import UUID

from shop.demo.shoppers import visit_times
from shop.demo.simulation.plan import LivePlan
from shop.demo.simulation.world import LivingShopper

SLOT = timedelta(hours=6)


class Appointment(NamedTuple):
    at: datetime
    number: int


def appointments(shoppers: Iterable[LivingShopper], plan: LivePlan) -> list[Appointment]:
    """All visits of the past and of the days to come, in order of time."""
    start = plan.start - timedelta(days=plan.past_days)
    return sorted(
        Appointment(at, shopper.number)
        for shopper in shoppers
        for at in visit_times(
            shopper.eras[0], start=start, end=plan.end, rng=Random(f"times:{plan.seed}:{shopper.number}")
        )
    )


def by_slot(visits: Iterable[Appointment], *, midnight: datetime) -> dict[datetime, list[Appointment]]:
    """The visits of one day by the slot in which they begin; every slot is there, in order."""
    slots = {midnight + number * SLOT: [] for number in range(int(timedelta(days=1) / SLOT))}
    for visit in visits:
        slots[midnight + (visit.at - midnight) // SLOT * SLOT].append(visit)
    return slots


def by_day(visits: Iterable[Appointment], plan: LivePlan) -> dict[int, list[Appointment]]:
    """By day, from 1; what lies before is of day 0."""
    days: dict[int, list[Appointment]] = defaultdict(list)
    for visit in visits:
        days[max(0, (visit.at - plan.start) // timedelta(days=1) + 1)].append(visit)
    return days


def arm_of(visitor_id: UUID, arms: Sequence[str], *, seed: int) -> str:
    """Always the same for a visitor, and even over all of them."""
    return arms[int(sha256(f"{seed}:{visitor_id}".encode()).hexdigest(), 16) % len(arms)]
