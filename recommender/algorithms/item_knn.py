"""Item k-NN: items that share sessions with what the history holds, the newest items of the history counting most."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.sessionize import sessions_of
from recommender.dataset.vocabulary import PADDING

_BLOCK = 2_048  # items whose co-occurrences are in memory at once
_TIE_BREAK = 1e-6  # popularity orders what the neighbors say nothing about


@dataclass(frozen=True)
class ItemKNNConfig:
    neighbors: int = 200
    """Similar items kept for each item."""
    shrinkage: float = 20.0
    """Added to the cosine's denominator, so that a pair seen once or twice is not taken for certain."""
    decay: float = 0.6
    """Weight of an item in the history against the one after it."""


class ItemKNN(Baseline):
    """Cosine of session vectors: together(i, j) / (sqrt(count(i) · count(j)) + shrinkage)."""

    name: ClassVar[str] = "item_knn"
    config_type = ItemKNNConfig
    array_names = ("starts", "neighbors", "similarities", "popularity")

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        visits = visits_of(known, size=size)
        blocks = sparse.vstack(list(_similar(visits, self.config)), format="csr")
        return {
            "starts": blocks.indptr,
            "neighbors": blocks.indices,
            "similarities": blocks.data.astype(np.float32),
            "popularity": popularity_of(known, size=size, half_life_days=None),
        }

    def scored(self, histories: Histories) -> np.ndarray:
        size = len(self.arrays["popularity"])
        similarity = sparse.csr_matrix(
            (
                self.arrays["similarities"],
                self.arrays["neighbors"],
                self.arrays["starts"],
            ),
            shape=(size, size),
        )
        scores = (recent_items(histories, size, self.config.decay) @ similarity).toarray()
        scores += np.float32(_TIE_BREAK) * self.arrays["popularity"]
        return scores


def visits_of(known: Sequences, *, size: int) -> sparse.csr_matrix:
    """Sessions by items, 1 where the session holds the item."""
    sessions = sessions_of(known)
    count = int(sessions[-1]) + 1 if len(sessions) else 0
    ones = np.ones(len(sessions), dtype=np.float32)
    visits = sparse.csr_matrix((ones, (sessions, known.items)), shape=(count, size))
    visits.data[:] = 1  # an item met twice in a session counts once
    return visits


def _similar(visits: sparse.csr_matrix, config: ItemKNNConfig) -> Iterator[sparse.csr_matrix]:
    """Rows of the similarity matrix, block by block, each row cut to its nearest neighbors."""
    size = visits.shape[1]
    by_item = visits.T.tocsr()  # (V+1, sessions)
    length = np.sqrt(np.asarray(visits.sum(axis=0)).ravel())
    for start in range(0, size, _BLOCK):
        together = (by_item[start : start + _BLOCK] @ visits).tocoo()
        item = together.row + start
        other = together.col != item
        item, near = item[other], together.col[other]
        value = together.data[other] / (length[item] * length[near] + config.shrinkage)
        height = together.shape[0]
        yield _nearest(item - start, near, value, shape=(height, size), keep=config.neighbors)


def _nearest(
    rows: np.ndarray,
    columns: np.ndarray,
    values: np.ndarray,
    *,
    shape: tuple,
    keep: int,
) -> sparse.csr_matrix:
    """The `keep` largest values of each row; of equal ones those of smaller columns."""
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    first = np.searchsorted(rows, np.arange(shape[0]))
    chosen = np.arange(len(rows)) - first[rows] < keep
    return sparse.csr_matrix((values[chosen], (rows[chosen], columns[chosen])), shape=shape)


def recent_items(histories: Histories, size: int, decay: float) -> sparse.csr_matrix:
    """Histories by items (B, V+1): decay ** (steps before the last event), summed over repeats."""
    height, width = histories.items.shape
    weights = np.float32(decay) ** np.arange(width - 1, -1, -1, dtype=np.float32)
    real = histories.items != PADDING
    rows = np.broadcast_to(np.arange(height)[:, None], real.shape)[real]
    values = np.broadcast_to(weights, real.shape)[real]
    return sparse.csr_matrix((values, (rows, histories.items[real])), shape=(height, size))
