"""What Li & Jiang do to a log before learning (section 3.1), step by step; each is a rule that can be switched off.

Numbers need no scaling here, because none goes in: items, kinds and powers of two of a time are all indices.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from recommender.dataset.clean import CleaningRules, EventTable, is_outlier
from recommender.dataset.sessionize import sessionize


@dataclass(frozen=True)
class PreparationRules:
    once_in_a_session: bool = True
    """The same kind of event on the same item counts once in a session, the first time."""
    least_events: int = 5
    """Shorter sequences are dropped. A sequence is what is known at a case, the target included: to drop by the length
    that it will reach in the end would look into the future."""
    max_length: int = 30
    """Time steps; of longer sequences the newest ones."""
    cleaning: CleaningRules = field(default_factory=CleaningRules)
    """Who is no person, and what ends a session."""


def prepared(events: EventTable, rules: PreparationRules) -> tuple[EventTable, Counter]:
    """Events sorted by visitor and time, and how many of them each reason dropped."""
    dropped = Counter()
    events = _kept(events, (events.products > 0) & (events.times > 0), "missing value", dropped)
    events = events.take(np.lexsort((events.times, events.visitors)))  # stable
    events = _kept(events, ~is_outlier(events, rules.cleaning), "outlier visitor", dropped)
    if rules.once_in_a_session:
        events = _kept(events, _first_in_session(events, rules.cleaning), "repeat in a session", dropped)
    return events, +dropped


def _first_in_session(events: EventTable, rules: CleaningRules) -> np.ndarray:
    session = sessionize(events.visitors, events.times, quiet_seconds=rules.quiet_seconds)
    order = np.lexsort(
        (events.kinds, events.products, session)
    )  # stable: of equals the earliest stands first
    same = [np.diff(column[order]) == 0 for column in (session, events.products, events.kinds)]
    first = np.ones(len(events), dtype=bool)
    first[order[1:]] = ~np.logical_and.reduce(same)
    return first


def _kept(events: EventTable, keep: np.ndarray, reason: str, dropped: Counter) -> EventTable:
    dropped[reason] += int(len(keep) - keep.sum())
    return events.take(keep)
