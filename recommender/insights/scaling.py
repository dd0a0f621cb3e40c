"""Missing values filled and columns brought to one range, by what the training part says alone."""

from dataclasses import dataclass
from typing import Self

import numpy as np

# What differs by less has only been rounded differently.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class RangeScaler:
    """mapminmax, paper 4's equation 1: y = (high − low) · (x − x_min) / (x_max − x_min) + low; paper 5's equation 4 with 0 and 1.

    filling, x_min, x_max (F,) float64. A missing value becomes the training median. What later lies outside of
    the training range is kept at its border; a column that never varied becomes the middle.
    """

    filling: np.ndarray
    x_min: np.ndarray
    x_max: np.ndarray
    low: float = -1.0
    high: float = 1.0

    @classmethod
    def fitted(cls, values: np.ndarray, *, low: float = -1.0, high: float = 1.0) -> Self:
        """values (S, F) with NaN where missing; a column without any value is filled with 0."""
        if not len(values):
            raise ValueError("There is nothing to fit the scaling on.")
        known = ~np.isnan(values)
        empty = ~known.any(axis=0)
        filled = np.where(empty, 0.0, values)
        return cls(
            np.nanmedian(filled, axis=0), np.nanmin(filled, axis=0), np.nanmax(filled, axis=0), low, high
        )

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """(S, F) float64 in [low, high], nothing missing."""
        filled = np.where(np.isnan(values), self.filling, values)
        width = self.x_max - self.x_min
        varies = width > _ROUNDING * np.maximum(1, np.abs(self.x_max))
        share = np.where(varies, (filled - self.x_min) / np.where(varies, width, 1), 0.5)
        return (self.high - self.low) * share.clip(0, 1) + self.low
