"""Moments at which the running shop asks: each night for everybody who was here lately, and within a visit that goes on.

The nightly question (does this visitor buy within seven days?) is asked of who is away as well, so it is learned from
moments of the same kind: one a week, back from the end of the log, for everybody who was active by then. A random moment
of a session would promise too much, because whoever is here just now buys sooner.
"""

import numpy as np

from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.insights.behavior_table import PURCHASE, BehaviorTable, ends_of, starts_of
from recommender.insights.case_features import case_features, is_order
from recommender.insights.cases import Cases

WEEK = "week"
WEEK_SECONDS = 7 * 86_400
_DAY = 86_400


def weekly_cases(table: BehaviorTable, *, until: int, active_seconds: int) -> Cases:
    """One case a week and visitor, as far back as a week of the log lies before it.

    Asked is for a purchase in [moment, moment + 7 days); answers are known when the next week begins, not later.
    """
    if not len(table):
        return _cases(table, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool))
    first = int(table.times.min()) + WEEK_SECONDS
    moments = np.arange(until - WEEK_SECONDS, first - 1, -WEEK_SECONDS)[::-1]
    bought = table.take(table.kinds == PURCHASE)
    found = []
    for moment in moments.tolist():
        places = _last_before(table, moment, active_seconds)
        within = (bought.times >= moment) & (bought.times < moment + WEEK_SECONDS)
        buys = np.isin(table.visitors[places], bought.visitors[within])
        found.append((places, np.full(len(places), moment), buys))
    if not found:
        return _cases(table, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, bool))
    return _cases(table, *(np.concatenate(column) for column in zip(*found, strict=True)))


def cases_now(table: BehaviorTable, *, now: int, active_seconds: int) -> Cases:
    """Everybody who was active lately, at this moment; nobody knows the answers yet."""
    places = _last_before(table, now, active_seconds)
    return _cases(table, places, np.full(len(places), now), np.zeros(len(places), bool))


def open_visits(table: BehaviorTable, *, now: int, quiet_seconds: int = QUIET_SECONDS) -> Cases:
    """Whoever is here at this moment and has bought nothing in this session, as a case of the horizon "session"."""
    last = np.unique(ends_of(table.visitors))
    sessions = table.sessions(quiet_seconds=quiet_seconds)
    bought = np.append(0, np.cumsum(table.kinds == PURCHASE))
    in_session = bought[last + 1] - bought[starts_of(sessions)[last]]
    places = last[(now - table.times[last] < quiet_seconds) & (in_session == 0)]
    return Cases(places, table.times[places], np.zeros(len(places), bool), table.times[places])


def moment_features(
    table: BehaviorTable, cases: Cases, *, quiet_seconds: int = QUIET_SECONDS
) -> tuple[list[str], np.ndarray]:
    """As `case_features`, with what the last session did not know: how long it is ago, and what the visitor did in all."""
    names, values = case_features(table, cases, quiet_seconds=quiet_seconds)
    sessions = table.sessions(quiet_seconds=quiet_seconds)
    orders = is_order(table)
    begins = starts_of(sessions) == np.arange(len(table))
    columns = {
        "days_quiet": np.log1p((cases.moments - table.times[cases.places]) / _DAY),
        "sessions_in_all": np.log1p(_so_far(table, begins, cases.places)),
        "orders_in_all": np.log1p(_so_far(table, orders, cases.places)),
        "days_since_order": np.log1p(_days_since(table, orders, cases)),
    }
    return [*names, *columns], np.column_stack([values, *columns.values()])


def _cases(table: BehaviorTable, places: np.ndarray, moments: np.ndarray, buys: np.ndarray) -> Cases:
    moments = moments.astype(np.int64)
    return Cases(places.astype(np.int64), moments, buys.astype(bool), moments + WEEK_SECONDS - 1)


def _last_before(table: BehaviorTable, moment: int, active_seconds: int) -> np.ndarray:
    """Place of each visitor's last event before the moment, where it is not too long ago."""
    known = np.flatnonzero(table.times < moment)
    if not len(known):
        return known
    last = known[np.unique(ends_of(table.visitors[known]))]
    return last[table.times[last] >= moment - active_seconds]


def _so_far(table: BehaviorTable, chosen: np.ndarray, places: np.ndarray) -> np.ndarray:
    """How many of the chosen events the visitor has up to the place (S,) float64."""
    total = np.append(0.0, np.cumsum(chosen, dtype=np.float64))
    return total[places + 1] - total[starts_of(table.visitors)[places]]


def _days_since(table: BehaviorTable, chosen: np.ndarray, cases: Cases) -> np.ndarray:
    """Days from the newest chosen event to the moment (S,) float64; NaN where there is none."""
    last = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))[cases.places]
    known = last >= starts_of(table.visitors)[cases.places]
    return np.where(known, (cases.moments - table.times[last]) / _DAY, np.nan)
