"""The invented shop of the drift study: what is on sale in each period, what goes with what, what a promotion bends.

Public logs either name no event kinds or hold no promotion; here both are known because they are planted. Periods are
counted from 0; the first `before` of them lie before T1.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import numpy as np

PERIODS = 5  # T1 … T5
QUERIES_FROM = 1_000_000  # the search for category c is the pseudo-product QUERIES_FROM + c


@dataclass(frozen=True)
class MarketPlan:
    """What drifts, and how much. Chosen once, before any model was looked at."""

    items: int = 800
    """Sold at any time; product ids are 1 … items."""
    categories: int = 20
    partners: int = 3
    """Items that usually follow an item."""
    before: int = 3
    """Periods before T1."""
    turnover: float = 0.06
    """Share of the items that come new in each of T1 … T5; as many leave."""
    promotion: int = 2
    """The promoted period, counted from T1 = 0: T3."""
    promoted: int = 4
    """Promoted categories."""
    bundled: float = 0.3
    """Share of the items that are sold in a bundle with a promoted one during the promotion."""
    drift: float = 0.1
    """Share of the items that change their partners in each period from the promotion on."""

    @property
    def periods(self) -> int:
        return self.before + PERIODS


class Market:
    """on_sale (P, N) bool · partners (P, N, K) item indices from 0 · category (N,) · appeal (N,)."""

    def __init__(self, plan: MarketPlan, *, seed: int) -> None:
        self.plan = plan
        self._rng = Random(f"market:{seed}")
        rng = np.random.default_rng(seed)
        self.category = rng.integers(plan.categories, size=plan.items)
        self.appeal = np.exp(rng.normal(0, 1, size=plan.items))
        self.promoted = rng.choice(plan.categories, size=plan.promoted, replace=False)
        self.on_sale = self._lives(rng)
        self._shelves = [
            [self._shelf(p, category=c) for c in range(plan.categories)] for p in range(plan.periods)
        ]
        self._everything = [self._shelf(p) for p in range(plan.periods)]
        self.partners = self._what_goes_together()

    def pick(self, category: int, period: int, rng: Random) -> int:
        """An item of the category that is on sale, by its appeal."""
        return _drawn(self._shelves[period][category], rng)

    def pick_any(self, period: int, rng: Random) -> int:
        return _drawn(self._everything[period], rng)

    def shelves(self) -> np.ndarray:
        """(P, C, N) the chance of each item to be picked from a category."""
        own = self.category == np.arange(self.plan.categories)[:, None]  # (C, N)
        appeal = self.appeal * own[None] * self.on_sale[:, None]
        return appeal / appeal.sum(axis=2, keepdims=True)

    def is_promotion(self, period: int) -> bool:
        return period == self.plan.before + self.plan.promotion

    def _lives(self, rng: np.random.Generator) -> np.ndarray:
        """Who came first leaves first; as many leave as come."""
        plan = self.plan
        share = round(plan.items * plan.turnover)
        order = rng.permutation(plan.items)
        at_first = plan.items - PERIODS * share
        on_sale = np.zeros((plan.periods, plan.items), dtype=bool)
        for period in range(plan.periods):
            moved = max(0, period - plan.before + 1) * share
            on_sale[period, order[moved : at_first + moved]] = True
        return on_sale

    def _shelf(self, period: int, *, category: int | None = None) -> tuple[list[int], list[float]]:
        chosen = self.on_sale[period] & (True if category is None else self.category == category)
        items = np.flatnonzero(chosen).tolist()
        if not items:
            raise ValueError(f"Category {category} is empty in period {period}: plan more items.")
        return items, list(accumulate(self.appeal[items].tolist()))

    def _what_goes_together(self) -> np.ndarray:
        plan, rng = self.plan, self._rng
        usual = np.zeros((plan.items, plan.partners), dtype=np.int64)
        told = np.zeros((plan.periods, plan.items, plan.partners), dtype=np.int64)
        for period in range(plan.periods):
            for item in range(plan.items):
                changes = period >= plan.before + plan.promotion and rng.random() < plan.drift
                for place in range(plan.partners):
                    if period == 0 or changes or not self.on_sale[period, usual[item, place]]:
                        usual[item, place] = self._partner(item, period)
            told[period] = usual
            if self.is_promotion(period):
                for item in rng.sample(range(plan.items), round(plan.bundled * plan.items)):
                    category = int(self.promoted[item % plan.promoted])
                    told[period, item, 0] = self.pick(category, period, rng)
        return told

    def _partner(self, item: int, period: int) -> int:
        """Of its own category or of the next one."""
        step = self._rng.random() < 0.5
        return self.pick(int(self.category[item] + step) % self.plan.categories, period, self._rng)


def _drawn(shelf: tuple[list[int], list[float]], rng: Random) -> int:
    items, reach = shelf
    return items[min(bisect(reach, rng.random() * reach[-1]), len(items) - 1)]
