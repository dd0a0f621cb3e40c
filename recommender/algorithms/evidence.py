"""What earlier sessions say of a candidate: votes of the most alike ones, transitions, repeats, what is popular of late.

A network compresses all of it into vectors; the rare and the exact are lost on the way. Here they are looked up.
B histories, K candidates, V items, S sessions, F kinds of evidence.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from recommender.algorithms.session_knn import SessionKNN
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.vocabulary import PADDING

WINDOW = 5  # events apart that still count as beside each other
LATELY = (
    20.0,
    100.0,
    400.0,
)  # the newest session counts e^20 times the oldest: what is lately is a twentieth of the period
FAR = 20  # steps back that stand for "not in the history"
FEATURES = 20


@dataclass(frozen=True)
class Evidence:
    """starts (S+1,) and items (N,): all sessions in one block, oldest first · size: V+1."""

    starts: np.ndarray
    items: np.ndarray
    size: int

    @classmethod
    def of(cls, known: Sequences, *, size: int) -> "Evidence":
        arrays = SessionKNN().learn(known, size=size)
        return cls(arrays["starts"], arrays["items"], size)

    def votes(self, histories: Histories) -> np.ndarray:
        """(B, V+1): the share of each item in all votes of session k-NN; zeros where nobody votes."""
        votes = np.maximum(self._neighbors.scored(histories), 0)
        votes[:, PADDING] = 0
        return votes / np.maximum(votes.sum(axis=1, keepdims=True), 1e-12)

    def of_candidates(self, histories: Histories, candidates: np.ndarray, votes: np.ndarray) -> np.ndarray:
        """(B, K, F) float32 of `candidates` (B, K); `votes` (B, V+1)."""
        latest, before = histories.items[:, -1], _before_latest(histories.items)
        count = self._counts[candidates]
        lately, *just_now = (counts[candidates] for counts in self._lately)
        back, times = _in_history(histories.items, candidates)
        length = (histories.items != PADDING).sum(axis=1, keepdims=True)
        told = [
            np.log(np.take_along_axis(votes, candidates, axis=1) + 1e-5),
            *self._links(self._follows, latest, candidates, self._counts[latest][:, None]),
            *self._links(self._beside, latest, candidates, np.sqrt(self._counts[latest][:, None] * count)),
            *self._links(self._follows, before, candidates, self._counts[before][:, None]),
            *self._links(self._beside, before, candidates, np.sqrt(self._counts[before][:, None] * count)),
            times > 0,
            times,
            np.minimum(back, FAR) / 5,
            back == 0,
            back == 1,
            np.log1p(count),
            np.log1p(lately),
            *map(np.log1p, just_now),
            np.log((lately + 0.5) / (count + 5)),
            np.broadcast_to(np.log(np.maximum(length, 1)), candidates.shape),
        ]
        return np.stack([np.asarray(one, dtype=np.float32) for one in told], axis=-1)

    def met_together(self, items: np.ndarray, others: np.ndarray) -> np.ndarray:
        """items (A,), others (B,) → (A, B): how often both stood near each other, against how often each was there at all."""
        counts = np.maximum(self._counts, 1)
        seen = self._beside[items][:, others].toarray()
        return seen / np.sqrt(counts[items][:, None] * counts[others])

    def _links(
        self, links: sparse.csr_matrix, origin: np.ndarray, candidates: np.ndarray, expected: np.ndarray
    ):
        """How often the two were seen so, and against what their own counts would let expect; both logarithms (B, K)."""
        rows = np.repeat(origin, candidates.shape[1])
        seen = np.asarray(links[rows, candidates.ravel()]).reshape(candidates.shape)
        seen = seen * (origin != PADDING)[:, None]
        return np.log1p(seen), np.log((seen + 0.01) / (expected + 5))

    @cached_property
    def _neighbors(self) -> SessionKNN:
        neighbors = SessionKNN()
        neighbors.arrays = {
            "starts": self.starts,
            "items": self.items,
            "popularity": np.zeros(self.size, dtype=np.float32),  # who says nothing shall not vote
        }
        return neighbors

    @cached_property
    def _session(self) -> np.ndarray:
        """(N,) the number of each event's session; the higher the newer."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def _follows(self) -> sparse.csr_matrix:
        """(V+1, V+1): how often the column came right after the row."""
        return self._pairs(steps=1)

    @cached_property
    def _beside(self) -> sparse.csr_matrix:
        """(V+1, V+1): how often both stood near each other, in any order."""
        pairs = self._pairs(steps=WINDOW)
        pairs.setdiag(0)
        return _sorted(pairs + pairs.T)

    def _pairs(self, *, steps: int) -> sparse.csr_matrix:
        left, right = [], []
        for step in range(1, steps + 1):
            near = self._session[:-step] == self._session[step:]
            left.append(self.items[:-step][near])
            right.append(self.items[step:][near])
        left, right = np.concatenate(left), np.concatenate(right)
        ones = np.ones(len(left), dtype=np.float32)
        return _sorted(sparse.csr_matrix((ones, (left, right)), shape=(self.size, self.size)))

    @cached_property
    def _counts(self) -> np.ndarray:
        """(V+1,) float32."""
        return np.bincount(self.items, minlength=self.size).astype(np.float32)

    @cached_property
    def _lately(self) -> list[np.ndarray]:
        """(V+1,) float32 for each of LATELY: the newest sessions count most."""
        age = 1 - self._session / max(1, len(self.starts) - 2)  # of the newest session 0
        weights = (np.exp(-fading * age) for fading in LATELY)
        return [np.bincount(self.items, one, minlength=self.size).astype(np.float32) for one in weights]


def _sorted(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    matrix = matrix.tocsr()
    matrix.sum_duplicates()
    return matrix


def _before_latest(items: np.ndarray) -> np.ndarray:
    """(B,): the event before the latest one; padding where there is none."""
    return items[:, -2] if items.shape[1] > 1 else np.zeros(len(items), dtype=items.dtype)


def _in_history(items: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steps back to each candidate's latest event, and how many it has, both (B, K)."""
    width = items.shape[1]
    back, times = np.full(candidates.shape, FAR), np.zeros(candidates.shape, dtype=np.int64)
    for column in range(max(0, width - FAR), width):  # from old to new
        here = candidates == items[:, column : column + 1]
        back[here] = width - 1 - column
        times += here
    return back, times
