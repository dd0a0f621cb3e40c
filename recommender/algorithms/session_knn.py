"""Session k-NN: what followed in the earlier sessions that resemble the history most.

V-SKNN of Ludewig & Jannach, Evaluation of session-based recommendation algorithms (UMUAI 2018), with the three weights
of STAN (Garg et al., Sequence and time aware neighborhood for session-based recommendations, SIGIR 2019): of the items in
the history by their place, of the neighbors by their age, of a neighbor's items by their distance from the shared one.

B histories, S sessions, V items, E events of all sessions, P pairs of a history and a neighbor, N events of those pairs.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.sessionize import sessions_of
from recommender.dataset.vocabulary import PADDING

_FAR = 1_000  # more steps than any history is looked back
_TIE_BREAK = 1e-6  # popularity orders what the neighbors say nothing about


@dataclass(frozen=True)
class SessionKNNConfig:
    neighbors: int = 500
    """Sessions that vote for each history."""
    recent: int = 20
    """Newest events of the history that are looked at."""
    decay: float = 0.6
    """Weight of an event in the history against the one after it."""
    length: float = 0.5
    """Power of a session's length that its resemblance is divided by: 0.5 is the cosine, 0 the plain overlap."""
    recency: float = 1.0
    """The newest session counts e^recency times the oldest. By order, not by clock: benchmarks have no clock."""
    distance: float = 0.2
    """An event n steps from the shared one counts e^(-distance n)."""
    before: float = 0.5
    """Weight of events before the shared one, against those after it."""


class SessionKNN(Baseline):
    """score(i) = Σ over neighbors n: similarity(n) · Σ over events e of n with item i: nearness(e, shared event of n).

    similarity(n) = e^(recency · rank of n by time / S) · Σ over shared items j: decay^(steps back of j) · idf(j) / |n|^length
    with idf(j) = log(1 + S / sessions with j). Its own items are scored like the others: visitors do come back.
    """

    name: ClassVar[str] = "session_knn"
    config_type = SessionKNNConfig
    array_names = ("starts", "items", "popularity")
    _by_item: sparse.csr_matrix | None = None

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        sessions = sessions_of(known)
        count = int(sessions[-1]) + 1 if len(sessions) else 0
        lengths = np.bincount(sessions, minlength=count)
        ended = np.zeros(count, dtype=np.int64)
        np.maximum.at(ended, sessions, known.times)
        order = np.argsort(ended, kind="stable")  # oldest first, so that a session's number is its age
        events = np.argsort(np.argsort(order)[sessions], kind="stable")
        return {
            "starts": np.concatenate([[0], np.cumsum(lengths[order])]).astype(np.int64),
            "items": known.items[events],
            "popularity": popularity_of(known, size=size, half_life_days=None),
        }

    def scored(self, histories: Histories) -> np.ndarray:
        size = len(self.arrays["popularity"])
        steps = _steps_back(histories, recent=self.config.recent, size=size)
        rows, sessions, similarity = self._neighbors(steps)
        events, pair = _events_of(self.arrays["starts"], sessions)  # (N,), (N,)
        items = self.arrays["items"][events]
        votes = similarity[pair] * self._nearness(steps, rows[pair], items, pair)
        cells = rows[pair] * size + items
        scores = np.bincount(cells, weights=votes, minlength=len(histories) * size).astype(np.float32)
        scores = scores.reshape(len(histories), size)
        scores += np.float32(_TIE_BREAK) * self.arrays["popularity"]
        return scores

    def _neighbors(self, steps: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows, sessions and similarities (P,) of the most similar sessions of each history."""
        query = steps.copy()
        query.data = self.config.decay ** (query.data - 1)
        found = (query @ self._index()).tocsr()  # (B, S)
        found.sort_indices()
        chosen = [
            start + _largest(found.data[start:end], self.config.neighbors)
            for start, end in zip(found.indptr[:-1], found.indptr[1:], strict=True)
        ]
        rows = np.repeat(np.arange(len(chosen)), [len(part) for part in chosen])
        chosen = np.concatenate(chosen)
        return rows, found.indices[chosen], found.data[chosen]

    def _index(self) -> sparse.csr_matrix:
        """(V+1, S): what sharing an item with a session is worth, before the history's own weights."""
        if self._by_item is None:
            starts, items = self.arrays["starts"], self.arrays["items"]
            size, count = len(self.arrays["popularity"]), len(starts) - 1
            lengths = np.diff(starts)
            visits = sparse.csr_matrix((np.ones(len(items)), items, starts), shape=(count, size), copy=True)
            visits.sum_duplicates()  # sorts in place, hence the copy
            visits.data[:] = 1
            idf = np.log1p(count / np.maximum(np.bincount(visits.indices, minlength=size), 1))
            newness = np.exp(self.config.recency * np.arange(count) / max(count, 1))
            worth = newness / np.maximum(lengths, 1) ** self.config.length
            self._by_item = (sparse.diags(idf) @ visits.T @ sparse.diags(worth)).tocsr()
        return self._by_item

    def _nearness(self, steps, rows: np.ndarray, items: np.ndarray, pair: np.ndarray) -> np.ndarray:
        """(N,) weight of each neighbor's event by its distance from the newest item shared with the history."""
        # 0 where not shared, else 1 for the history's newest event, 2 for the one before …
        back = steps.toarray()[rows, items].astype(np.int64)
        first = np.flatnonzero(np.r_[True, np.diff(pair) > 0]) if len(pair) else np.zeros(0, dtype=np.int64)
        place = np.arange(len(pair))
        rank = np.where(back > 0, (_FAR - back) * len(pair) + place, -1)
        shared = np.maximum.reduceat(rank, first) % max(1, len(pair)) if len(first) else rank
        offset = place - shared[pair]
        side = np.where(offset < 0, self.config.before, 1.0)
        return side * np.exp(-self.config.distance * np.abs(offset))


def _steps_back(histories: Histories, *, recent: int, size: int) -> sparse.csr_matrix:
    """(B, V+1): 1 for the newest item, 2 for the one before …; an item met twice counts where it is newest."""
    items = histories.items[:, -recent:]
    height, width = items.shape
    steps = np.zeros((height, size), dtype=np.float32)
    for column in range(width):
        steps[np.arange(height), items[:, column]] = width - column
    steps[:, PADDING] = 0
    return sparse.csr_matrix(steps)


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """Places of the `count` largest; of equal ones the later, which are newer."""
    if len(values) <= count:
        return np.arange(len(values))
    border = np.partition(values, len(values) - count)[len(values) - count]
    above, equal = np.flatnonzero(values > border), np.flatnonzero(values == border)
    return np.sort(np.concatenate([above, equal[len(equal) - (count - len(above)) :]]))


def _events_of(starts: np.ndarray, sessions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places (N,) of all events of these sessions, and which of the sessions (N,) each belongs to."""
    lengths = starts[sessions + 1] - starts[sessions]
    pair = np.repeat(np.arange(len(sessions)), lengths)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return starts[sessions][pair] + within, pair
