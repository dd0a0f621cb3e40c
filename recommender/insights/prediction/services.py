"""Purchase prediction in the running shop: learned each night, asked each night for everybody and after each event for one."""

import logging
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config.errors import Unavailable
from recommender import catalog
from recommender.algorithms.checkpoint import CheckpointError
from recommender.behavior.models import Event, Visitor
from recommender.dataset.extract import lately
from recommender.insights.behavior_table import BehaviorTable, joined
from recommender.insights.cases import SESSION, Cases
from recommender.insights.extract import behavior_of_visitor_with_prices, behavior_parts
from recommender.insights.prediction import purchase_model
from recommender.insights.prediction.models import PurchasePrediction, PurchaseTraining
from recommender.insights.prediction.moments import WEEK, cases_now, open_visits
from recommender.insights.prediction.purchase_model import PurchaseModel, TooLittle
from recommender.training.services import checkpoint_folder, code_version, ready_model_store

logger = logging.getLogger(__name__)
HORIZONS = (SESSION, WEEK)
KEPT = 30  # trainings, for the table that renews itself; of the older ones the files go at once
WRITTEN_AT_ONCE = 5_000
NO_BETTER = "The network's probabilities are no better than the base rate's, so they are not shown."


def train_purchase_model(*, now: datetime | None = None) -> PurchaseTraining:
    """Learn from the log as it is; also where nothing can be learned there is a row, which says why."""
    began, now = time.perf_counter(), now or timezone.now()
    table = _learned_from(now)
    models, outcome = {}, {}
    for horizon in HORIZONS:
        model, outcome[horizon] = _learned(table, horizon, until=int(now.timestamp()))
        if model:
            models[horizon] = model
    training = PurchaseTraining.objects.create(
        seed=settings.RECOMMENDER_SEED, learned_until=now, outcome=outcome, made_at=now
    )
    if models:
        name = f"purchases-{training.pk:05d}"
        folder = ready_model_store() / name
        shutil.rmtree(folder, ignore_errors=True)
        mark = "-".join(outcome[horizon]["results"][0]["fingerprint"][:12] for horizon in models)
        facts = {"code_version": code_version(), "learned_until": now.isoformat()}
        purchase_model.save(models, folder, fingerprint=mark, facts=facts)
        training.checkpoint = name
    training.seconds = round(time.perf_counter() - began, 1)
    training.save()
    _tidy(training)
    return training


def predict_purchases(*, now: datetime | None = None) -> int:
    """Ask the newest training about everybody who was here lately; says how many. What nobody asked about any more goes."""
    now = now or timezone.now()
    serving = served()
    asked = 0
    if serving:
        since = lately(now=now, within=settings.PURCHASE_LOG_WITHIN)
        for visitors, table in behavior_parts(catalog.product_facts(), since=since, until=now):
            asked += _write(serving.of_table(visitors, table, now=now))
    old = PurchasePrediction.objects.all()
    if serving:  # meanwhile events may have asked the same training about newcomers
        old = old.filter(Q(made_at__lt=now) | ~Q(version=serving.training))
    old.delete()
    return asked


def predict_session(visitor_id: UUID, *, now: datetime | None = None) -> float | None:
    """After an event: how probably the session that goes on ends with a purchase; None where that is not to be asked.

    What the night said of the next seven days stays.
    """
    now = now or timezone.now()
    serving = served()
    if serving is None or SESSION not in serving.models:
        return None
    since = now - settings.PURCHASE_LOG_WITHIN
    # The event that asks is of this very moment.
    table = behavior_of_visitor_with_prices(visitor_id, since=since, until=now + timedelta(microseconds=1))
    (probability,) = serving.in_session(table, open_visits(table, now=int(now.timestamp()) + 1)) or [None]
    session = _open_sessions([visitor_id])[visitor_id] if probability is not None else None
    made = PurchasePrediction(
        visitor_id=visitor_id,
        session_id=session,
        within_session=probability,
        session_asked_at=now if session else None,
        made_at=now,
        version=serving.training,
    )
    _write([made], fields=("session", "within_session", "session_asked_at"))
    return probability


@dataclass(frozen=True)
class Serving:
    """A training and its networks, ready to be asked."""

    training: PurchaseTraining
    models: dict[str, PurchaseModel]

    def in_session(self, table: BehaviorTable, cases: Cases) -> list[float]:
        model = self.models.get(SESSION)
        return model.probabilities(table, cases).tolist() if model and len(cases) else []

    def of_table(
        self, visitors: list[UUID], table: BehaviorTable, *, now: datetime
    ) -> list[PurchasePrediction]:
        seconds = int(now.timestamp())
        found: dict[UUID, PurchasePrediction] = {}

        def row(place: int) -> PurchasePrediction:
            visitor = visitors[table.visitors[place]]
            made = PurchasePrediction(visitor_id=visitor, made_at=now, version=self.training)
            return found.setdefault(visitor, made)

        if WEEK in self.models:
            active = int(settings.REFRESH_ACTIVE_WITHIN.total_seconds())
            cases = cases_now(table, now=seconds, active_seconds=active)
            probabilities = self.models[WEEK].probabilities(table, cases)
            for place, value in zip(cases.places.tolist(), probabilities.tolist(), strict=True):
                row(place).within_7_days = value
        here = open_visits(table, now=seconds)
        sessions = _open_sessions([visitors[code] for code in table.visitors[here.places]])
        for place, value in zip(here.places.tolist(), self.in_session(table, here), strict=False):
            made = row(place)
            made.within_session, made.session_asked_at = value, now
            made.session_id = sessions[made.visitor_id]
        return list(found.values())


_loaded: dict[int, Serving] = {}


def served() -> Serving | None:
    """The newest training, loaded once by each process; None where it has nothing to say, or its files are gone."""
    training = PurchaseTraining.objects.first()
    if training is None or not training.checkpoint:
        return None
    if training.pk not in _loaded:
        try:
            models = purchase_model.load(checkpoint_folder(training))
        except (CheckpointError, Unavailable) as error:
            logger.warning("No purchases are predicted: %s", error)
            return None
        _loaded.clear()
        _loaded[training.pk] = Serving(training, models)
    return _loaded[training.pk]


def _learned_from(now: datetime) -> BehaviorTable:
    """The log, or of a very long one the visitors who come first by their ids, which are random."""
    since = lately(now=now, within=settings.PURCHASE_LOG_WITHIN)
    parts, events = [], 0
    for _visitors, table in behavior_parts(catalog.product_facts(), since=since, until=now):
        parts.append(table)
        events += len(table)
        if events >= settings.PURCHASE_LOG_EVENTS:
            break
    return joined(parts)


def _learned(table: BehaviorTable, horizon: str, *, until: int) -> tuple[PurchaseModel | None, dict]:
    seed = settings.RECOMMENDER_SEED
    active = int(settings.REFRESH_ACTIVE_WITHIN.total_seconds())
    try:
        found = purchase_model.cases_of(table, horizon, until=until, seed=seed, active_seconds=active)
        cases = purchase_model.prepared(table, found, horizon)
    except TooLittle as reason:
        return None, {"results": [], "problem": str(reason)}
    model = purchase_model.fitted(cases, seed=seed)
    rows = [row.as_json() for row in purchase_model.compared(cases, model, horizon=horizon, seed=seed)]
    brier = {row["predictor"]: row["calibrated"]["platt"]["Brier"] for row in rows}
    if brier[purchase_model.NETWORK] >= brier["base_rate"]:
        return None, {"results": rows, "problem": NO_BETTER}
    return model, {"results": rows, "problem": ""}


def _open_sessions(visitors: Iterable[UUID]) -> dict[UUID, UUID]:
    """The session of each visitor's newest event."""
    events = Event.objects.filter(visitor__in=list(visitors)).order_by("visitor", "-occurred_at", "-pk")
    return dict(events.distinct("visitor").values_list("visitor_id", "session_id"))


def _write(
    predictions: list[PurchasePrediction],
    *,
    fields: Iterable[str] = (
        "session",
        "within_session",
        "session_asked_at",
        "within_7_days",
        "made_at",
        "version",
    ),
) -> int:
    """Batch by batch. Who was erased or said no meanwhile has none."""
    written = 0
    in_order = sorted(predictions, key=lambda made: made.visitor_id)
    for start in range(0, len(in_order), WRITTEN_AT_ONCE):
        part = in_order[start : start + WRITTEN_AT_ONCE]
        with transaction.atomic():
            there = Visitor.objects.filter(pk__in=[made.visitor_id for made in part])
            may = set(there.exclude(allows_personalization=False).values_list("pk", flat=True))
            rows = [made for made in part if made.visitor_id in may]
            PurchasePrediction.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["visitor"], update_fields=list(fields)
            )
            written += len(rows)
    return written


def _tidy(newest: PurchaseTraining) -> None:
    """Files of earlier trainings, and rows of long ago."""
    old = PurchaseTraining.objects.filter(pk__lt=newest.pk)
    for name in old.exclude(checkpoint="").values_list("checkpoint", flat=True):
        shutil.rmtree(Path(settings.MODEL_STORE) / name, ignore_errors=True)
    old.update(checkpoint="")
    PurchaseTraining.objects.filter(pk__in=list(old.values_list("pk", flat=True)[KEPT:])).delete()
