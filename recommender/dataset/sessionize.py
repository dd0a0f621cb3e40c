"""Sessions: events of one visitor with less than 30 quiet minutes between them."""

import numpy as np

from recommender.dataset.sequences import Sequences

QUIET_SECONDS = 30 * 60


def sessionize(visitors: np.ndarray, times: np.ndarray, *, quiet_seconds: int = QUIET_SECONDS) -> np.ndarray:
    """Session numbers (N,) int64 from 0, ascending, for events sorted by visitor and then time."""
    if not len(visitors):
        return np.zeros(0, dtype=np.int64)
    starts = np.ones(len(visitors), dtype=bool)
    starts[1:] = (visitors[1:] != visitors[:-1]) | (np.diff(times) >= quiet_seconds)
    return np.cumsum(starts) - 1


def sessions_of(sequences: Sequences, *, quiet_seconds: int = QUIET_SECONDS) -> np.ndarray:
    """Session number of each interaction (N,) int64; a session never crosses a row."""
    return sessionize(row_of_each(sequences), sequences.times, quiet_seconds=quiet_seconds)


def row_of_each(sequences: Sequences) -> np.ndarray:
    """Row of each interaction (N,) int64."""
    return np.repeat(np.arange(len(sequences), dtype=np.int64), sequences.lengths)
