"""What of the log is an interaction: positive events of people, each change of mind once."""

from collections import Counter
from dataclasses import dataclass, fields

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.dataset.sessionize import QUIET_SECONDS, sessionize

POSITIVE_KINDS = ("view", "click", "favorite", "cart_add", "purchase", "review")
BROWSING_KINDS = ("view", "click")
_POSITIVE = np.array([KIND_CODE[kind] for kind in POSITIVE_KINDS], dtype=np.int8)
_BROWSING = np.array([KIND_CODE[kind] for kind in BROWSING_KINDS], dtype=np.int8)
_MINUTE, _DAY = 60, 86_400


@dataclass(frozen=True)
class EventTable:
    """Columns of one length: visitors (N,) int or str · products (N,) int64, external ids · kinds (N,) int8 ·
    times (N,) int64, seconds since the epoch · weights (N,) float32."""

    visitors: np.ndarray
    products: np.ndarray
    kinds: np.ndarray
    times: np.ndarray
    weights: np.ndarray

    def __len__(self) -> int:
        return len(self.visitors)

    def take(self, index) -> "EventTable":
        return EventTable(*(getattr(self, f.name)[index] for f in fields(self)))


@dataclass(frozen=True)
class CleaningRules:
    """Bots are recognized by browsing alone: one order may well hold hundreds of lines of the same second."""

    quiet_seconds: int = QUIET_SECONDS
    browsing_per_minute: int = 120
    browsing_per_day: int = 5_000


def clean(events: EventTable, *, rules: CleaningRules) -> tuple[EventTable, Counter]:
    """Interactions sorted by visitor and time, and how many events each reason dropped."""
    dropped = Counter()
    events = _kept(events, np.isin(events.kinds, _POSITIVE), "not an interaction", dropped)
    events = _kept(events, events.weights > 0, "no weight", dropped)
    events = events.take(np.lexsort((events.times, events.visitors)))  # stable
    events = _kept(events, ~is_outlier(events, rules), "outlier visitor", dropped)
    strongest, last = _runs(events, rules)
    dropped["repeat"] += len(events) - len(strongest)
    times = events.times[last]
    events = events.take(strongest)
    return EventTable(events.visitors, events.products, events.kinds, times, events.weights), +dropped


def _kept(events: EventTable, keep: np.ndarray, reason: str, dropped: Counter) -> EventTable:
    dropped[reason] += int(len(keep) - keep.sum())
    return events.take(keep)


def is_outlier(events: EventTable, rules: CleaningRules) -> np.ndarray:
    """Whether each event belongs to a visitor who browses faster than people do. Sorted by visitor and then time."""
    browsing = np.isin(events.kinds, _BROWSING)
    visitors, times = events.visitors[browsing], events.times[browsing]
    outliers = [
        _too_many(visitors, times // width, limit)
        for width, limit in (
            (_MINUTE, rules.browsing_per_minute),
            (_DAY, rules.browsing_per_day),
        )
    ]
    return np.isin(events.visitors, np.concatenate(outliers))


def _too_many(visitors: np.ndarray, windows: np.ndarray, limit: int) -> np.ndarray:
    """Visitors with more than `limit` events in one window; both arrays sorted by visitor, then window."""
    if not len(visitors):
        return visitors
    starts = np.ones(len(visitors), dtype=bool)
    starts[1:] = (visitors[1:] != visitors[:-1]) | (windows[1:] != windows[:-1])
    first = np.flatnonzero(starts)
    counts = np.diff(np.append(first, len(visitors)))
    return np.unique(visitors[first[counts > limit]])


def _runs(events: EventTable, rules: CleaningRules) -> tuple[np.ndarray, np.ndarray]:
    """Of each run of the same product within a session: its strongest event, and its last one.

    A run takes its last time, so that no interaction is known before all that it says has happened.
    """
    if not len(events):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    session = sessionize(events.visitors, events.times, quiet_seconds=rules.quiet_seconds)
    starts = np.ones(len(events), dtype=bool)
    starts[1:] = (session[1:] != session[:-1]) | (events.products[1:] != events.products[:-1])
    run = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    strongest = np.lexsort((-events.weights, run))[first]
    return strongest, np.append(first[1:], len(events)) - 1
