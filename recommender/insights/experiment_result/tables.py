"""An experiment's result as a file: the numbers of its page, unrounded enough to count on with.

Rates and changes are shares of 1, revenue is in the shop's currency, moments are UTC. What is not known is an empty cell.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from recommender.experiments.choices import ExperimentKind, Metric
from recommender.experiments.models import Arm
from recommender.insights.experiment_result.comparison import Span
from recommender.insights.experiment_result.results import ArmResult, Result

OF_ARM = ("arm", "is_control", "share", "broken_at", "counted_until")
SPLIT = (
    *OF_ARM, "sample_ratio", "visitors", "impressions", "metric", "is_primary", "rate", "change",
    "low_at_any_look", "high_at_any_look", "low_at_planned_look", "high_at_planned_look",
    "largest_loss", "guardrail",
)  # fmt: skip
INTERLEAVING = (
    *OF_ARM, "visitors_who_clicked", "won", "lost", "drawn", "share_won", "low_at_any_look", "high_at_any_look"
)  # fmt: skip
BANDIT = (*OF_ARM, "seen", "clicked", "rate", "best")
DIGITS = 6
HOLDS = {True: "holds", False: "broken", None: "unknown"}


def rows(found: Result) -> Iterator[Iterable]:
    """Head first; of a draft nothing else. A row for each arm, of a split for each arm and metric."""
    heads = {ExperimentKind.INTERLEAVING: INTERLEAVING, ExperimentKind.BANDIT: BANDIT}
    kind = found.experiment.kind
    yield heads.get(kind, SPLIT)
    if found.experiment.started_at is None:
        return
    if kind == ExperimentKind.INTERLEAVING:
        yield from _interleaved(found)
    elif kind == ExperimentKind.BANDIT:
        for one in found.sampled:
            yield (*_of_arm(found, one.arm), one.seen, one.clicked, _short(one.rate), _short(one.best))
    else:
        for one in found.of_arms:
            for metric in Metric.values:
                yield _compared(found, one, metric)


def _compared(found: Result, one: ArmResult, metric: str) -> tuple:
    comparison = one.comparisons.get(metric)
    spans = (comparison.at_any_look, comparison.at_the_planned_look) if comparison else (None, None)
    rail, guarded = next(
        ((rail, told) for rail, arm, told in found.guarded if (arm, rail.metric) == (one.arm, metric)),
        (None, None),
    )
    return (
        *_of_arm(found, one.arm),
        _short(found.sample_ratio),
        one.visitors,
        found.found.impressions_of(one.arm),
        metric,
        metric == found.experiment.primary_metric,
        _short(one.rates[metric]),
        _short(spans[0].value if spans[0] else None),
        *_ends(spans[0]),
        *_ends(spans[1]),
        rail.largest_loss if rail else None,
        HOLDS[guarded.holds] if guarded else None,
    )


def _interleaved(found: Result) -> Iterator[tuple]:
    """A row of the arm alone: what it won, control lost."""
    if told := found.preference:
        low, high = told.span or (None, None)
        share = float(told.share.value) if told.visitors else None
        counts = (told.visitors, told.won, told.lost, told.drawn)
        yield (*_of_arm(found, found.rival), *counts, *map(_short, (share, low, high)))


def _of_arm(found: Result, arm: Arm) -> tuple:
    return (arm.name, arm.is_control, arm.share, _moment(arm.broken_at), _moment(found.until))


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def _ends(span: Span | None) -> tuple:
    return (_short(span.low), _short(span.high)) if span else (None, None)


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
