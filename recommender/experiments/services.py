"""Starts and stops experiments, marks broken arms, renews the shares of Thompson sampling."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from config.errors import Conflict, InvalidInput
from recommender.behavior.models import Event, EventKind, Impression, Slate
from recommender.experiments import thompson
from recommender.experiments.assignment import place_of
from recommender.experiments.checks import problems, unreadable
from recommender.experiments.choices import Breakage, ExperimentKind, State
from recommender.experiments.models import Arm, ArmPeriod, Experiment
from recommender.experiments.plans import forget_plans
from recommender.training.models import ModelVersion

PERIOD = timedelta(hours=1)


def start_experiment(experiment: Experiment, *, now: datetime) -> Experiment:
    """From now on visitors meet its arms. Raises Conflict where it is no draft or its placement is taken, InvalidInput,
    with every reason in words, where it is not whole."""
    with transaction.atomic():
        draft = Experiment.objects.select_for_update().get(pk=experiment.pk)
        if draft.state != State.DRAFT:
            raise Conflict(_("Only a draft can be started."))
        arms = list(draft.arms.select_related("version"))
        if wrong := [*problems(draft, arms), *unreadable(arms)]:
            raise InvalidInput(" ".join(wrong))
        _refuse_second(draft)
        draft.started_at = now
        try:
            with transaction.atomic():
                draft.save(update_fields=["started_at"])
        except IntegrityError:  # somebody else's has started at this moment
            _refuse_second(draft)
            raise
        transaction.on_commit(forget_plans)
    return draft


def stop_experiment(experiment: Experiment, *, now: datetime) -> Experiment:
    """Everybody is served as usual again. Raises Conflict where it does not run."""
    with transaction.atomic():
        running = Experiment.objects.select_for_update().get(pk=experiment.pk)
        if running.state != State.RUNNING:
            raise Conflict(_("Only a running experiment can be stopped."))
        running.ended_at = now
        running.save(update_fields=["ended_at"])
        transaction.on_commit(forget_plans)
    return running


def break_arms(version: ModelVersion, why: Breakage, *, now: datetime) -> int:
    """Arms of running experiments that serve this version serve what is live from here on; how many."""
    running = Q(experiment__started_at__isnull=False, experiment__ended_at=None)
    broken = Arm.objects.filter(running, version=version, broken_at=None).update(broken_at=now, breakage=why)
    if broken:
        transaction.on_commit(forget_plans)
    return broken


def renew_shares(*, now: datetime) -> int:
    """The shares of each running Thompson sampling, once for each hour however often this is called; how many."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    running = Experiment.objects.running().filter(kind=ExperimentKind.BANDIT, started_at__lt=hour)
    renewed = sum(_renew(experiment, hour) for experiment in running)
    if renewed:
        transaction.on_commit(forget_plans)
    return renewed


def _renew(experiment: Experiment, hour: datetime) -> bool:
    """What was served in the last minutes waits for its clicks: it counts in the next hour."""
    arms = list(experiment.arms.order_by("pk"))
    if ArmPeriod.objects.filter(arm__in=arms, starts_at=hour).exists():
        return False
    working = [arm for arm in arms if arm.broken_at is None]
    if not working:
        return False
    counts = seen_and_clicked(working, until=hour - settings.SESSION_GAP)
    seen, clicked = zip(*(counts.get(arm.pk, (0, 0)) for arm in working), strict=True)
    seed = int(place_of(experiment.salt, "shares", hour.isoformat()) * 2**53)
    share = dict(zip(working, thompson.shares(clicked, seen, seed=seed), strict=True))
    ArmPeriod.objects.bulk_create(
        [
            ArmPeriod(arm=arm, starts_at=hour, share=share.get(arm, 0.0), seen=facts[0], clicked=facts[1])
            for arm in arms
            for facts in [counts.get(arm.pk, (0, 0))]
        ],
        ignore_conflicts=True,
    )
    return True


def seen_and_clicked(arms: Sequence[Arm], *, until: datetime) -> dict[int, tuple[int, int]]:
    """By arm: its slates of which anything was seen, and those of them of which anything was clicked."""
    clicks = Event.objects.filter(slate=OuterRef("pk"), kind=EventKind.CLICK)
    slates = Slate.objects.filter(arm__in=arms, served_at__lt=until)
    seen = slates.filter(Exists(Impression.objects.filter(slate=OuterRef("pk"))))
    rows = seen.annotate(is_clicked=Exists(clicks)).order_by().values("arm")
    counted = rows.annotate(seen=Count("pk"), clicked=Count("pk", filter=Q(is_clicked=True)))
    return {arm: (seen, clicked) for arm, seen, clicked in counted.values_list("arm", "seen", "clicked")}


def _refuse_second(draft: Experiment) -> None:
    other = Experiment.objects.running().filter(placement=draft.placement).exclude(pk=draft.pk).first()
    if other:
        said = {"name": other.name, "placement": draft.get_placement_display()}
        raise Conflict(
            _("“%(name)s” runs on “%(placement)s” already. Two there would spoil each other: stop it first.")
            % said
        )
