"""An arm against control, on one metric: how much it changes, and how sure that is."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.experiments.statistics.intervals import ALPHA, always_valid, fixed, units_needed
from recommender.experiments.statistics.ratios import Moments, log_lift

LEAST_VISITORS = 30  # in each arm: below, the normal distribution is a poor guess
USUAL_VISITORS = 1_000  # in each arm: where nothing was planned, intervals are narrowest about there


@dataclass(frozen=True)
class Span:
    """A relative change as a share, and where it lies with the stated certainty."""

    value: float
    low: float
    high: float

    @property
    def is_up(self) -> bool:
        return self.low > 0

    @property
    def is_down(self) -> bool:
        return self.high < 0


@dataclass(frozen=True)
class Comparison:
    control: Moments
    arm: Moments
    rivals: int = 1
    """How many arms are compared with control at once: each gets its part of the error (Bonferroni)."""
    planned: int | None = None
    """Visitors in each arm at which one look was planned."""

    @property
    def is_enough(self) -> bool:
        return min(self.control.units, self.arm.units) >= LEAST_VISITORS and not np.isnan(
            log_lift(self.control, self.arm).value
        )

    @property
    def at_any_look(self) -> Span | None:
        if not self.is_enough:
            return None
        best_at = 2 * (self.planned or USUAL_VISITORS)
        found = log_lift(self.control, self.arm)
        return self._span(*always_valid(found, best_at=best_at, alpha=self._alpha))

    @property
    def at_the_planned_look(self) -> Span | None:
        """The narrower interval; None before both arms have the visitors that were planned, and where none were."""
        if not self.is_enough or not self.is_ripe:
            return None
        return self._span(*fixed(log_lift(self.control, self.arm), alpha=self._alpha))

    @property
    def is_ripe(self) -> bool:
        return self.planned is not None and min(self.control.units, self.arm.units) >= self.planned

    @property
    def settled(self) -> Span | None:
        """What may be acted upon: the interval for any look, or that of the planned one."""
        spans = [span for span in (self.at_any_look, self.at_the_planned_look) if span]
        return next((span for span in spans if span.is_up or span.is_down), None)

    def visitors_needed(self, effect: float) -> int | None:
        """In each arm, for a relative change of `effect` to be found in four of five cases; by control's spread."""
        rate = float(self.control.ratio)
        if not rate or np.isnan(rate) or np.isnan(self.control.variance):
            return None
        of_one = float(self.control.variance) * float(self.control.units) / rate**2
        return units_needed(of_one, float(np.log1p(effect)), alpha=self._alpha)

    @property
    def _alpha(self) -> float:
        return ALPHA / self.rivals

    def _span(self, low: np.ndarray, high: np.ndarray) -> Span:
        value = log_lift(self.control, self.arm).value
        return Span(*(float(np.expm1(number)) for number in (value, low, high)))


@dataclass(frozen=True)
class Guarded:
    """Whether a guardrail holds: certainly, certainly not, or not known yet (None)."""

    holds: bool | None
    span: Span | None

    @classmethod
    def of(cls, comparison: Comparison, *, largest_loss: float) -> Self:
        span = comparison.at_any_look
        if span is None:
            return cls(None, None)
        if span.low >= -largest_loss:
            return cls(True, span)
        return cls(False if span.high < -largest_loss else None, span)
