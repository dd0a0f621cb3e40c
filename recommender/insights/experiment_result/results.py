"""An experiment's result: what each arm came to, how sure that is, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property

import numpy as np

from recommender.experiments.choices import ExperimentKind, Metric
from recommender.experiments.models import Arm, Experiment, Guardrail
from recommender.experiments.selectors import crossed_over, left_out
from recommender.experiments.statistics.sample_ratio import ALARM, sample_ratio
from recommender.insights.experiment_result.comparison import Comparison, Guarded
from recommender.insights.experiment_result.preference import Preference, preference
from recommender.insights.experiment_result.sampling import Sampled, sampled
from recommender.insights.experiment_result.selectors import Observations, Reader


@dataclass(frozen=True)
class ArmResult:
    """An arm against control, on every metric; `comparisons` is empty for control itself."""

    arm: Arm
    visitors: int
    rates: dict[str, float | None]
    comparisons: dict[str, Comparison] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Read once for a page. Only a split has visitors who meet one arm each: of the other kinds no visitor is compared, and
    no sample ratio is promised."""

    experiment: Experiment
    now: datetime
    zone: tzinfo

    @cached_property
    def arms(self) -> list[Arm]:
        return list(self.experiment.arms.all())

    @cached_property
    def control(self) -> Arm | None:
        return next((arm for arm in self.arms if arm.is_control), None)

    @property
    def until(self) -> datetime:
        return min(self.experiment.valid_until() or self.now, self.now)

    @cached_property
    def found(self) -> Observations:
        return Reader(self.experiment, self.until, self.zone).observations()

    @cached_property
    def crossed(self) -> int:
        return crossed_over(self.experiment)

    @cached_property
    def left_out(self) -> int:
        return left_out(self.experiment)

    @cached_property
    def preference(self) -> Preference | None:
        """Of interleaving: None where one of both arms is missing."""
        if self.control is None or self.rival is None:
            return None
        return preference(self.experiment, self.control, self.rival, until=self.until)

    @property
    def rival(self) -> Arm | None:
        """The other arm of interleaving."""
        return next((arm for arm in self.arms if not arm.is_control), None)

    @cached_property
    def sampled(self) -> list[Sampled]:
        """Of Thompson sampling."""
        return sampled(self.experiment, self.arms, until=self.until)

    @cached_property
    def rivals(self) -> list[Arm]:
        """Who is compared with control."""
        compared = self.experiment.kind == ExperimentKind.SPLIT and self.control is not None
        return [arm for arm in self.arms if compared and not arm.is_control]

    @cached_property
    def sample_ratio(self) -> float | None:
        if self.experiment.kind != ExperimentKind.SPLIT:
            return None
        return sample_ratio([self.found.visitors(arm) for arm in self.arms], [arm.share for arm in self.arms])

    @property
    def is_trusted(self) -> bool:
        return self.sample_ratio is None or self.sample_ratio >= ALARM

    @cached_property
    def of_arms(self) -> list[ArmResult]:
        return [self._of(arm) for arm in self.arms]

    @cached_property
    def guarded(self) -> list[tuple[Guardrail, Arm, Guarded]]:
        return [
            (rail, one.arm, Guarded.of(one.comparisons[rail.metric], largest_loss=rail.largest_loss))
            for rail in self.experiment.guardrails.all()
            for one in self.of_arms
            if one.comparisons
        ]

    @cached_property
    def winner(self) -> Arm | None:
        """Certainly better than control on the primary metric, by most, with no guardrail broken; None where nobody is.

        Nor is an arm that is broken itself: it cannot be shipped.
        """
        if not self.is_trusted:
            return None
        broken = {arm.pk for _, arm, guarded in self.guarded if guarded.holds is False}
        spans = [
            (one.comparisons[self.experiment.primary_metric].settled, one.arm)
            for one in self.of_arms
            if one.comparisons and one.arm.pk not in broken and one.arm.broken_at is None
        ]
        better = [(span.value, -arm.pk, arm) for span, arm in spans if span and span.is_up]
        return max(better, default=(0, 0, None), key=lambda each: each[:2])[-1]

    def comparison(self, metric: str, arm: Arm) -> Comparison:
        return Comparison(
            self.found.moments(metric, self.control),
            self.found.moments(metric, arm),
            rivals=len(self.rivals),
            planned=self.experiment.planned_visitors,
        )

    def _of(self, arm: Arm) -> ArmResult:
        rates = {metric: _known(self.found.moments(metric, arm).ratio) for metric in Metric.values}
        compared: Sequence[str] = Metric.values if arm in self.rivals else ()
        return ArmResult(
            arm,
            self.found.visitors(arm),
            rates,
            {metric: self.comparison(metric, arm) for metric in compared},
        )


def _known(number: np.ndarray) -> float | None:
    return None if np.isnan(number) else float(number)
