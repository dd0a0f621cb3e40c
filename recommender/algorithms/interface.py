"""What every algorithm offers: fit, score, save, load. The popularity baseline and the deepest network look alike."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from recommender.dataset.sequences import Dataset, Histories, Samples

# progress(done, total, facts): called often; facts such as {"epoch": 2, "loss": 5.1, "items_per_s": 9000.0}.
Progress = Callable[[int, int, dict], None]


def silent(done: int, total: int, facts: dict) -> None:
    """A progress listener that shows nothing."""


# after_epoch(weights): a network's own weights by name after each epoch, still being trained: copy what is kept.
AfterEpoch = Callable[[dict], None]


def unwatched(weights: dict) -> None:
    """A listener to epochs that keeps nothing."""


@dataclass(frozen=True)
class FitOptions:
    """How to fit, as opposed to what (an algorithm's own config)."""

    seed: int = 0
    device: str = "auto"
    """auto, cpu, cuda or cuda:N."""
    progress: Progress = silent
    after_epoch: AfterEpoch = unwatched
    resume_path: Path | None = None
    """Where a killed fit left off, and where this one leaves its state; None keeps nothing."""
    extra: dict = field(default_factory=dict)
    """Changes to the algorithm's config, by field name; an unknown field is an error."""


class Algorithm(ABC):
    """Code that can be fitted. Scores are comparable within one history only."""

    name: ClassVar[str]

    @abstractmethod
    def fit(
        self,
        dataset: Dataset,
        training: Samples,
        validation: Samples,
        options: FitOptions,
    ) -> Self:
        """Learn from the training samples; validation is for early stopping only. Returns self."""

    @abstractmethod
    def scores(self, histories: Histories) -> np.ndarray:
        """(B, V+1) float32: one score for each item, higher is better; column 0 (padding) is -inf.

        A row depends on its own history alone, never on the rest of the batch.
        """

    @abstractmethod
    def save(self, folder: Path, *, facts: dict) -> None:
        """Write a checkpoint that explains itself; `facts` (metrics, code version, …) travel with it."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        """A fitted algorithm from its checkpoint. Raises CheckpointError in words where it is broken or foreign."""

    def top(
        self,
        histories: Histories,
        *,
        k: int,
        allowed: np.ndarray | None = None,
        refused: Sequence[np.ndarray] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k best items (B, k) int32 and their scores (B, k), best first; fewer items than k give fewer columns.

        allowed (V+1,) bool: who takes part at all. refused: items that one history does not want, an array for each.
        Where fewer than k are left, the row ends in scores of -inf.
        """
        scores = self.scores(histories)
        if allowed is not None:
            scores[:, ~allowed] = -np.inf
        for row, unwanted in enumerate(refused or ()):
            scores[row, unwanted] = -np.inf
        return best_of(scores, k=k)


def best_of(scores: np.ndarray, *, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k best columns (B, k) int32 of scores (B, V+1) and their scores; of equals, the lower column comes first."""
    k = min(k, scores.shape[1] - 1)
    part = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1, kind="stable")
    items = np.take_along_axis(part, order, axis=1)
    return items.astype(np.int32), np.take_along_axis(scores, items, axis=1)
