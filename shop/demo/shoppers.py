"""Simulated shoppers: each has tastes that drift, a purse, colors that they love, and a rhythm.

What a sequence model can learn here, and popularity cannot: a shopper who compares climbs or descends the ladder of
prices step by step, then moves on to what completes the thing just chosen, in the color of the visit; the project goes on
at the next visit; and what is used up is bought again when it is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from shop.demo.kinds import COLORS, department_of
from shop.demo.market import Market

MEAN_VISITS_PER_90_DAYS = 6.0
MEMBER_SHARE = 0.5
DRIFTING_SHARE = 0.4
DEVICES = (("mobile", 0.58), ("desktop", 0.34), ("tablet", 0.08))
SOURCES = (("", 0.55), ("search.example", 0.25), ("social.example", 0.12), ("news.example", 0.08))
# Visits by hour of the day, midnight first.
HOURS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 3, 3.5, 4, 4.5, 5, 4.5, 4, 4, 4.2, 5, 6, 7.5, 8.5, 8, 5.5, 2.5)
WEEKEND = 1.35


@dataclass(frozen=True)
class Taste:
    """How much each department is liked."""

    departments: dict[str, float]

    @classmethod
    def drawn(cls, market: Market, rng: Random) -> "Taste":
        return cls({slug: rng.gammavariate(0.35, 1.0) + 0.01 for slug in market.departments})


@dataclass(frozen=True)
class SimulatedShopper:
    number: int
    visitor_id: UUID
    is_member: bool
    visits: float
    """Expected in 90 days."""
    early: Taste
    late: Taste
    turning_point: float
    """When taste turns from early to late, as a share of the period."""
    colors: tuple[str, ...]
    price_step: int
    """+1 compares upward, −1 downward."""
    purse: float
    """The price level that feels right: 0 the cheapest of a kind, 1 the dearest."""
    eagerness: float
    """How easily a product goes into the cart."""
    device: str
    source: str


def draw_shopper(number: int, market: Market, *, seed: int) -> SimulatedShopper:
    """The same number and seed give the same shopper, whatever the others are. Number 1, the demo's own, comes often."""
    rng = Random(f"shopper:{seed}:{number}")
    early = Taste.drawn(market, rng)
    climbs = rng.random() < 0.5
    return SimulatedShopper(
        number=number,
        visitor_id=UUID(int=rng.getrandbits(128), version=4),
        is_member=number <= 1 or rng.random() < MEMBER_SHARE,
        visits=MEAN_VISITS_PER_90_DAYS * (4 if number == 1 else rng.lognormvariate(-0.32, 0.8)),
        early=early,
        late=Taste.drawn(market, rng) if rng.random() < DRIFTING_SHARE else early,
        turning_point=rng.uniform(0.2, 0.8),
        colors=tuple(rng.sample(COLORS, 2)),
        price_step=1 if climbs else -1,
        purse=rng.betavariate(3, 2) if climbs else rng.betavariate(2, 3),
        eagerness=0.7 if number == 1 else rng.betavariate(2, 4),
        device=_weighted(DEVICES, rng),
        source=_weighted(SOURCES, rng),
    )


def visit_times(shopper: SimulatedShopper, *, start: datetime, end: datetime, rng: Random) -> list[datetime]:
    """When the shopper comes: more in the evening and at weekends. In order, and early enough to end before `end`."""
    days = (end - start) / timedelta(days=1)
    expected = shopper.visits * days / 90
    count = sum(1 for _ in iter(lambda: rng.random() < expected / (expected + 1), False))
    times = []
    for _ in range(max(1, count)):
        for _ in range(4):
            day = start + timedelta(days=rng.uniform(0, days))
            if day.weekday() >= 5 or rng.random() < 1 / WEEKEND:
                break
        hour = rng.choices(range(24), HOURS)[0]
        at = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
        if start <= at < end - timedelta(hours=1):
            times.append(at)
    return _apart(sorted(times))


def kind_chooser(market: Market, shopper: SimulatedShopper, month: int, *, late: bool):
    """Kinds and their reach for a weighted draw: taste × season × how many people want such a thing."""
    taste = (shopper.late if late else shopper.early).departments
    weights = (
        taste[department_of(kind).slug] * kind.season[month - 1] * kind.popularity for kind in market.kinds
    )
    return [kind.slug for kind in market.kinds], list(accumulate(weights))


def _apart(times: list[datetime]) -> list[datetime]:
    """Visits less than two hours apart are one visit."""
    kept: list[datetime] = []
    for at in times:
        if not kept or at - kept[-1] >= timedelta(hours=2):
            kept.append(at)
    return kept


def _weighted(choices: tuple, rng: Random) -> str:
    return rng.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
