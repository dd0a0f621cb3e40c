"""Measures, a day after the other, how well what served foresaw the day, and how well the first version would have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.errors import Unavailable
from recommender.algorithms.interface import Algorithm
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import NOTHING, Dataset, Samples, target_times
from recommender.dataset.split import all_samples
from recommender.evaluation.evaluator import evaluate
from recommender.evaluation.translation import Translated
from recommender.insights.drift.models import DriftDay, UpdateCheck
from recommender.insights.traffic.days import Period, bounds, day_of
from recommender.serving.models import Deployment
from recommender.training.models import ModelVersion
from recommender.training.registry import NETWORKS
from recommender.training.services import load_version
from recommender.training.trigger import Due

CASES = 2_000  # of a day, at most
DAYS_AT_ONCE = 35  # a shop that begins to measure catches up over some nights


@dataclass(frozen=True)
class Served:
    """A version, and from when to when (excluded; None is now) it served."""

    version: ModelVersion
    start: datetime
    end: datetime | None

    def within(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        return max(self.start, start), end if self.end is None else min(self.end, end)


def served() -> list[Served]:
    """All deployments in order; the first counts from where its version has learned nothing any more."""
    deployments = list(Deployment.objects.order_by("started_at", "pk").select_related("version"))
    spans = [Served(one.version, one.started_at, one.ended_at) for one in deployments]
    if spans and spans[0].version.learned_until:
        first = spans[0]
        spans[0] = Served(first.version, min(first.version.learned_until, first.start), first.end)
    return spans


def measure_drift(*, now: datetime) -> int:
    """Every finished day that was not measured yet, the oldest first; says how many days."""
    spans = served()
    days = unmeasured_days(spans, now)[:DAYS_AT_ONCE]
    if not days:
        return 0
    zone = timezone.get_default_timezone()
    dataset = extract_dataset(until=bounds(days[-1], zone)[1]).dataset
    asked: dict[ModelVersion, list[tuple[date, bool, Samples]]] = {}
    for day in days:
        for version, is_static, cases in _questions(dataset, spans, day, *bounds(day, zone)):
            asked.setdefault(version, []).append((day, is_static, cases))
    # One version after the other, so that only one is in memory.
    rows = [row for version, questions in asked.items() for row in _answers(version, dataset, questions)]
    with transaction.atomic():
        DriftDay.objects.filter(day__in=days).delete()
        DriftDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(days)


def unmeasured_days(spans: list[Served], now: datetime) -> list[date]:
    """From the first that a version served to yesterday, as far as the log reaches back."""
    if not spans:
        return []
    zone = timezone.get_default_timezone()
    first = max(spans[0].start, now - settings.BEHAVIOR_RETENTION)
    measured = set(DriftDay.objects.filter(is_static=True).values_list("day", flat=True))
    days = Period(day_of(first, zone), day_of(now, zone)).days[:-1]
    return [day for day in days if day not in measured]


def note_check(version: ModelVersion, due: Due, *, now: datetime) -> UpdateCheck:
    """What the trigger saw; the page that tells of it need not read the log."""
    seen = {"samples": due.samples, "losses": due.losses, "loss": due.loss}
    said = {"is_due": due.due, "reason": due.reason, "checked_at": now}
    return UpdateCheck.objects.update_or_create(version=version, defaults=seen | said)[0]


def _questions(
    dataset: Dataset, spans: list[Served], day: date, start: datetime, end: datetime
) -> Iterator[tuple[ModelVersion, bool, Samples]]:
    """Who is asked about which cases of the day: what served about those of its time, the first version about all."""
    cases = _between(dataset, all_samples(dataset.sequences), max(start, spans[0].start), end)
    if len(cases) > CASES:
        rng = np.random.default_rng([settings.RECOMMENDER_SEED, day.toordinal()])
        cases = cases.take(np.sort(rng.choice(len(cases), size=CASES, replace=False)))
    yield spans[0].version, True, cases
    by_version: dict[ModelVersion, list[Samples]] = {}
    for span in spans:
        low, high = span.within(start, end)
        if low < high:
            low = max(low, span.version.learned_until or low)  # never about what it has learned
            by_version.setdefault(span.version, []).append(_between(dataset, cases, low, high))
    for version, parts in by_version.items():
        yield version, False, _together(parts)


def _answers(
    version: ModelVersion, dataset: Dataset, questions: Iterable[tuple[date, bool, Samples]]
) -> Iterator[DriftDay]:
    algorithm, trouble = None, ""
    try:
        algorithm = load_version(version)
    except Unavailable as error:
        trouble = error.message
    found: dict[tuple[date, int], dict] = {}
    for day, is_static, cases in questions:
        # Where it served all day, it is asked the same twice.
        same = (day, len(cases))
        if same not in found:
            found[same] = _measured(algorithm, dataset, cases) if algorithm and len(cases) else {}
        yield DriftDay(day=day, version=version, is_static=is_static, trouble=trouble, **found[same])


def _measured(algorithm: Algorithm, dataset: Dataset, cases: Samples) -> dict:
    asked = Translated(
        algorithm,
        name=algorithm.name,
        known=algorithm.trained_on.vocabulary,
        vocabulary=dataset.vocabulary,
    )
    metrics = evaluate(asked, dataset, cases, max_length=settings.RECOMMENDER_MAX_LENGTH).metrics
    found = {"cases": len(cases), "hit_rate": metrics["HR@20"], "ndcg": metrics["NDCG@20"]}
    if algorithm.name in NETWORKS:
        from recommender.training.likelihood import losses_on

        found["loss"] = float(losses_on(algorithm, dataset, cases).mean())
    return found


def _between(dataset: Dataset, cases: Samples, start: datetime, end: datetime) -> Samples:
    times = target_times(dataset.sequences, cases)
    return cases.take((times >= start.timestamp()) & (times < end.timestamp()))


def _together(parts: list[Samples]) -> Samples:
    if not parts:
        return NOTHING
    return Samples(np.concatenate([p.rows for p in parts]), np.concatenate([p.ends for p in parts]))
