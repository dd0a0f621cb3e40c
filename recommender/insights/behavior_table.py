"""The behavior log as columns: all that insights learn from, whether it came from the shop or from a file.

Wider than the events that recommendations learn from: searches, changes of mind and prices belong to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.dataset.sessionize import QUIET_SECONDS, sessionize

PURCHASE, SEARCH = KIND_CODE["purchase"], KIND_CODE["search"]
NO_PRODUCT = 0


@dataclass(frozen=True)
class BehaviorTable:
    """Columns of one length, sorted by visitor and then time; events of one second keep the log's order.

    visitors (N,) int64 codes · products (N,) int64, NO_PRODUCT for a search · kinds (N,) int8, codes of EVENT_KINDS
    times (N,) int64, seconds since the epoch · prices (N,) float64, of one piece, NaN where unknown
    words (N,) int16, search words.
    """

    visitors: np.ndarray
    products: np.ndarray
    kinds: np.ndarray
    times: np.ndarray
    prices: np.ndarray
    words: np.ndarray

    def __len__(self) -> int:
        return len(self.visitors)

    def take(self, index) -> "BehaviorTable":
        return BehaviorTable(*(getattr(self, f.name)[index] for f in fields(self)))

    def sessions(self, *, quiet_seconds: int = QUIET_SECONDS) -> np.ndarray:
        """Session number of each event (N,) int64."""
        return sessionize(self.visitors, self.times, quiet_seconds=quiet_seconds)


def behavior_table(*, visitors, products, kinds, times, prices, words) -> BehaviorTable:
    """A table of these columns in any order: sorted, and each fact once (paper 4 drops duplicates)."""
    table = BehaviorTable(
        np.asarray(visitors, dtype=np.int64),
        np.asarray(products, dtype=np.int64),
        np.asarray(kinds, dtype=np.int8),
        np.asarray(times, dtype=np.int64),
        np.asarray(prices, dtype=np.float64),
        np.asarray(words, dtype=np.int16),
    )
    return _each_fact_once(table.take(np.lexsort((table.times, table.visitors))))  # stable


def joined(parts: Sequence[BehaviorTable]) -> BehaviorTable:
    """One table of several, of which each counts its visitors from 0; nobody is in two of them."""
    if not parts:
        return behavior_table(visitors=[], products=[], kinds=[], times=[], prices=[], words=[])
    sizes = [int(part.visitors.max(initial=-1)) + 1 for part in parts]
    before = np.append(0, np.cumsum(sizes))
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(BehaviorTable)
    }
    columns["visitors"] = np.concatenate(
        [part.visitors + shift for part, shift in zip(parts, before[:-1], strict=True)]
    )
    return BehaviorTable(**columns)


def _each_fact_once(table: BehaviorTable) -> BehaviorTable:
    facts = np.stack([table.visitors, table.times, table.kinds, table.products], axis=1)
    _, first = np.unique(facts, axis=0, return_index=True)
    return table.take(np.sort(first))


def starts_of(groups: np.ndarray) -> np.ndarray:
    """Place of the first event of each event's group (N,) int64, for groups that lie together."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    is_first = np.append(True, groups[1:] != groups[:-1])
    return np.maximum.accumulate(np.where(is_first, np.arange(len(groups)), 0))


def ends_of(groups: np.ndarray) -> np.ndarray:
    """Place of the last event of each event's group (N,) int64, for groups that lie together."""
    return len(groups) - 1 - starts_of(groups[::-1])[::-1]
