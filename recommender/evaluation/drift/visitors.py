"""Invented visitors of the drift study: who comes when, what they want, and what they do in a session.

What each kind of event says is planted: a search and a cart tell what comes next, a purchase tells where the next session
begins, and a click on an advertisement says nothing, as the paper has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.evaluation.drift.market import PERIODS, QUERIES_FROM, Market

DAY = 86_400
LONGEST = 4 * 3_600  # no session begins later than that before the end of its period
START = 1_735_689_600  # 2025-01-01 00:00 UTC


@dataclass(frozen=True)
class VisitorPlan:
    visitors: int = 2_500
    period_days: int = 30
    newcomers: float = 0.09
    """Share of all visitors who come for the first time in each of T1 … T5."""
    leaves: float = 0.12
    """Chance to stay away for good after a period."""
    sessions: float = 1.8
    """In a period, on average; a few visitors come far more often than most."""
    searches: float = 0.35
    ads: float = 0.08
    favorites: float = 0.06
    carts: float = 0.14
    checks_out: float = 0.5
    goes_on: float = 0.86
    follows: float = 0.55
    """Chance that the next item is a partner of the last one …"""
    follows_cart: float = 0.85
    """… and of one that was put into the cart."""
    stays: float = 0.25
    """Chance of another item of the same category, where no partner follows."""
    completes: float = 0.6
    """Chance that a session begins beside what the last one bought."""
    tempted: float = 0.35
    """Chance that a session during the promotion begins in a promoted category …"""
    converted: float = 0.3
    """… and that the visitor likes the promoted category from then on."""


# What happened: visitor, product, kind, seconds since the epoch.
Row = tuple[int, int, str, int]


def visits_of(number: int, market: Market, plan: VisitorPlan, *, seed: int) -> Iterator[Row]:
    """All that one visitor ever does, in order of time; the same for the same seed."""
    rng = Random(f"visitor:{seed}:{number}")
    visitor = _Visitor(number, market, plan, rng)
    length = plan.period_days * DAY
    for period in range(_first_period(market, plan, rng), market.plan.periods):
        began = free = START + period * length
        for second in sorted(rng.sample(range(length), visitor.sessions())):
            at = max(began + second, free)  # one session after the other
            if at < began + length - LONGEST:
                rows = list(visitor.session(period, at))
                free = rows[-1][3] + QUIET_SECONDS
                yield from rows
        if rng.random() < plan.leaves:
            return


class _Visitor:
    def __init__(self, number: int, market: Market, plan: VisitorPlan, rng: Random) -> None:
        self.number, self.market, self.plan, self.rng = number, market, plan, rng
        self.liked = rng.sample(range(market.plan.categories), 3)
        self.eagerness = plan.sessions * rng.lognormvariate(-0.32, 0.8)  # of mean 1
        self.bought: int | None = None

    def sessions(self) -> int:
        """Poisson, by the gaps between arrivals."""
        count, at = 0, self.rng.expovariate(self.eagerness)
        while at < 1:
            count, at = count + 1, at + self.rng.expovariate(self.eagerness)
        return count

    def session(self, period: int, at: int) -> Iterator[Row]:
        market, plan, rng = self.market, self.plan, self.rng
        cart: list[int] = []
        for kind, item in self._walk(period, cart):
            yield self.number, item, kind, at
            at += rng.randint(8, 110)
        self.bought = None
        if cart and rng.random() < plan.checks_out:
            self.bought = cart[-1]
            for item in cart:
                yield self.number, 1 + item, "purchase", at
        if market.is_promotion(period) and rng.random() < plan.converted:
            self.liked[-1] = int(market.promoted[self.number % len(market.promoted)])

    def _walk(self, period: int, cart: list[int]) -> Iterator[tuple[str, int]]:
        market, plan, rng = self.market, self.plan, self.rng
        item, category = self._first(period)
        if item is None:
            if rng.random() < plan.searches:
                yield "search", QUERIES_FROM + category
            item = market.pick(category, period, rng)
        while True:
            yield "view", 1 + item
            if rng.random() < plan.favorites:
                yield "favorite", 1 + item
            wants = rng.random() < plan.carts and item not in cart
            if wants:
                cart.append(item)
                yield "cart_add", 1 + item
            if rng.random() < plan.ads:
                yield "click", 1 + market.pick_any(period, rng)
            if rng.random() > plan.goes_on:
                return
            item = self._next(item, period, follows=plan.follows_cart if wants else plan.follows)

    def _first(self, period: int) -> tuple[int | None, int]:
        """Where a session begins: an item, or a category that is still to be looked into."""
        if self.bought is not None and self.rng.random() < self.plan.completes:
            return self._partner(self.bought, period), 0
        if self.market.is_promotion(period) and self.rng.random() < self.plan.tempted:
            return None, int(self.rng.choice(self.market.promoted.tolist()))
        return None, self.rng.choice(self.liked)

    def _next(self, item: int, period: int, *, follows: float) -> int:
        luck = self.rng.random()
        if luck < follows:
            return self._partner(item, period)
        category = self.rng.choice(self.liked)
        if luck < follows + (1 - follows) * self.plan.stays:
            category = int(self.market.category[item])
        return self.market.pick(category, period, self.rng)

    def _partner(self, item: int, period: int) -> int:
        """The first of them most often."""
        chances = accumulate(0.5**place for place in range(self.market.plan.partners))
        place = self.rng.choices(range(self.market.plan.partners), cum_weights=list(chances))[0]
        return int(self.market.partners[period, item, place])


def _first_period(market: Market, plan: VisitorPlan, rng: Random) -> int:
    """One of T1 … T5 for newcomers, evenly; any period before it for the others."""
    if rng.random() < PERIODS * plan.newcomers:
        return market.plan.before + rng.randrange(PERIODS)
    return rng.randrange(market.plan.before)
