"""What each visitor did, as numbers: paper 5's five behaviors, and when and for how much."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import PURCHASE, BehaviorTable

NAMES = ("browse", "favorite", "cart", "repurchase", "review", "days_since_last", "value")
_COUNTED = {
    "browse": ("view", "click"),
    "favorite": ("favorite",),
    "cart": ("cart_add",),
    "review": ("review",),
}
_DAY = 86_400


@dataclass(frozen=True)
class VisitorBehavior:
    """visitors (P,) int64 codes · values (P, F) float64 in their own units, columns as `names` says."""

    visitors: np.ndarray
    names: tuple[str, ...]
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.visitors)


def visitor_behavior(table: BehaviorTable, *, until: int | None = None) -> VisitorBehavior:
    """Counts of events before `until` (default: the log's end). Repurchase counts the orders after a visitor's first one;
    value is the sum of known prices over purchases."""
    until = int(table.times.max(initial=0)) + 1 if until is None else until
    table = table.take(table.times < until)
    visitors, row = np.unique(table.visitors, return_inverse=True)
    columns = {
        name: _sums(row, np.isin(table.kinds, _codes(kinds)), len(visitors))
        for name, kinds in _COUNTED.items()
    }
    bought = table.kinds == PURCHASE
    orders = _orders(table, row, len(visitors))
    last = np.full(len(visitors), 0, dtype=np.int64)
    np.maximum.at(last, row, table.times)
    columns |= {
        "repurchase": np.maximum(orders - 1, 0),
        "days_since_last": (until - last) / _DAY,
        "value": _sums(row, np.where(bought, np.nan_to_num(table.prices), 0), len(visitors)),
    }
    return VisitorBehavior(visitors, NAMES, np.column_stack([columns[name] for name in NAMES]))


def _codes(kinds: tuple[str, ...]) -> list[int]:
    return [KIND_CODE[kind] for kind in kinds]


def _sums(row: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(row, weights=values, minlength=count).astype(np.float64)


def _orders(table: BehaviorTable, row: np.ndarray, count: int) -> np.ndarray:
    """Orders of each visitor (P,) float64: lines of one order share their second."""
    bought = table.kinds == PURCHASE
    orders = np.unique(np.stack([row[bought], table.times[bought]], axis=1), axis=0)
    return np.bincount(orders[:, 0], minlength=count).astype(np.float64)
