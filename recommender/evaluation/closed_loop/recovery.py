"""How long an arm needs after the drift. The definition was fixed before the first run.

Level: how attractive what was shown is, as a share of what the oracle would have shown at the same positions. It takes
what is harder or easier to please out of the CTR, and the luck of clicks. Before: the level over BEFORE_DAYS days up to the
drift. Recovered: the first moment after the drift, in steps of STEP_HOURS, that ends WINDOW_HOURS with a level of at least
ENOUGH of that before. Lost: the shortfall against before, in days of full level, over the days after the drift.
"""

from collections.abc import Sequence

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
    """Of one arm. `recovery_hours` is None where it did not recover before the end."""
    before = level(rows, since=drift_hour - 24 * BEFORE_DAYS, until=drift_hour)
    after = level(rows, since=drift_hour, until=drift_hour + WINDOW_HOURS)
    if before is None or after is None:
        return {"level_before": before, "level_after": after, "recovery_hours": None, "lost_days": None}
    ends = np.arange(drift_hour + WINDOW_HOURS, until + 1e-9, STEP_HOURS)
    found = (
        end for end in ends if (level(rows, since=end - WINDOW_HOURS, until=end) or 0.0) >= ENOUGH * before
    )
    moment = next(found, None)
    days = np.arange(drift_hour, until - 24 + 1e-9, 24)
    lost = [max(0.0, 1 - (level(rows, since=day, until=day + 24) or 0.0) / before) for day in days]
    return {
        "level_before": before,
        "level_after": after,
        "recovery_hours": None if moment is None else float(moment - drift_hour),
        "lost_days": float(sum(lost)),
    }
