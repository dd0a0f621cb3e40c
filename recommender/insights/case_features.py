"""What is known of a visitor at the moment of a case, as numbers: paper 4's browsing time, purchase frequency, search words.

Every number is a difference of running totals that end at the case's own event, so nothing later can enter.
"""

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.insights.behavior_table import NO_PRODUCT, PURCHASE, BehaviorTable, starts_of
from recommender.insights.cases import Cases

COUNTED_KINDS = (
    "view",
    "click",
    "search",
    "favorite",
    "unfavorite",
    "cart_add",
    "cart_remove",
    "review",
    "dismiss",
)
_DAY = 86_400


def case_features(
    table: BehaviorTable, cases: Cases, *, quiet_seconds: int = QUIET_SECONDS
) -> tuple[list[str], np.ndarray]:
    """Names, and values (S, F) float64; NaN where there is nothing to measure. Times and counts are logarithms."""
    totals = _RunningTotals(table, table.sessions(quiet_seconds=quiet_seconds), cases.places)
    columns = _this_session(totals) | _prices(totals) | _before(totals) | _clock(cases.moments)
    return list(columns), np.column_stack(list(columns.values()))


class _RunningTotals:
    """Sums over a case's session so far, and over its visitor before that session."""

    def __init__(self, table: BehaviorTable, sessions: np.ndarray, places: np.ndarray):
        self.table, self.sessions, self.places = table, sessions, places
        self.session_start = starts_of(sessions)[places]
        self.visitor_start = starts_of(table.visitors)[places]
        self.moments = table.times[places]

    def within(self, values: np.ndarray) -> np.ndarray:
        """(S,) float64: the sum over the session so far."""
        total = np.append(0.0, np.cumsum(values, dtype=np.float64))
        return total[self.places + 1] - total[self.session_start]

    def before(self, values: np.ndarray) -> np.ndarray:
        """(S,) float64: the sum over the visitor's earlier sessions."""
        total = np.append(0.0, np.cumsum(values, dtype=np.float64))
        return total[self.session_start] - total[self.visitor_start]

    def is_kind(self, *kinds: str) -> np.ndarray:
        return np.isin(self.table.kinds, [KIND_CODE[kind] for kind in kinds])

    def days_since_last(self, chosen: np.ndarray) -> np.ndarray:
        """(S,) float64: days from the newest chosen event of earlier sessions; NaN where there is none."""
        last = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))
        newest = last[np.maximum(self.session_start - 1, 0)]
        known = (self.session_start > 0) & (newest >= self.visitor_start)
        days = (self.moments - self.table.times[newest]) / _DAY
        return np.where(known, days, np.nan)


def _this_session(totals: _RunningTotals) -> dict[str, np.ndarray]:
    table = totals.table
    events = totals.within(np.ones(len(table)))
    seconds = totals.moments - table.times[totals.session_start]
    into, out_of = (totals.within(totals.is_kind(kind)) for kind in ("cart_add", "cart_remove"))
    counts = {f"{kind}_count": np.log1p(totals.within(totals.is_kind(kind))) for kind in COUNTED_KINDS}
    return {
        "browsing_seconds": np.log1p(seconds),
        "event_count": np.log1p(events),
        "seconds_per_event": np.log1p(_ratio(seconds, events - 1)),
        **counts,
        "in_cart": np.log1p(np.maximum(into - out_of, 0)),
        "search_words": np.log1p(totals.within(table.words)),
        "different_products": np.log1p(totals.within(_is_new_to_session(table, totals.sessions))),
    }


def _prices(totals: _RunningTotals) -> dict[str, np.ndarray]:
    """Price levels as logarithms. The mean is of what was looked at; the cart's is of what was put into it."""
    known = ~np.isnan(totals.table.prices)
    prices = np.log1p(np.where(known, totals.table.prices, 0))
    carted = totals.is_kind("cart_add") & known
    mean = _ratio(totals.within(prices * known), totals.within(known))
    usual = _ratio(totals.before(prices * known), totals.before(known))
    last = np.where(known, prices, np.nan)[totals.places]
    return {
        "mean_price": mean,
        "last_price": last,
        "last_price_against_mean": last - mean,
        "mean_price_against_usual": mean - usual,
        "mean_cart_price": _ratio(totals.within(prices * carted), totals.within(carted)),
    }


def _before(totals: _RunningTotals) -> dict[str, np.ndarray]:
    """What the visitor did in earlier sessions."""
    everything = np.ones(len(totals.table), dtype=bool)
    bought = totals.table.kinds == PURCHASE
    is_start = starts_of(totals.sessions) == np.arange(len(totals.table))
    sessions, orders = totals.before(is_start), totals.before(is_order(totals.table))
    return {
        "earlier_sessions": np.log1p(sessions),
        "earlier_orders": np.log1p(orders),
        "purchase_frequency": _ratio(orders, sessions),
        "earlier_carts": np.log1p(totals.before(totals.is_kind("cart_add"))),
        "earlier_favorites": np.log1p(totals.before(totals.is_kind("favorite"))),
        "days_since_last_event": np.log1p(totals.days_since_last(everything)),
        "days_since_last_purchase": np.log1p(totals.days_since_last(bought)),
    }


def _clock(moments: np.ndarray) -> dict[str, np.ndarray]:
    """Hour on a circle, so that midnight is one moment; 1 January 1970 was a Thursday."""
    angle = 2 * np.pi * (moments % _DAY) / _DAY
    weekday = (moments // _DAY + 3) % 7
    return {
        "hour_sine": np.sin(angle),
        "hour_cosine": np.cos(angle),
        "is_weekend": (weekday >= 5).astype(float),
    }


def is_order(table: BehaviorTable) -> np.ndarray:
    """The first purchase of each order (N,) bool: lines of one order share their second."""
    bought = table.kinds == PURCHASE
    facts = np.stack([table.visitors, table.times], axis=1)[bought]
    _, first = np.unique(facts, axis=0, return_index=True)
    is_order = np.zeros(len(table), dtype=bool)
    is_order[np.flatnonzero(bought)[first]] = True
    return is_order


def _is_new_to_session(table: BehaviorTable, sessions: np.ndarray) -> np.ndarray:
    """Whether each event is its session's first with its product (N,) bool."""
    _, first = np.unique(np.stack([sessions, table.products], axis=1), axis=0, return_index=True)
    is_new = np.zeros(len(table), dtype=bool)
    is_new[first] = True
    return is_new & (table.products != NO_PRODUCT)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """NaN where there is nothing to divide by."""
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
