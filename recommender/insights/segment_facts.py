"""What people of a segment do, added up part by part, so that a log of any length fits into memory."""

from dataclasses import dataclass, field

import numpy as np

from recommender.dataset.sequences import EVENT_KINDS
from recommender.insights.behavior_table import NO_PRODUCT, PURCHASE, BehaviorTable

HOURS = 24
_HOUR, _DAY = 3_600, 86_400


@dataclass(frozen=True)
class FactRules:
    """weights: by code of the kind, how much an event says that a product is liked, 0 for nothing
    half_life_days: after which an event counts half · until: the end of the log, seconds since the epoch."""

    weights: np.ndarray
    half_life_days: float
    until: int


@dataclass
class SegmentFacts:
    """Sums over one segment; `liked` and `fans` by place in `product_ids`."""

    product_ids: np.ndarray
    """(V,) int64, ascending."""
    rules: FactRules
    size: int = 0
    buyers: int = 0
    kinds: np.ndarray = field(default_factory=lambda: np.zeros(len(EVENT_KINDS), np.int64))
    hours: np.ndarray = field(default_factory=lambda: np.zeros(HOURS, np.int64))
    """Events by hour of the day (UTC)."""
    liked: np.ndarray = field(init=False)
    """(V,) float64: each visitor's strongest event, less by its age. Who looks a hundred times counts once."""
    fans: np.ndarray = field(init=False)
    """(V,) int64: how many visitors these are."""

    def __post_init__(self) -> None:
        self.liked = np.zeros(len(self.product_ids))
        self.fans = np.zeros(len(self.product_ids), np.int64)

    def add(self, table: BehaviorTable) -> None:
        """All events of some visitors; no visitor may come twice."""
        self.size += len(np.unique(table.visitors))
        self.buyers += len(np.unique(table.visitors[table.kinds == PURCHASE]))
        self.kinds += np.bincount(table.kinds, minlength=len(EVENT_KINDS))
        self.hours += np.bincount(table.times // _HOUR % HOURS, minlength=HOURS)
        self._add_likes(table)

    def _add_likes(self, table: BehaviorTable) -> None:
        weights = self.rules.weights[table.kinds]
        age_days = np.maximum(self.rules.until - table.times, 0) / _DAY
        worth = weights * 0.5 ** (age_days / self.rules.half_life_days)
        place = np.searchsorted(self.product_ids, table.products)
        known = np.isin(table.products, self.product_ids) & (table.products != NO_PRODUCT) & (worth > 0)
        pairs = table.visitors[known] * len(self.product_ids) + place[known]
        of_visitor, pair = np.unique(pairs, return_inverse=True)
        strongest = np.zeros(len(of_visitor))
        np.maximum.at(strongest, pair, worth[known])
        np.add.at(self.liked, of_visitor % len(self.product_ids), strongest)
        np.add.at(self.fans, of_visitor % len(self.product_ids), 1)

    def popular(self, *, allowed: set[int], least_fans: int, most: int) -> tuple[np.ndarray, np.ndarray]:
        """Ids of these products and how much each is liked, best first; only what several people like is popular."""
        wanted = np.isin(self.product_ids, np.fromiter(allowed, dtype=np.int64, count=len(allowed)))
        places = np.flatnonzero(wanted & (self.fans >= least_fans))
        best = places[np.lexsort((self.product_ids[places], -self.liked[places]))][:most]
        return self.product_ids[best], self.liked[best]
