"""From scores to probabilities that mean what they say: of those given 30 %, three in ten buy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

_EDGE = 1e-6

Calibration = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class PlattLine:
    """A straight line through the logits: two numbers, so a checkpoint keeps them."""

    slope: float
    intercept: float

    def __call__(self, later: np.ndarray) -> np.ndarray:
        return expit(self.slope * _logit(later) + self.intercept)


def platt(probabilities: np.ndarray, buys: np.ndarray) -> PlattLine:
    """The line by logistic regression (Platt 1999). Two numbers: for few cases."""
    line = LogisticRegression(C=1e6).fit(_logit(probabilities)[:, None], buys)
    return PlattLine(float(line.coef_[0, 0]), float(line.intercept_[0]))


def isotonic(probabilities: np.ndarray, buys: np.ndarray) -> Calibration:
    """The best staircase that never falls (Zadrozny & Elkan 2002). For many cases."""
    return IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(probabilities, buys).predict


CALIBRATIONS = {"platt": platt, "isotonic": isotonic}


@dataclass(frozen=True)
class ReliabilityBin:
    """Cases whose probability lies between `low` and `high`: how many, what they were given on average, how many bought."""

    low: float
    high: float
    cases: int
    predicted: float
    observed: float


def reliability(probabilities: np.ndarray, buys: np.ndarray, *, bins: int = 10) -> list[ReliabilityBin]:
    """Bins of equal width; empty ones are left out."""
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        ReliabilityBin(
            number / bins,
            (number + 1) / bins,
            int(inside.sum()),
            float(probabilities[inside].mean()),
            float(buys[inside].mean()),
        )
        for number in range(bins)
        if (inside := place == number).any()
    ]


def calibration_error(probabilities: np.ndarray, buys: np.ndarray, *, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of the bins from the truth, by their cases."""
    found = reliability(probabilities, buys, bins=bins)
    return sum(b.cases * abs(b.predicted - b.observed) for b in found) / max(len(buys), 1)


def _logit(probabilities: np.ndarray) -> np.ndarray:
    kept = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return np.log(kept / (1 - kept))
