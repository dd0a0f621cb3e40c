"""Re-ranking for variety: a shelf of twelve teapots helps nobody, however well each of them scores.

Two steps. When a list is made, maximal marginal relevance (Carbonell & Goldstein, "The Use of MMR, Diversity-Based
Reranking for Reordering Documents and Producing Summaries", SIGIR 1998) trades each item's score against its likeness
to what stands above it. When a shelf is filled, no category takes more than its share of it, and of one thing in
several colors or sizes one is enough: vectors do not know that two things do the same job, the catalog does.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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


@dataclass(frozen=True)
class Limit(Generic[Item]):
    """How many of a kind may stand in one row. What is of kind None is not counted."""

    kind_of: Callable[[Item], Hashable | None]
    most: int = 1
    held: Collection[Hashable] = ()
    """Kinds that stand already, beside every row: as often as they are named."""


class Row(Generic[Item]):
    """What stands in one row so far, by the kinds that are limited."""

    def __init__(self, limits: Sequence[Limit[Item]]):
        self._limits = limits
        self._counts = [Counter(limit.held) for limit in limits]

    def takes(self, item: Item) -> bool:
        """Whether it keeps within all limits; then it stands in the row."""
        kinds = [limit.kind_of(item) for limit in self._limits]
        fits = all(
            kind is None or count[kind] < limit.most
            for limit, count, kind in zip(self._limits, self._counts, kinds, strict=True)
        )
        if fits:
            for count, kind in zip(self._counts, kinds, strict=True):
                count[kind] += 1
        return fits


def at_most(share: float, *, k: int) -> int:
    """This share of k places, but always one."""
    return max(1, int(share * k))


def spread(items: Sequence[Item], *, k: int, limits: Sequence[Limit[Item]]) -> list[Item]:
    """These items anew, so that each k of them in a row keep within the limits.

    What is too many waits for the next k. Where nothing else is left, it fills up: better alike than empty.
    """
    waiting, order = list(items), []
    while waiting:
        row, chosen, others = Row(limits), [], []
        for item in waiting:
            (chosen if len(chosen) < k and row.takes(item) else others).append(item)
        missing = k - len(chosen)
        order += chosen + others[:missing]
        waiting = others[missing:]
    return order
