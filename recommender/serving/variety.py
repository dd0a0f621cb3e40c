"""Re-ranking for variety: a shelf of twelve teapots helps nobody, however well each of them scores.

Two steps. When a list is made, maximal marginal relevance (Carbonell & Goldstein, "The Use of MMR, Diversity-Based
Reranking for Reordering Documents and Producing Summaries", SIGIR 1998) trades each item's score against its likeness
to what stands above it. When a shelf is filled, no category takes more than its share of it: vectors do not know that
two things do the same job, the catalog does.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")

VARIED_PLACES = 36  # three shelves long; nobody looks further down, and each place costs time


def marginally_relevant(
    items: Sequence[int], scores: Sequence[float], vectors: np.ndarray, *, diversity: float
) -> list[int]:
    """These items, given best first, anew: at each place the one whose score, less its likeness to those before, is best.

    vectors (V+1, E) of length 1. diversity from 0 (the order stays) to 1 (only likeness counts).
    """
    if diversity == 0 or len(items) < 3:
        return list(items)
    own = vectors[np.asarray(items)]  # (K, E)
    relevance = (1 - diversity) * _from_zero_to_one(np.asarray(scores, dtype=np.float64))
    likeness = np.zeros(len(items))
    left = np.ones(len(items), dtype=bool)
    order = []
    for _place in range(min(VARIED_PLACES, len(items))):
        best = int(np.where(left, relevance - diversity * likeness, -np.inf).argmax())
        order.append(best)
        left[best] = False
        likeness = np.maximum(likeness, own @ own[best])
    return [items[place] for place in [*order, *np.flatnonzero(left)]]


def _from_zero_to_one(scores: np.ndarray) -> np.ndarray:
    """Scores are comparable within a list only; their place between its best and its worst is comparable to a cosine."""
    span = np.ptp(scores)
    return (scores - scores.min()) / span if span else np.ones_like(scores)


def spread(items: Sequence[Item], *, k: int, kind_of: Callable[[Item], Hashable], share: float) -> list[Item]:
    """These items anew, so that each k of them in a row hold at most this share (but always one) of a kind.

    What is too many waits for the next k. Where only one kind is left, it fills up: better alike than empty.
    """
    most = max(1, int(share * k))
    waiting, order = list(items), []
    while waiting:
        held: Counter = Counter()
        chosen, others = [], []
        for item in waiting:
            kind = kind_of(item)
            if len(chosen) < k and held[kind] < most:
                held[kind] += 1
                chosen.append(item)
            else:
                others.append(item)
        missing = k - len(chosen)
        order += chosen + others[:missing]
        waiting = others[missing:]
    return order
