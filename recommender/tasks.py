"""All background work of the recommender. Each task is one call: what it does lives in the services."""

import logging
from uuid import UUID

from celery import shared_task
from celery.signals import worker_process_init
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.utils import timezone

from config.errors import ApplicationError, Conflict
from recommender.behavior.queueing import refresh_begins
from recommender.behavior.retention import purge_events
from recommender.dataset.extract import active_visitor_ids
from recommender.experiments.services import renew_shares
from recommender.insights.assignment import assign_segment
from recommender.insights.drift import services as drift
from recommender.insights.health.services import forget_delays, note_delay
from recommender.insights.traffic import services as traffic
from recommender.serving import keeping
from recommender.serving.lists import refresh_lists, shards
from recommender.serving.live_answers import keep_answer
from recommender.serving.live_model import limit_threads, live_model

logger = logging.getLogger(__name__)


@worker_process_init.connect
def preload_live_model(**_: object) -> None:
    """So that the first event after a start is answered as quickly as the thousandth."""
    try:
        live_model()
    except ApplicationError as error:
        logger.warning("No live model was loaded: %s", error)
    limit_threads()


@shared_task
def retrain(algorithm: str | None = None, requested_by_id: int | None = None) -> None:
    """One turn of the loop. If another one runs, this does nothing: two never train at once."""
    from recommender.loop import run_loop

    requester = get_user_model().objects.filter(pk=requested_by_id).first()
    try:
        report = run_loop(
            now=timezone.now(), algorithm=algorithm, requested_by=requester, refresh=lambda **_: refresh_all()
        )
    except Conflict as error:
        logger.info("No training was started: %s", error)
    else:
        logger.info("%s: %s", report.version, " ".join(report.decision.reasons))


@shared_task
def update_live_model(requested_by_id: int | None = None) -> None:
    """The live version goes on learning, if the trigger says so or somebody asked for it."""
    from recommender.update_loop import run_update

    requester = get_user_model().objects.filter(pk=requested_by_id).first()
    try:
        report = run_update(
            now=timezone.now(),
            by_hand=requested_by_id is not None,
            requested_by=requester,
            refresh=lambda **_: refresh_all(),
        )
    except ApplicationError as error:
        logger.info("No update was made: %s", error)
    else:
        if report.base:
            drift.note_check(report.base, report.due, now=timezone.now())
        logger.info("%s %s", report.due.reason, report.outcome)


@shared_task
def renew_experiment_shares() -> int:
    """Thompson sampling; once for each hour, however often it is called."""
    return renew_shares(now=timezone.now())


@shared_task
def ship_winner(arm_id: int, requested_by_id: int) -> None:
    """An experiment's arm goes live, if the gate lets it."""
    from recommender.experiments.models import Arm
    from recommender.shipping import ship_arm

    arm = Arm.objects.select_related("experiment", "version__run").get(pk=arm_id)
    requester = get_user_model().objects.filter(pk=requested_by_id).first()
    if ship_arm(arm, now=timezone.now(), by=requester):
        refresh_all()


@shared_task
def refresh_all() -> int:
    """Hand out the active visitors in shards, to however many workers there are; says how many visitors."""
    refresh_products.delay()
    read_attention.delay()
    active = active_visitor_ids()
    for _done, shard in shards(active):
        refresh_shard.delay([str(visitor) for visitor in shard])
    return len(active)


# A visitor can be erased while their shard is made; the next try no longer finds them.
@shared_task(autoretry_for=(IntegrityError,), max_retries=3, retry_backoff=True)
def refresh_shard(visitor_ids: list[str]) -> int:
    return refresh_lists([UUID(visitor) for visitor in visitor_ids])


@shared_task(autoretry_for=(IntegrityError,), max_retries=3, retry_backoff=True)
def refresh_visitor(visitor_id: str) -> int:
    """After an event. The mark goes first: an event that comes while the list is made asks for another one.

    Who did nothing yet that the model can read is shown what is popular in the nearest segment.
    """
    asked_at = refresh_begins(UUID(visitor_id))
    made = refresh_lists([UUID(visitor_id)])
    if not made:
        assign_segment(UUID(visitor_id))
    elif asked_at is not None:
        note_delay(asked_at=asked_at, now=timezone.now())
    from recommender.insights.prediction.services import predict_session  # which loads torch

    predict_session(UUID(visitor_id))
    return made


@shared_task
def read_attention() -> None:
    from recommender.insights.attention import services

    services.read_attention()


@shared_task(ignore_result=True)
def answer_with_live_model(about: str, key: str) -> None:
    """For a page of the administration, which polls for it."""
    keep_answer(about, key)


@shared_task
def refresh_products() -> int:
    # The admin imports this file to queue tasks; scikit-learn stays out of the web process.
    from recommender.serving.product_lists import refresh_product_lists

    return refresh_product_lists()


# As above: who is erased while segments are made is not found the next time.
@shared_task(autoretry_for=(IntegrityError,), max_retries=1)
def refresh_segments() -> None:
    from recommender.insights import services  # which loads scikit-learn

    made = services.refresh_segments()
    logger.info("Segments: %s", f"{made.visitors} visitors" if made else "none")


@shared_task(autoretry_for=(IntegrityError,), max_retries=1)
def refresh_purchase_predictions() -> int:
    """Who buys: learned anew from the log, and asked about everybody who was here lately."""
    from recommender.insights.prediction import services

    limit_threads()
    training = services.train_purchase_model()
    asked = services.predict_purchases()
    logger.info("Purchase predictions: %s, %s visitors", training, asked)
    return asked


@shared_task
def measure_drift() -> int:
    """How what served foresaw the days that are over; how many days were measured."""
    limit_threads()
    return drift.measure_drift(now=timezone.now())


@shared_task
def refresh_traffic() -> int:
    """The figures of the administration's first page; how many days were counted."""
    return len(traffic.refresh_traffic(now=timezone.now()))


@shared_task
def forget_checkpoints() -> int:
    return keeping.forget_checkpoints(before=timezone.now() - settings.CHECKPOINTS_KEPT)


@shared_task
def purge_behavior_log() -> dict[str, int]:
    before = timezone.now() - settings.BEHAVIOR_RETENTION
    return purge_events(before=before) | {
        "counted words": traffic.forget_counted_words(before=before),
        "delays": forget_delays(now=timezone.now()),
    }
