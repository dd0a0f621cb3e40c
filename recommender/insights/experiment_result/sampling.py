"""Of Thompson sampling: how likely each arm is the best, by the slates that were seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recommender.experiments import thompson
from recommender.experiments.assignment import place_of
from recommender.experiments.models import Arm, Experiment
from recommender.experiments.services import seen_and_clicked


@dataclass(frozen=True)
class Sampled:
    arm: Arm
    seen: int
    clicked: int
    best: float
    """The probability that its rate is the highest."""

    @property
    def rate(self) -> float | None:
        return self.clicked / self.seen if self.seen else None


def sampled(experiment: Experiment, arms: Sequence[Arm], *, until: datetime) -> list[Sampled]:
    """One query."""
    counts = seen_and_clicked(arms, until=until)
    seen, clicked = zip(*(counts.get(arm.pk, (0, 0)) for arm in arms), strict=True)
    chances = thompson.shares(clicked, seen, seed=int(place_of(experiment.salt, "result") * 2**53))
    return [Sampled(*facts) for facts in zip(arms, seen, clicked, chances, strict=True)]
