"""Any fitted algorithm, weighed against what earlier sessions tell: what the protocols compare."""

from pathlib import Path
from typing import Self

import numpy as np

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.training.weighed import Weighing


class Weighed(Algorithm):
    def __init__(self, algorithm: Algorithm, weighing: Weighing) -> None:
        self.algorithm, self.weighing = algorithm, weighing
        self.name = f"{algorithm.name} + evidence"

    def scores(self, histories: Histories) -> np.ndarray:
        return self.weighing.applied_to(self.algorithm.scores(histories), histories)

    def fit(self, dataset: Dataset, training: Samples, validation: Samples, options: FitOptions) -> Self:
        raise TypeError("Fit the algorithm itself, then weigh it.")

    def save(self, folder: Path, *, facts: dict) -> None:
        raise TypeError("Save the algorithm itself, not what it is weighed by.")

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        raise TypeError("Load the algorithm itself, then weigh it.")
