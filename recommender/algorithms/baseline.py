"""What the baselines share: they learn a few arrays in one pass, and a checkpoint of them is those arrays."""

from abc import abstractmethod
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from recommender.algorithms.checkpoint import (
    CheckpointError,
    TrainedOn,
    read_arrays,
    read_manifest,
    write_manifest,
)
from recommender.algorithms.configuration import changed
from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Histories, Samples, Sequences
from recommender.dataset.split import part_known_to
from recommender.dataset.vocabulary import PADDING

ARRAYS = "arrays.npz"


class Baseline(Algorithm):
    """A subclass names its config type and arrays, learns the arrays, and scores from them."""

    config_type: ClassVar[type]
    array_names: ClassVar[tuple[str, ...]]

    def __init__(self, config=None):
        self.config = config or self.config_type()
        self.options = FitOptions()
        self.trained_on: TrainedOn | None = None
        self.arrays: dict[str, np.ndarray] = {}

    @abstractmethod
    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        """The arrays, from the interactions that may be known; `size` is the items and the padding."""

    @abstractmethod
    def scored(self, histories: Histories) -> np.ndarray:
        """(B, V+1) scores; the padding column is overwritten."""

    def fit(
        self,
        dataset: Dataset,
        training: Samples,
        validation: Samples,
        options: FitOptions,
    ) -> Self:
        self.config = changed(self.config, options.extra)
        self.options = options
        known = part_known_to(dataset.sequences, training)
        self.arrays = self.learn(known, size=dataset.vocabulary.size)
        self.trained_on = TrainedOn.of(dataset)
        options.progress(1, 1, {"interactions": len(known.items)})
        return self

    def scores(self, histories: Histories) -> np.ndarray:
        if self.trained_on is None:
            raise RuntimeError(f"{self.name} was asked for scores before it was fitted.")
        scores = self.scored(histories).astype(np.float32, copy=False)
        scores[:, PADDING] = -np.inf
        return scores

    def save(self, folder: Path, *, facts: dict) -> None:
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / ARRAYS, **self.arrays)
        write_manifest(
            folder,
            algorithm=self.name,
            config=asdict(self.config),
            dataset=self.trained_on,
            files=[ARRAYS],
            facts=facts,
        )

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        manifest = read_manifest(folder, expected_algorithm=cls.name)
        try:
            algorithm = cls(changed(cls.config_type(), manifest["config"]))
        except ValueError as error:
            raise CheckpointError(f"{folder} has a config that this code does not know: {error}") from error
        algorithm.arrays = read_arrays(folder, ARRAYS)
        missing = set(cls.array_names) - set(algorithm.arrays)
        if missing:
            raise CheckpointError(f"{ARRAYS} in {folder} lacks {', '.join(sorted(missing))}.")
        algorithm.trained_on = manifest["trained_on"]
        return algorithm
