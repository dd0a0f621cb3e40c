"""The live model in this process: loaded once, loaded again when another version goes live. Beside it those that an
experiment's arms serve."""

import sys
from dataclasses import dataclass

from recommender.algorithms.interface import Algorithm
from recommender.dataset.vocabulary import Vocabulary
from recommender.serving.deployment import live_version
from recommender.training.models import ModelVersion
from recommender.training.services import load_version

WORKER_THREADS = 2


@dataclass(frozen=True)
class LiveModel:
    version: ModelVersion
    algorithm: Algorithm

    @property
    def vocabulary(self) -> Vocabulary:
        return self.algorithm.trained_on.vocabulary


_loaded: dict[int, LiveModel] = {}


def live_model() -> LiveModel | None:
    """The live version, ready to score; None while none is live. One small query, unless it has changed.

    Raises Unavailable where its checkpoint cannot be read.
    """
    version = live_version()
    if version is None:
        return None
    if version.pk not in _loaded:
        algorithm = load_version(version)
        _loaded.clear()  # arms that still run are loaded again, the others are let go of
        _loaded[version.pk] = LiveModel(version, algorithm)
    return _loaded[version.pk]


def loaded(version: ModelVersion) -> LiveModel:
    """Any version, ready to score as long as the same one is live. Raises Unavailable as above."""
    if version.pk not in _loaded:
        _loaded[version.pk] = LiveModel(version, load_version(version))
    return _loaded[version.pk]


def limit_threads() -> None:
    """Several workers share a machine: one must not take all of its cores for a single list."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(min(WORKER_THREADS, torch.get_num_threads()))
