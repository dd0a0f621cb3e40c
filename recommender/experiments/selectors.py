"""What an experiment leaves behind, as its results read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from recommender.behavior.models import Impression, Slate
from recommender.experiments.models import Experiment


@dataclass(frozen=True)
class Exposure:
    """A visitor has met an arm."""

    visitor_id: UUID
    arm_id: int
    at: datetime
    """When anything of the first slate of this arm was seen on the screen."""


def slates_of(experiment: Experiment) -> QuerySet[Slate]:
    """Served by its arms while they were what they say; of interleaving, those that two rankers share."""
    if experiment.started_at is None:
        return Slate.objects.none()
    until = experiment.valid_until()
    span = Q(served_at__gte=experiment.started_at) & (Q(served_at__lt=until) if until else Q())
    return _named_by(experiment).filter(span)


def exposures(experiment: Experiment) -> Iterator[Exposure]:
    """Once for each visitor who saw a slate, in order of time; who met several arms is left out (see `crossed_over`)."""
    for visitor_id, arm_id, at in _met(experiment).filter(arms=1).order_by("at", "visitor_id"):
        yield Exposure(visitor_id, arm_id, at)


def crossed_over(experiment: Experiment) -> int:
    """How many visitors met several arms: a guest of one arm who signed in to an account of another."""
    return _met(experiment).filter(arms__gt=1).count()


def left_out(experiment: Experiment) -> int:
    """Slates of which something was seen after an arm had broken: they compare nothing, and count nowhere."""
    broke = min((arm.broken_at for arm in experiment.arms.all() if arm.broken_at), default=None)
    if broke is None:
        return 0
    seen = Impression.objects.filter(slate__in=_named_by(experiment), seen_at__gte=broke)
    return seen.aggregate(slates=Count("slate", distinct=True))["slates"]


def _named_by(experiment: Experiment) -> QuerySet[Slate]:
    """Slates that name its arms, whenever they were served."""
    arms = [arm.pk for arm in experiment.arms.all()]
    return Slate.objects.filter(Q(arm__in=arms) | Q(teams__isnull=False, teams__overlap=arms))


def _met(experiment: Experiment) -> QuerySet:
    until = experiment.valid_until()
    seen = Impression.objects.filter(slate__in=slates_of(experiment).filter(arm__isnull=False))
    if until:
        seen = seen.filter(seen_at__lt=until)
    facts = seen.values("visitor_id").annotate(
        arms=Count("slate__arm", distinct=True), arm=Min("slate__arm"), at=Min("seen_at")
    )
    return facts.values_list("visitor_id", "arm", "at")
