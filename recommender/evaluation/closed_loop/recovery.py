"""How long an arm needs after the drift. The definition was fixed before the first run.

Level: how attractive what was shown is, as a share of what the oracle would have shown at the same positions. It takes
what is harder or easier to please out of the CTR, and the luck of clicks. Before: the level over BEFORE_DAYS days up to the
drift. Recovered: the first moment after the drift, in steps of STEP_HOURS, that ends WINDOW_HOURS with a level of at least
ENOUGH of that before. Lost: the shortfall against before, in days of full level, over the days after the drift.

Least: what recovery would have been, had every visit but a shopper's first since the drift the level of before. So it is
for whoever knows a shopper perfectly once they have been back; what those like now who have not been back nobody can know.
It was added after the fifth run, and judges nothing.
"""

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

BEFORE_DAYS = 5
WINDOW_HOURS = 24.0
STEP_HOURS = 6.0
ENOUGH = 0.9


def level(rows: Sequence[dict], *, since: float, until: float) -> float | None:
    """Of the visits that began in these hours; None where nothing was shown."""
    inside = [row for row in rows if since <= row["hour"] < until]
    best = sum(row["best"] for row in inside)
    return sum(row["attraction"] for row in inside) / best if best else None


def recovery(rows: Sequence[dict], *, drift_hour: float, until: float) -> dict:
    """Of one arm. `recovery_hours` and `least_hours` are None where it did not, or could not, recover before the end."""
    before = level(rows, since=drift_hour - 24 * BEFORE_DAYS, until=drift_hour)
    after = level(rows, since=drift_hour, until=drift_hour + WINDOW_HOURS)
    if before is None or after is None:
        unknown = dict.fromkeys(("recovery_hours", "least_hours", "lost_days"))
        return {"level_before": before, "level_after": after} | unknown
    known = _as_if_known(rows, before, drift_hour=drift_hour)
    days = np.arange(drift_hour, until - 24 + 1e-9, 24)
    lost = [max(0.0, 1 - (level(rows, since=day, until=day + 24) or 0.0) / before) for day in days]
    return {
        "level_before": before,
        "level_after": after,
        "recovery_hours": _recovered(rows, before, drift_hour=drift_hour, until=until),
        "least_hours": _recovered(known, before, drift_hour=drift_hour, until=until),
        "lost_days": float(sum(lost)),
    }


def _recovered(rows: Sequence[dict], before: float, *, drift_hour: float, until: float) -> float | None:
    """Hours from the drift to the end of the first window that is good enough."""
    for end in np.arange(drift_hour + WINDOW_HOURS, until + 1e-9, STEP_HOURS):
        if (level(rows, since=end - WINDOW_HOURS, until=end) or 0.0) >= ENOUGH * before:
            return float(end - drift_hour)
    return None


def _as_if_known(rows: Sequence[dict], before: float, *, drift_hour: float) -> list[dict]:
    """Of the visits since the drift the first of each shopper stay as they are; all later ones have the level of before."""
    met, known = set(), []
    for row in sorted((row for row in rows if row["hour"] >= drift_hour), key=itemgetter("hour")):
        is_first = row["visitor"] not in met
        met.add(row["visitor"])
        known.append(row if is_first else row | {"attraction": before * row["best"]})
    return known
