"""The evaluation gate: may a challenger go live? A pure rule over measured numbers, with its reasons in words."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """Every rule leaves one reason, whether it was met or not."""

    passed: bool
    reasons: list[str]


def decide(
    *,
    challenger: dict[str, float],
    champion: dict[str, float] | None,
    popularity: dict[str, float],
    metric: str = "HR@20",
    tolerance: float = 0.02,
) -> Decision:
    """A challenger must beat popularity, and must not be worse than the champion by more than `tolerance`.

    All three are metrics by name, measured on the same cases. The tolerance is a share of the champion's value:
    with 0.02, a challenger at 98 % of the champion still passes. Without a champion only popularity is to be beaten.
    """
    if tolerance < 0:
        raise ValueError("The gate's tolerance must not be negative.")
    rules = [_beats_popularity(challenger, popularity, metric)]
    if champion is None:
        rules.append((True, "No model is live yet, so there is none to compare with."))
    else:
        rules.append(_matches_champion(challenger, champion, metric, tolerance))
    return Decision(all(met for met, _ in rules), [reason for _, reason in rules])


def _beats_popularity(challenger: dict, popularity: dict, metric: str) -> tuple[bool, str]:
    ours, theirs = _value(challenger, metric), _value(popularity, metric)
    if math.isnan(ours):
        return False, f"The challenger's {metric} was not measured."
    if math.isnan(theirs):
        return (
            False,
            f"Popularity's {metric} was not measured, so nothing shows that the challenger beats it.",
        )
    if ours > theirs:
        return True, f"The challenger beats popularity: {metric} {ours:.4f} against {theirs:.4f}."
    return False, f"The challenger does not beat popularity: {metric} {ours:.4f} against {theirs:.4f}."


def _matches_champion(challenger: dict, champion: dict, metric: str, tolerance: float) -> tuple[bool, str]:
    ours, theirs = _value(challenger, metric), _value(champion, metric)
    if math.isnan(theirs):
        return True, f"The live model's {metric} could not be measured on this period, so it sets no bar."
    numbers = f"{metric} {ours:.4f} against {theirs:.4f}"
    if math.isnan(ours) or ours < theirs * (1 - tolerance):
        return False, f"The challenger is worse than the live model by more than {tolerance:.1%}: {numbers}."
    if ours < theirs:
        return True, f"The challenger is within {tolerance:.1%} of the live model: {numbers}."
    return True, f"The challenger is at least as good as the live model: {numbers}."


def _value(metrics: dict[str, float], metric: str) -> float:
    value = metrics.get(metric)
    return math.nan if value is None else float(value)
