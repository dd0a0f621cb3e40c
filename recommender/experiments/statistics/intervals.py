"""Intervals around an estimate: one for a single look at a size that was planned, one that holds at every look.

The second is the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, "Time-uniform central
limit theory and asymptotic confidence sequences", Annals of Statistics 52 (2024), theorem 2.2: whoever looks each day and
stops when it leaves zero is wrong in at most the stated share of cases, which a fixed interval does not promise.
"""

import math

import numpy as np
from scipy.stats import norm

from recommender.experiments.statistics.ratios import Estimate

ALPHA = 0.05
POWER = 0.8

Interval = tuple[np.ndarray, np.ndarray]


def fixed(estimate: Estimate, *, alpha: float = ALPHA) -> Interval:
    """Low and high, by the normal distribution: right for one look at a size planned beforehand."""
    reach = norm.isf(alpha / 2) * np.asarray(estimate.error)
    return estimate.value - reach, estimate.value + reach


def always_valid(estimate: Estimate, *, best_at: float, alpha: float = ALPHA) -> Interval:
    """Low and high, right at all looks together. `best_at`: the number of units at which it is narrowest, set beforehand."""
    units = np.maximum(np.asarray(estimate.units, dtype=float), 1)
    spread = np.asarray(estimate.error) * np.sqrt(units)  # of one unit
    rho = _rho_squared(best_at, alpha)
    grown = units * rho + 1
    reach = spread * np.sqrt(2 * grown / (units**2 * rho) * np.log(np.sqrt(grown) / alpha))
    return estimate.value - reach, estimate.value + reach


def units_needed(variance: float, effect: float, *, alpha: float = ALPHA, power: float = POWER) -> int:
    """In each of two arms, for a difference of `effect` to be found with this power; `variance` is one unit's.

    The usual two-sample size: 2 (z(alpha/2) + z(1 - power))² variance / effect².
    """
    if effect == 0:
        raise ValueError("An effect of 0 needs more units than there are.")
    return math.ceil(2 * (norm.isf(alpha / 2) + norm.isf(1 - power)) ** 2 * variance / effect**2)


def _rho_squared(best_at: float, alpha: float) -> float:
    """About what makes the reach smallest at `best_at`: the same paper, on how to tune rho."""
    return (-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))) / best_at
