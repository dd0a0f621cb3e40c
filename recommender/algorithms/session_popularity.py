"""Session popularity (S-POP): what is in the history already, most frequent first; then what is popular.

As in Hidasi et al., Session-based Recommendations with Recurrent Neural Networks (ICLR 2016).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences


@dataclass(frozen=True)
class SessionPopularityConfig:
    half_life_days: float | None = None
    """Of the popularity that breaks ties and follows the history; None counts all interactions alike."""


class SessionPopularity(Baseline):
    name: ClassVar[str] = "session_popularity"
    config_type = SessionPopularityConfig
    array_names = ("popularity",)

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        return {"popularity": popularity_of(known, size=size, half_life_days=self.config.half_life_days)}

    def scored(self, histories: Histories) -> np.ndarray:
        # A share below 1/2 never outweighs one more occurrence in the history.
        scores = np.tile(self.arrays["popularity"] / 2, (len(histories), 1))
        rows = np.arange(len(histories))[:, None]
        np.add.at(scores, (rows, histories.items), np.float32(1))
        return scores
