"""Several fitted algorithms as one: the mean of their probabilities, and session neighbors beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from scipy.special import softmax

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.algorithms.session_knn import SessionKNN
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.dataset.vocabulary import PADDING

LEAST = 1e-12  # a probability of 0 has no logarithm


class Ensemble(Algorithm):
    """log((1 - share) mean of softmax(scores) + share · votes of session k-NN, as shares of all votes)."""

    name = "ensemble"

    def __init__(
        self, members: Sequence[Algorithm], *, neighbors: SessionKNN | None = None, share: float = 0.0
    ) -> None:
        """`members` score by logits over one vocabulary. Raises ValueError where there is none, or no such share."""
        if not members:
            raise ValueError("An ensemble needs at least one member.")
        if not 0 <= share < 1 or (share > 0) != (neighbors is not None):
            raise ValueError("Neighbors need a share above 0 and below 1; without them it is 0.")
        self.members, self.neighbors, self.share = members, neighbors, share

    def scores(self, histories: Histories) -> np.ndarray:
        chance = np.mean([softmax(member.scores(histories), axis=1) for member in self.members], axis=0)
        if self.neighbors is not None:
            votes = self.neighbors.scores(histories)
            votes[:, PADDING] = 0
            total = votes.sum(axis=1, keepdims=True)
            chance = (1 - self.share) * chance + self.share * votes / np.maximum(total, LEAST)
        scores = np.log(chance + LEAST).astype(np.float32)
        scores[:, PADDING] = -np.inf
        return scores

    def fit(self, dataset: Dataset, training: Samples, validation: Samples, options: FitOptions) -> Self:
        raise TypeError("An ensemble is made of what is fitted already.")

    def save(self, folder: Path, *, facts: dict) -> None:
        raise TypeError("Save the members, not the ensemble.")

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        raise TypeError("Load the members, then make the ensemble.")
