"""All figures of an experiment with simulated shoppers, as they go into docs/results/closed-loop.json."""

from collections.abc import Sequence
from itertools import pairwise

from recommender.evaluation.closed_loop.measures import ArmSums, arm_figures, false_alarms, lift
from recommender.evaluation.closed_loop.recovery import level, recovery

AA_TIMES = 1_000
COMPARED = ("ctr", "conversion", "revenue_per_visitor", "quality")


def report(rows: Sequence[dict], *, drift_hour: float | None, seed: int) -> dict:
    """`arms`, `days` (curves), `comparisons` of every arm with the first, `twins` (arms that should not differ), `aa`."""
    names = list(dict.fromkeys(row["arm"] for row in rows))
    by_arm = {name: [row for row in rows if row["arm"] == name] for name in sorted(names)}
    sums = {name: ArmSums.of(own) for name, own in by_arm.items()}
    until = 24.0 * (int(max(row["hour"] for row in rows) // 24) + 1)
    arms = {name: arm_figures(own, seed=seed) for name, own in sums.items()}
    if drift_hour is not None:
        for name, own in by_arm.items():
            arms[name] |= recovery(own, drift_hour=drift_hour, until=until)
    return {
        "arms": arms,
        "days": {name: _days(own, until) for name, own in by_arm.items()},
        "comparisons": {
            f"{one} against {other}": {
                ratio: lift(sums[one], sums[other], ratio, seed=seed) for ratio in COMPARED
            }
            for one in sums
            for other in sums
            if one != other
        },
        "aa": {name: false_alarms(own, "ctr", times=AA_TIMES, seed=seed) for name, own in sums.items()},
    }


def _days(rows: Sequence[dict], until: float) -> dict[str, list[float | None]]:
    """CTR and level of each day."""
    edges = [24.0 * day for day in range(int(until // 24) + 1)]
    found = {"ctr": [], "level": []}
    for since, end in pairwise(edges):
        inside = [row for row in rows if since <= row["hour"] < end]
        seen = sum(row["impressions"] for row in inside)
        found["ctr"].append(sum(row["clicks"] for row in inside) / seen if seen else None)
        found["level"].append(level(inside, since=since, until=end))
    return found
