"""Of interleaving: which of two rankers the clicks of shared slates prefer.

A slate is won by the ranker whose places were clicked more often; a draw counts half for each (Chapelle, Joachims,
Radlinski & Yue, "Large-Scale Validation and Analysis of Interleaved Search Evaluation", ACM TOIS 30 (2012), section 3).
Slates of one visitor hang together, so the visitor is the unit, as everywhere else.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recommender.behavior.models import Event, EventKind
from recommender.experiments.models import Arm, Experiment
from recommender.experiments.selectors import slates_of
from recommender.experiments.statistics.intervals import always_valid
from recommender.experiments.statistics.ratios import Estimate, Moments, ratio_of
from recommender.insights.experiment_result.comparison import LEAST_VISITORS, USUAL_VISITORS

EVEN = 0.5


@dataclass(frozen=True)
class Preference:
    """For the arm, against control, by visitors who clicked."""

    visitors: int
    won: int
    lost: int
    drawn: int
    share: Estimate
    """Of slates that were clicked, won ones and half of the draws."""

    @property
    def span(self) -> tuple[float, float] | None:
        """Where the share truly lies, at whatever look; None with too few visitors."""
        if self.visitors < LEAST_VISITORS:
            return None
        low, high = always_valid(self.share, best_at=USUAL_VISITORS)
        return max(0.0, float(low)), min(1.0, float(high))


def preference(experiment: Experiment, control: Arm, arm: Arm, *, until: datetime) -> Preference:
    """Two queries."""
    teams = dict(slates_of(experiment).filter(teams__isnull=False).values_list("pk", "teams"))
    clicks = Event.objects.filter(
        slate__in=slates_of(experiment).filter(teams__isnull=False),
        kind=EventKind.CLICK,
        position__isnull=False,
        occurred_at__lt=until,
    )
    places = clicks.order_by().values_list("visitor", "slate", "position").distinct()
    counts: dict = defaultdict(Counter)
    for visitor, slate, position in places:
        of_slate = teams[slate]
        if position <= len(of_slate) and of_slate[position - 1] in (control.pk, arm.pk):
            counts[visitor, slate][of_slate[position - 1]] += 1
    outcomes: dict = defaultdict(list)
    for (visitor, _slate), clicked in counts.items():
        ours, theirs = clicked[arm.pk], clicked[control.pk]
        outcomes[visitor].append(1.0 if ours > theirs else 0.0 if ours < theirs else EVEN)
    every = [outcome for of_one in outcomes.values() for outcome in of_one]
    won = np.array([sum(of_one) for of_one in outcomes.values()])
    played = np.array([len(of_one) for of_one in outcomes.values()])
    return Preference(
        len(outcomes),
        every.count(1.0),
        every.count(0.0),
        every.count(EVEN),
        ratio_of(Moments.of(won, played)),
    )
