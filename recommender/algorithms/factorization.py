"""What the matrix factorizations share: visitors by items in, item vectors out, and a visitor who is folded in.

The factors of known visitors are not kept. Whoever is to be scored is known by their history alone, so a visitor from before
the fit and one from after it are treated alike. B histories, V items, F factors, K distinct items of a history.
"""

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from scipy import sparse

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.item_knn import recent_items
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.sessionize import row_of_each

_TIE_BREAK = 1e-6  # popularity orders what the factors say nothing about


class Factorization(Baseline):
    array_names: ClassVar[tuple[str, ...]] = ("vectors", "biases", "popularity")

    @abstractmethod
    def factorized(self, taste: sparse.csr_matrix) -> dict[str, np.ndarray]:
        """vectors (V+1, F) and biases (V+1,) from visitors by items, each cell the summed weight of the events."""

    @abstractmethod
    def folded_in(self, history: sparse.csr_matrix) -> np.ndarray:
        """(B, F) visitor vectors from histories by items (B, V+1)."""

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        taste = _taste(known, size=size)
        learned = self.factorized(taste)
        unseen = np.asarray(taste.sum(axis=0)).ravel() == 0
        learned["vectors"][unseen] = 0  # as drawn at the start otherwise
        learned["biases"][unseen] = learned["biases"].min()
        return learned | {"popularity": popularity_of(known, size=size, half_life_days=None)}

    def scored(self, histories: Histories) -> np.ndarray:
        history = recent_items(histories, len(self.arrays["popularity"]), self.config.decay)
        scores = self.folded_in(history) @ self.arrays["vectors"].T
        return scores + self.arrays["biases"] + np.float32(_TIE_BREAK) * self.arrays["popularity"]


def _taste(known: Sequences, *, size: int) -> sparse.csr_matrix:
    """Visitors by items; what was only dismissed is not there."""
    weights = np.maximum(known.weights, 0).astype(np.float32)
    taste = sparse.csr_matrix((weights, (row_of_each(known), known.items)), shape=(len(known), size))
    taste.eliminate_zeros()
    return taste
