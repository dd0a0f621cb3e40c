"""When an update is due: enough new samples, or a loss that has grown; never too often. Li & Jiang, section 3.4.

The live model is judged on what came since its last update, before it learns from it.
"""

from dataclasses import dataclass
from functools import partial
from statistics import fmean


@dataclass(frozen=True)
class TriggerRules:
    """Thresholds; chosen on validation."""

    samples: int = 5_000
    """So many new samples are reason enough …"""
    loss_growth: float = 0.1
    """… and so is a loss that grew by this share over that of the last update …"""
    samples_for_loss: int = 500
    """… when it was measured on at least so many."""
    rest: float = 3_600.0
    """Seconds between two updates, at least: the frequency cap."""


@dataclass(frozen=True)
class Due:
    """Whether to update, and why or why not, in words."""

    due: bool
    reason: str
    samples: int = 0
    """New ones, as they were told to the trigger."""
    losses: int = 0
    """On how many of them the live model was asked, and …"""
    loss: float | None = None
    """… how it fared on average; None where it was not asked."""


def loss_growth(window: list[float], reference: float) -> float:
    """By what share the mean loss of the window lies over the reference; 0 without a window or a reference."""
    if not window or reference <= 0:
        return 0.0
    return fmean(window) / reference - 1


def update_due(
    *, samples: int, window: list[float], reference: float, since_last: float, rules: TriggerRules
) -> Due:
    """`samples` new ones since the last update `since_last` seconds ago; `window`: losses of the live model on them.

    `reference` is its mean loss when it went live.
    """
    seen = partial(Due, samples=samples, losses=len(window), loss=fmean(window) if window else None)
    if since_last < rules.rest:
        return seen(
            False,
            f"The last training or update was {since_last:.0f} s ago; the least pause is {rules.rest:.0f} s.",
        )
    if samples >= rules.samples:
        return seen(True, f"{samples} new samples reach the threshold of {rules.samples}.")
    if len(window) < rules.samples_for_loss:
        return seen(
            False,
            f"{samples} new samples are below the threshold of {rules.samples}, and {len(window)} losses on them are "
            f"too few to tell whether it grew: that takes {rules.samples_for_loss}.",
        )
    growth = loss_growth(window, reference)
    if growth >= rules.loss_growth:
        return seen(True, f"The loss grew by {growth:.1%}, the threshold is {rules.loss_growth:.1%}.")
    return seen(False, f"{samples} new samples and a loss growth of {growth:.1%} are below their thresholds.")
