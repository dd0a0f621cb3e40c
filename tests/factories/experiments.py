"""Online experiments for tests: whole, with a control and one arm beside it."""

from datetime import datetime, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from recommender.behavior.models import Event, EventKind, Impression, Slate, Visitor, VisitSession
from recommender.experiments.choices import Metric, Serves
from recommender.experiments.models import Arm, Experiment, Guardrail
from recommender.experiments.plans import forget_plans
from recommender.training.models import ModelVersion, TrainingRun
from tests.factories.behavior import ImpressionFactory, SlateFactory


class ExperimentFactory(DjangoModelFactory):
    class Meta:
        model = Experiment

    name = factory.Sequence(lambda number: f"Experiment {number}")
    salt = "0123456789abcdef"


class ArmFactory(DjangoModelFactory):
    class Meta:
        model = Arm

    experiment = factory.SubFactory(ExperimentFactory)
    name = factory.Sequence(lambda number: f"arm {number}")


class GuardrailFactory(DjangoModelFactory):
    class Meta:
        model = Guardrail

    experiment = factory.SubFactory(ExperimentFactory)
    metric = Metric.REVENUE
    largest_loss = 0.02


def make_experiment(*arms: dict, running: bool = True, **fields) -> Experiment:
    """Running, if nothing else is said; the first arm is the control. Without arms: live against popularity."""
    if running:
        fields.setdefault("started_at", timezone.now())
    experiment = ExperimentFactory(**fields)
    arms = arms or ({"name": "control"}, {"name": "popular", "serves": Serves.POPULARITY})
    for number, arm in enumerate(arms):
        ArmFactory(experiment=experiment, **{"is_control": number == 0, "share": 1 / len(arms)} | arm)
    forget_plans()
    return experiment


def make_version(number: int = 1, **fields) -> ModelVersion:
    """A row alone: no checkpoint lies behind it."""
    run = TrainingRun.objects.create(algorithm="popularity", status=TrainingRun.Status.DONE)
    facts = {"run": run, "algorithm": "popularity", "checkpoint": f"{number:05d}-popularity"}
    return ModelVersion.objects.create(number=number, **facts | fields)


def seen_slate(arm: Arm, visitor: Visitor, *, positions: int = 1, **fields) -> Slate:
    """A slate of this arm of which the visitor saw the first places, at the moment it was served."""
    slate = SlateFactory(arm=arm, visitor=visitor, placement=arm.experiment.placement, **fields)
    for position in range(1, positions + 1):
        ImpressionFactory(slate=slate, position=position, seen_at=slate.served_at)
    return slate


def shown_to(arm: Arm, *, at: datetime, visitors: int, clicked: int, bought: int = 0) -> None:
    """So many new visitors saw a place of a slate of this arm; the first of them clicked within the next half day, and the
    first of them bought for 10."""
    people = Visitor.objects.bulk_create(Visitor() for _ in range(visitors))
    visits = VisitSession.objects.bulk_create(VisitSession(visitor=one) for one in people)
    facts = {"placement": arm.experiment.placement, "product_ids": [1], "source": "popular", "served_at": at}
    slates = Slate.objects.bulk_create(Slate(visitor=one, arm=arm, **facts) for one in people)
    Impression.objects.bulk_create(
        Impression(slate=slate, visitor=one, product_id=1, position=1, seen_at=at)
        for slate, one in zip(slates, people, strict=True)
    )
    deed = {"product_id": 1, "position": 1, "occurred_at": at + timedelta(hours=12)}
    Event.objects.bulk_create(
        Event(visitor=one, session=visit, slate=slate, kind=EventKind.CLICK, **deed)
        for one, visit, slate in list(zip(people, visits, slates, strict=True))[:clicked]
    )
    Event.objects.bulk_create(
        Event(visitor=one, session=visit, kind=EventKind.PURCHASE, amount=Decimal(10), **deed)
        for one, visit in list(zip(people, visits, strict=True))[:bought]
    )
