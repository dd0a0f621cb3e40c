"""A simulated log with event kinds, items that come and go, a promotion and gradual drift after it, as arrays."""

from dataclasses import dataclass, field

import numpy as np

from recommender.algorithms.interface import Progress, silent
from recommender.dataset.clean import EventTable
from recommender.dataset.sequences import KIND_CODE
from recommender.evaluation.drift.market import PERIODS, QUERIES_FROM, Market, MarketPlan
from recommender.evaluation.drift.visitors import DAY, START, VisitorPlan, visits_of

# A search is no goal: it is context, and nobody recommends a query.
WEIGHTS = {"view": 1.0, "click": 1.0, "favorite": 2.0, "cart_add": 3.0, "purchase": 4.0, "search": 0.0}


@dataclass(frozen=True)
class SimulationPlan:
    market: MarketPlan = field(default_factory=MarketPlan)
    visitors: VisitorPlan = field(default_factory=VisitorPlan)
    seed: int = 7


@dataclass(frozen=True)
class SimulatedLog:
    """moments (6,): when T1 … T5 begin, and when T5 ends; seconds since the epoch."""

    events: EventTable
    moments: np.ndarray


def simulate(plan: SimulationPlan, *, progress: Progress = silent) -> SimulatedLog:
    """The same log for the same plan."""
    market = Market(plan.market, seed=plan.seed)
    rows = []
    for number in range(1, plan.visitors.visitors + 1):
        rows += visits_of(number, market, plan.visitors, seed=plan.seed)
        progress(number, plan.visitors.visitors, {})
    visitors, products, kinds, times = zip(*rows, strict=True)
    events = EventTable(
        visitors=np.array(visitors, dtype=np.int64),
        products=np.array(products, dtype=np.int64),
        kinds=np.array([KIND_CODE[kind] for kind in kinds], dtype=np.int8),
        times=np.array(times, dtype=np.int64),
        weights=np.array([WEIGHTS[kind] for kind in kinds], dtype=np.float32),
    )
    first = plan.market.before + np.arange(PERIODS + 1)
    return SimulatedLog(events, START + first * plan.visitors.period_days * DAY)


def is_query(products: np.ndarray) -> np.ndarray:
    """Whether a product stands for a search."""
    return products >= QUERIES_FROM
