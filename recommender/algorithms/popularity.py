"""Popularity: what most visitors chose, for everybody alike. Fallback of the shop and floor of the gate."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from recommender.algorithms.baseline import Baseline
from recommender.dataset.sequences import Histories, Sequences

_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class PopularityConfig:
    half_life_days: float | None = None
    """After this many days an interaction counts half; None counts all alike."""


class Popularity(Baseline):
    name: ClassVar[str] = "popularity"
    config_type = PopularityConfig
    array_names = ("popularity",)

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        return {"popularity": popularity_of(known, size=size, half_life_days=self.config.half_life_days)}

    def scored(self, histories: Histories) -> np.ndarray:
        return np.tile(self.arrays["popularity"], (len(histories), 1))


def popularity_of(known: Sequences, *, size: int, half_life_days: float | None) -> np.ndarray:
    """Sum of event weights of each item (size,) float32, as a share of the most popular one's; padding has 0."""
    weights = known.weights.astype(np.float64)
    if half_life_days is not None and len(weights):
        age_days = (known.times.max() - known.times) / _DAY_SECONDS
        weights = weights * 0.5 ** (age_days / half_life_days)
    total = np.bincount(known.items, weights=weights, minlength=size)
    return (total / max(total.max(), np.finfo(np.float64).tiny)).astype(np.float32)
