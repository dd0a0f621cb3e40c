"""How many pieces of each product will be sold in the next days: counted from its own sales, without any model of the shop.

A forecast of 14 days holds each weekday twice, so weekday factors would cancel each other out, and there are none.
"""

import math

import numpy as np

DAYS = 14
HALF_LIFE = 28.0
PRIOR_PIECES = 1.0
NINE_IN_TEN = 1.2816  # standard deviations of a normal distribution


def expected_pieces(
    sold: np.ndarray,
    ages: np.ndarray,
    categories: np.ndarray,
    *,
    days: int = DAYS,
    half_life: float = HALF_LIFE,
    prior_pieces: float = PRIOR_PIECES,
) -> np.ndarray:
    """(P,) float64, of `sold` (P, D): pieces by day, the newest day last; a day counts half after each `half_life`.

    ages (P,): for how many days each product has been on sale; earlier days say nothing of it. categories (P,): a
    product is drawn toward its category's mean rate as if it had sold `prior_pieces` more at that rate (the mean of a gamma
    prior with Poisson's sales), so that one that sold nothing yet is not expected to sell nothing for ever, and one that
    sells much is left alone.
    """
    length = sold.shape[1]
    weights = 0.5 ** (np.arange(length)[::-1] / half_life)  # (D,)
    on_sale = np.arange(length)[::-1] < ages[:, None]  # (P, D)
    pieces, time = (sold * weights * on_sale).sum(axis=1), (weights * on_sale).sum(axis=1)
    _, category = np.unique(categories, return_inverse=True)
    mean = np.bincount(category, weights=pieces) / np.maximum(np.bincount(category, weights=time), 1e-9)
    rate = mean[category]
    prior_time = np.divide(prior_pieces, rate, out=np.full(len(rate), np.inf), where=rate > 0)
    return (pieces + prior_pieces) / (time + prior_time) * days


def blended(own: np.ndarray, interest: np.ndarray, *, weight: float) -> np.ndarray:
    """(P,) `own` forecasts, of which this share is spread anew by what likely buyers looked at. Their sum stays."""
    if not interest.sum():
        return own
    return (1 - weight) * own + weight * interest * own.sum() / interest.sum()


def pieces_to_order(expected: float, *, stock: int) -> int:
    """So that the stock lasts in nine of ten cases, if sales scatter as Poisson's do."""
    enough = math.ceil(expected + NINE_IN_TEN * math.sqrt(expected))
    return max(0, enough - stock)
