"""Rates of visitors, and how sure they are.

Every metric is a ratio of two sums over visitors: clicks and impressions; purchases, or revenue, and 1 for each visitor. A
visitor is the unit, since what one does in a visit hangs together. The variance of such a ratio is that of Deng, Knoblich &
Lu, "Applying the Delta Method in Metric Analytics: A Practical Guide with Novel Ideas", KDD 2018, equation 3; where the
denominator is 1 it is the mean's own. All fields may be arrays of one shape: many experiments, or many days, at once.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

Numbers = float | np.ndarray


@dataclass(frozen=True)
class Moments:
    """Sums over units: how many, of the numerator and the denominator, and of their squares and product."""

    units: Numbers
    top: Numbers
    bottom: Numbers
    top_squared: Numbers
    bottom_squared: Numbers
    product: Numbers

    @classmethod
    def of(cls, top: np.ndarray, bottom: np.ndarray) -> Self:
        """top and bottom (…, U): a number for each unit."""
        top, bottom = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
        return cls(
            np.asarray(top.shape[-1], dtype=float),
            top.sum(-1),
            bottom.sum(-1),
            (top**2).sum(-1),
            (bottom**2).sum(-1),
            (top * bottom).sum(-1),
        )

    @property
    def ratio(self) -> np.ndarray:
        """NaN where the denominator is 0."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.top) / self.bottom

    @property
    def variance(self) -> np.ndarray:
        """Of the ratio; NaN with fewer than two units."""
        ratio = self.ratio
        spread = self.top_squared - 2 * ratio * self.product + ratio**2 * self.bottom_squared
        with np.errstate(invalid="ignore", divide="ignore"):
            units = np.asarray(self.units) / np.where(np.asarray(self.units) > 1, self.units - 1.0, np.nan)
            return units * np.maximum(spread, 0) / np.asarray(self.bottom) ** 2


@dataclass(frozen=True)
class Estimate:
    """A number, its standard error, and of how many units in all it was made."""

    value: Numbers
    error: Numbers
    units: Numbers


def ratio_of(sample: Moments) -> Estimate:
    return Estimate(sample.ratio, np.sqrt(sample.variance), sample.units)


def difference(control: Moments, arm: Moments) -> Estimate:
    """The arm's ratio less control's."""
    error = np.sqrt(control.variance + arm.variance)
    return Estimate(arm.ratio - control.ratio, error, control.units + arm.units)


def log_lift(control: Moments, arm: Moments) -> Estimate:
    """log(arm's ratio / control's): 0 is no difference. NaN where one of both is 0. Its interval is that of the relative
    lift by exp(·) - 1, which stays above -100 % and is less lopsided than one on the lift itself."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ours, theirs = arm.ratio, control.ratio
        value = np.log(np.where((ours > 0) & (theirs > 0), ours / theirs, np.nan))
        error = np.sqrt(arm.variance / ours**2 + control.variance / theirs**2)
    return Estimate(value, error, control.units + arm.units)
