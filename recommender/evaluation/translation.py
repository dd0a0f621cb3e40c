"""Asks an algorithm about a dataset with another vocabulary: the live model knows the catalog of its own day."""

from pathlib import Path
from typing import Self

import numpy as np

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.dataset.vocabulary import PADDING, Vocabulary


class Translated(Algorithm):
    """Histories go in and scores come out in `vocabulary`; what the algorithm does not know scores -inf."""

    def __init__(self, algorithm: Algorithm, *, name: str, known: Vocabulary, vocabulary: Vocabulary):
        self.algorithm = algorithm
        self.name = name
        self._to_known = known.encode(vocabulary.decode(np.arange(vocabulary.size)))  # (V+1,)

    def scores(self, histories: Histories) -> np.ndarray:
        scores = self.algorithm.scores(_closed_up(histories, self._to_known[histories.items]))
        return np.where(self._to_known == PADDING, -np.inf, scores[:, self._to_known]).astype(np.float32)

    def fit(self, dataset: Dataset, training: Samples, validation: Samples, options: FitOptions) -> Self:
        raise TypeError("A translated algorithm is fitted already.")

    def save(self, folder: Path, *, facts: dict) -> None:
        raise TypeError("Save the algorithm itself, not its translation.")

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        raise TypeError("Load the algorithm itself, then translate it.")


def _closed_up(histories: Histories, items: np.ndarray) -> Histories:
    """Items that became unknown leave no hole: what remains is aligned to the right again."""
    order = np.argsort(items != PADDING, axis=1, kind="stable")
    return Histories(
        *(np.take_along_axis(block, order, axis=1) for block in (items, histories.kinds, histories.times))
    )
