"""What an experiment with simulated shoppers shows, by arm. Rows are visits; the definitions stand in docs/closed-loop.md."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
COVERED = 0.95
SUMS = (
    "visits", "impressions", "clicks", "attraction", "best", "orders", "revenue", "attributed", "attributed_revenue"
)  # fmt: skip
# Name → (numerator, denominator).
RATIOS = {
    "ctr": ("clicks", "impressions"),
    "conversion": ("orders", "visits"),
    "attributed_conversion": ("attributed", "impressions"),
    "revenue_per_visitor": ("revenue", "visitors"),
    "attributed_revenue_per_visitor": ("attributed_revenue", "visitors"),
    "regret": ("missed", "impressions"),
    "quality": ("attraction", "best"),
}


@dataclass(frozen=True)
class ArmSums:
    """Sums by visitor: column → (N,). Visitors are what was assigned, so they are what is drawn anew."""

    columns: dict[str, np.ndarray]

    @classmethod
    def of(cls, rows: Sequence[dict]) -> "ArmSums":
        place: dict[int, int] = {}
        for row in rows:
            place.setdefault(row["visitor"], len(place))
        where = np.array([place[row["visitor"]] for row in rows], dtype=np.int64)
        columns = {
            name: np.bincount(where, [row.get(name, 1) for row in rows], minlength=len(place))
            for name in SUMS
        }
        columns["visitors"] = np.ones(len(place))
        columns["missed"] = columns["best"] - columns["attraction"]
        return cls(columns)

    @property
    def visitors(self) -> int:
        return len(self.columns["visitors"])

    def value(self, ratio: str) -> float:
        top, bottom = RATIOS[ratio]
        below = self.columns[bottom].sum()
        return float(self.columns[top].sum() / below) if below else 0.0

    def drawn(self, ratio: str, rng: np.random.Generator) -> np.ndarray:
        """(RESAMPLES,): the ratio over visitors drawn with replacement."""
        top, bottom = (self.columns[name] for name in RATIOS[ratio])
        values = np.empty(RESAMPLES)
        for number in range(RESAMPLES):
            chosen = rng.integers(0, self.visitors, self.visitors)
            below = bottom[chosen].sum()
            values[number] = top[chosen].sum() / below if below else 0.0
        return values


def interval(values: np.ndarray) -> tuple[float, float]:
    """The middle 95 %."""
    low, high = np.quantile(values, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return float(low), float(high)


def arm_figures(sums: ArmSums, *, seed: int) -> dict:
    rng = np.random.default_rng(seed)
    figures: dict = {"visitors": sums.visitors}
    figures |= {name: int(sums.columns[name].sum()) for name in ("visits", "impressions", "clicks", "orders")}
    for name in RATIOS:
        low, high = interval(sums.drawn(name, rng))
        figures |= {name: sums.value(name), f"{name}_low": low, f"{name}_high": high}
    return figures


def lift(one: ArmSums, other: ArmSums, ratio: str, *, seed: int) -> dict:
    """By which share `one` lies above `other`, with the interval of that share."""
    rng = np.random.default_rng(seed)
    base = other.value(ratio)
    drawn_base = other.drawn(ratio, rng)
    drawn = one.drawn(ratio, rng) / np.where(drawn_base > 0, drawn_base, np.nan) - 1
    low, high = interval(drawn[np.isfinite(drawn)]) if np.isfinite(drawn).any() else (0.0, 0.0)
    share = one.value(ratio) / base - 1 if base else 0.0
    return {"lift": share, "low": low, "high": high, "clear": low > 0 or high < 0}


def false_alarms(sums: ArmSums, ratio: str, *, times: int, seed: int) -> dict:
    """A/A, many times over: the visitors of one arm fall into two halves by chance; how often would a difference be seen?

    The interval of the difference is the usual one, from the variance of a ratio (delta method); 5 % are to be expected.
    """
    rng = np.random.default_rng(seed)
    top, bottom = (sums.columns[name] for name in RATIOS[ratio])
    seen = 0
    for _ in range(times):
        order = rng.permutation(sums.visitors)
        halves = order[: sums.visitors // 2], order[sums.visitors // 2 :]
        values, variances = zip(*(_ratio(top[half], bottom[half]) for half in halves), strict=True)
        seen += abs(values[0] - values[1]) > 1.96 * np.sqrt(sum(variances))
    return {"times": times, "seen": int(seen), "share": seen / times}


def _ratio(top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
    """A ratio of sums, and its variance over visitors."""
    below = bottom.sum()
    if not below:
        return 0.0, 0.0
    value = top.sum() / below
    return value, float(((top - value * bottom) ** 2).sum() / below**2)
