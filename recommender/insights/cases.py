"""Purchase cases: a moment within a session, all that is known by then, and whether the visitor buys afterwards.

Paper 4 (Liu, *Prediction Model of E-commerce Users' Purchase Behavior*) names no window and no horizon. Ours: a case stands
right after an event of a session in which nothing has been bought yet. It knows every event of its visitor up to that second,
and asks for a purchase strictly after it: in the same session, or within the next 24 hours.
"""

from dataclasses import dataclass, fields

import numpy as np

from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.insights.behavior_table import PURCHASE, BehaviorTable, ends_of, starts_of

SESSION, DAY = "session", "day"
HORIZONS = (SESSION, DAY)
_DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Cases:
    """places (S,) int64: the table's last event known to each case · moments (S,) int64, its time
    buys (S,) bool · settled_at (S,) int64: when `buys` was known, and so could be learned from."""

    places: np.ndarray
    moments: np.ndarray
    buys: np.ndarray
    settled_at: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def take(self, index) -> "Cases":
        return Cases(*(getattr(self, f.name)[index] for f in fields(self)))


@dataclass(frozen=True)
class CaseSplit:
    training: Cases
    validation: Cases
    test: Cases


def purchase_cases(
    table: BehaviorTable,
    *,
    horizon: str,
    until: int | None = None,
    seed: int = 0,
    every_prefix: bool = False,
    quiet_seconds: int = QUIET_SECONDS,
) -> Cases:
    """One random prefix of each session (or all), as far as the answer is known by `until` (default: the log's end).

    Raises ValueError for an unknown horizon.
    """
    if horizon not in HORIZONS:
        raise ValueError(f"There is no horizon {horizon!r}; known are {', '.join(HORIZONS)}.")
    until = int(table.times.max(initial=0)) if until is None else until
    sessions = table.sessions(quiet_seconds=quiet_seconds)
    places = _open_moments(table, sessions)
    settled_at = _settled_at(table, sessions, horizon, quiet_seconds)[places]
    cases = Cases(
        places, table.times[places], _next_purchase(table, sessions, horizon)[places], settled_at
    ).take(settled_at <= until)
    return cases if every_prefix else cases.take(_one_of_each(sessions[cases.places], seed))


def split_by_time(
    cases: Cases, *, validation_share: float = 0.15, test_share: float = 0.25, overlapping: bool = False
) -> CaseSplit:
    """Two moments cut all cases. A case whose answer came after a cut is in no part before it.

    `overlapping` keeps such cases, for logs of hours, where too little would be left. With one case of each session, a
    session is still in one part only.
    """
    if min(validation_share, test_share) < 0 or validation_share + test_share >= 1:
        raise ValueError("The shares of validation and test must leave something to train on.")
    if not len(cases):
        raise ValueError(
            "There are no cases to split: no session is long enough ago for its answer to be known."
        )
    ordered = np.sort(cases.moments)

    def moment(share: float) -> int:
        return int(ordered[min(int(len(ordered) * (1 - share)), len(ordered) - 1)])

    validation_from, test_from = moment(validation_share + test_share), moment(test_share)
    early, late = cases.moments < validation_from, cases.moments >= test_from
    learned, chosen = (overlapping | (cases.settled_at < cut) for cut in (validation_from, test_from))
    return CaseSplit(cases.take(early & learned), cases.take(~early & ~late & chosen), cases.take(late))


def _open_moments(table: BehaviorTable, sessions: np.ndarray) -> np.ndarray:
    """Places that end their second, in sessions where nothing was bought up to then."""
    bought = np.cumsum(table.kinds == PURCHASE)
    start = starts_of(sessions)
    before_session = bought[start] - (table.kinds[start] == PURCHASE)
    ends_second = np.ones(len(table), dtype=bool)
    same = (table.visitors[1:] == table.visitors[:-1]) & (table.times[1:] == table.times[:-1])
    ends_second[:-1] = ~same
    return np.flatnonzero(ends_second & (bought == before_session))


def _next_purchase(table: BehaviorTable, sessions: np.ndarray, horizon: str) -> np.ndarray:
    """Whether each event is followed by a purchase within the horizon (N,) bool. Right where the event ends its second."""
    N = len(table)
    bought = np.append(0, np.cumsum(table.kinds == PURCHASE))  # bought[i]: purchases before place i
    last = ends_of(sessions) if horizon == SESSION else _last_within(table, _DAY_SECONDS)
    return bought[last + 1] > bought[np.arange(N) + 1]


def _last_within(table: BehaviorTable, seconds: int) -> np.ndarray:
    """Place of the visitor's last event not later than `seconds` after each event (N,) int64."""
    _, visitor = np.unique(table.visitors, return_inverse=True)
    first = table.times.min(initial=0)
    width = int(table.times.max(initial=0) - first) + seconds + 1
    clock = visitor * width + (table.times - first)  # ascending: visitors lie behind each other
    return np.searchsorted(clock, clock + seconds, side="right") - 1


def _settled_at(table: BehaviorTable, sessions: np.ndarray, horizon: str, quiet_seconds: int) -> np.ndarray:
    """When each event's answer is known, whatever it is: the session is over, or the day is (N,) int64."""
    if horizon == SESSION:
        return table.times[ends_of(sessions)] + quiet_seconds
    return table.times + _DAY_SECONDS


def _one_of_each(groups: np.ndarray, seed: int) -> np.ndarray:
    """Place of one random member of each group, ascending."""
    order = np.random.default_rng(seed).permutation(len(groups))
    _, first = np.unique(groups[order], return_index=True)
    return np.sort(order[first])
