"""Algorithms by name. Networks are imported when they are asked for, so that baselines need no torch.

It stands with training, not with the algorithms, because a network brings its training along.
"""

from pathlib import Path

from recommender.algorithms.checkpoint import read_manifest
from recommender.algorithms.interface import Algorithm
from recommender.algorithms.item_knn import ItemKNN
from recommender.algorithms.popularity import Popularity
from recommender.algorithms.session_popularity import SessionPopularity

BASELINES: dict[str, type[Algorithm]] = {
    algorithm.name: algorithm for algorithm in (Popularity, SessionPopularity, ItemKNN)
}
ALGORITHM_NAMES = (*BASELINES, "pmca_bilstm")


def algorithm_class(name: str) -> type[Algorithm]:
    """The class of an algorithm. Raises ValueError in words for a name that nobody has."""
    if name in BASELINES:
        return BASELINES[name]
    if name == "pmca_bilstm":
        return _pmca_bilstm()
    raise ValueError(f"There is no algorithm {name!r}; known are {', '.join(ALGORITHM_NAMES)}.")


def load_algorithm(folder: Path, *, device: str = "auto") -> Algorithm:
    """The fitted algorithm of a checkpoint, whichever it is. Raises CheckpointError in words."""
    name = read_manifest(folder)["algorithm"]
    return algorithm_class(name).load(folder, device=device)


def _pmca_bilstm() -> type[Algorithm]:
    from recommender.training.neural import PmcaBilstm

    return PmcaBilstm
