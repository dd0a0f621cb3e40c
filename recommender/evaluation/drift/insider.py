"""The ceiling of the simulated log: a predictor that knows how visitors choose, but of a visitor the history alone.

It is told the market, its promotion and all chances of `VisitorPlan`; what a visitor likes it must guess from the past, and
whether the session goes on it cannot know. What it misses is chance, for the most part; what a model misses beside it
could have been learned.
"""

from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import KIND_CODE, Dataset, Histories, Samples
from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.dataset.vocabulary import PADDING, Vocabulary
from recommender.evaluation.drift.market import QUERIES_FROM, Market
from recommender.evaluation.drift.visitors import DAY, START, VisitorPlan

VIEW, AD, SEARCH, CART, PURCHASE = (
    KIND_CODE[kind] for kind in ("view", "click", "search", "cart_add", "purchase")
)
LIKED = 3
DOUBT = 0.05  # weight of a category that was never looked into, beside one view of another


class Insider(Algorithm):
    name: ClassVar[str] = "ceiling"

    def __init__(self, market: Market, plan: VisitorPlan, vocabulary: Vocabulary) -> None:
        self.market, self.plan, self.vocabulary = market, plan, vocabulary
        chances = 0.5 ** np.arange(market.plan.partners)
        self._chances = chances / chances.sum()
        self._shelves = market.shelves()  # (P, C, N)

    def scores(self, histories: Histories) -> np.ndarray:
        products = self.vocabulary.decode(histories.items)
        scores = np.zeros((len(histories), self.vocabulary.size), dtype=np.float32)
        columns = self.vocabulary.encode(1 + np.arange(self.market.plan.items))
        for row in range(len(histories)):
            real = histories.items[row] != PADDING
            chances = self._next(
                *(block[row][real] for block in (products, histories.kinds, histories.times))
            )
            scores[row, columns] = chances  # what is in no log falls upon padding
        scores[:, PADDING] = -np.inf
        return scores

    def _next(self, products: np.ndarray, kinds: np.ndarray, times: np.ndarray) -> np.ndarray:
        """(N,) the chance of each item to be opened next."""
        period = min((int(times[-1]) - START) // (self.plan.period_days * DAY), self.market.plan.periods - 1)
        own = kinds != AD  # an advertisement leads nowhere
        products, kinds, times = products[own], kinds[own], times[own]
        if not len(products):
            return self._shelves[period].mean(axis=0)
        taste = self._taste(products[kinds == VIEW])
        if kinds[-1] == SEARCH:
            return self._shelves[period, products[-1] - QUERIES_FROM]
        fresh = self._fresh(taste, period, bought=products[-1] - 1 if kinds[-1] == PURCHASE else None)
        if kinds[-1] == PURCHASE:
            return fresh
        within = self._within(products[-1] - 1, taste, period, carted=kinds[-1] == CART)
        seen = products[(kinds == VIEW) & (times > times[-1] - QUIET_SECONDS)] - 1
        within[seen] = 0  # once in a session
        return self.plan.goes_on * within + (1 - self.plan.goes_on) * fresh

    def _taste(self, viewed: np.ndarray) -> np.ndarray:
        """(C,) by what was looked at most."""
        counts = DOUBT + np.bincount(
            self.market.category[viewed - 1], minlength=self.market.plan.categories
        ).astype(float)
        counts[np.argsort(-counts, kind="stable")[LIKED:]] = DOUBT
        return counts / counts.sum()

    def _fresh(self, taste: np.ndarray, period: int, *, bought: int | None) -> np.ndarray:
        """Where the next session begins."""
        plan = self.plan
        if self.market.is_promotion(period):
            promoted = np.zeros(len(taste))
            promoted[self.market.promoted] = 1 / len(self.market.promoted)
            taste = plan.tempted * promoted + (1 - plan.tempted) * taste
        found = taste @ self._shelves[period]
        if bought is None:
            return found
        return plan.completes * self._partners(bought, period) + (1 - plan.completes) * found

    def _within(self, item: int, taste: np.ndarray, period: int, *, carted: bool) -> np.ndarray:
        """What follows an item in the same session."""
        plan, shelves = self.plan, self._shelves[period]
        follows = plan.follows_cart if carted else plan.follows
        other = plan.stays * shelves[self.market.category[item]] + (1 - plan.stays) * (taste @ shelves)
        return follows * self._partners(item, period) + (1 - follows) * other

    def _partners(self, item: int, period: int) -> np.ndarray:
        found = np.zeros(self.market.plan.items)
        np.add.at(found, self.market.partners[period, item], self._chances)
        return found

    def fit(self, dataset: Dataset, training: Samples, validation: Samples, options: FitOptions) -> Self:
        raise TypeError("The insider knows all there is to know.")

    def save(self, folder: Path, *, facts: dict) -> None:
        raise TypeError("The insider is made from the plan of the simulation.")

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        raise TypeError("The insider is made from the plan of the simulation.")
