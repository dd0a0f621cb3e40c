"""Where visitors stand by what they did: attributes correlated and merged, then scaled to [0, 1] (paper 5, equations 3 and 4)."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.insights.attribute_merging import merge_groups, pearson
from recommender.insights.scaling import RangeScaler
from recommender.insights.visitor_behavior import VisitorBehavior

MERGE_ABOVE = 0.7
AT_ONCE = 100_000  # visitors whose distances are in memory at once


@dataclass(frozen=True)
class SegmentSpace:
    """From attributes in their own units to points (P, G) float64 in [0, 1].

    Numbers are logarithms before they are scaled: else one visitor with thousands of views puts all others in a corner.
    names: the attributes · groups: those that were merged into each column of a point, by their place.
    """

    names: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    own: RangeScaler
    merged: RangeScaler

    @classmethod
    def fitted(cls, behavior: VisitorBehavior, *, merge_above: float = MERGE_ABOVE) -> Self:
        if not len(behavior):
            raise ValueError("There are no visitors to make segments of.")
        logs = np.log1p(behavior.values)
        groups = tuple(tuple(group) for group in merge_groups(pearson(logs), threshold=merge_above))
        own = RangeScaler.fitted(logs, low=0, high=1)
        merged = RangeScaler.fitted(_means(own(logs), groups), low=0, high=1)
        return cls(behavior.names, groups, own, merged)

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """values (P, F), columns as `names` says."""
        return self.merged(_means(self.own(np.log1p(values)), self.groups))

    @property
    def attributes(self) -> list[tuple[str, ...]]:
        """By column of a point, the attributes that were merged into it."""
        return [tuple(self.names[place] for place in group) for group in self.groups]

    def as_json(self) -> dict:
        scalers = {"own": self.own, "merged": self.merged}
        ranges = {name: [scaler.x_min.tolist(), scaler.x_max.tolist()] for name, scaler in scalers.items()}
        return {"names": self.names, "groups": self.groups, **ranges}

    @classmethod
    def from_json(cls, stored: dict) -> Self:
        own, merged = (_scaler(*stored[name]) for name in ("own", "merged"))
        return cls(tuple(stored["names"]), tuple(tuple(group) for group in stored["groups"]), own, merged)


def nearest(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Number of the nearest center (P,) int64; points (P, G), centers (K, G)."""
    found = np.zeros(len(points), np.int64)
    for start in range(0, len(points), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        apart = points[part, None, :] - centers  # (P, K, G)
        found[part] = np.square(apart).sum(axis=2).argmin(axis=1)
    return found


def _means(scaled: np.ndarray, groups: tuple[tuple[int, ...], ...]) -> np.ndarray:
    return np.column_stack([scaled[:, list(group)].mean(axis=1) for group in groups])


def _scaler(x_min: list[float], x_max: list[float]) -> RangeScaler:
    """Counts are never missing, so nothing has to be filled in."""
    low = np.array(x_min)
    return RangeScaler(low, low, np.array(x_max), 0, 1)
