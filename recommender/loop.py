"""The learning loop: from the log to new lists. It knows all stages, and no stage knows it."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import InvalidInput
from recommender.algorithms.interface import Algorithm, FitOptions, Progress, silent
from recommender.dataset.extract import Extract, extract_dataset
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import TemporalSplit, split_moments, temporal_split
from recommender.evaluation import gate
from recommender.evaluation.evaluator import Report, evaluate
from recommender.evaluation.models import GateDecision
from recommender.evaluation.translation import Translated
from recommender.serving.deployment import deploy
from recommender.serving.lists import refresh_active_visitors
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.product_lists import refresh_product_lists
from recommender.training import services as training
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.registry import BASELINES, algorithm_class

POPULARITY = "popularity"
CHAMPION = "live model"

# on_progress(stage) gives the listener for that stage's progress.
Stages = Callable[[str], Progress]


@dataclass
class LoopReport:
    """What one turn of the loop did."""

    run: TrainingRun
    version: ModelVersion
    decision: GateDecision
    reports: dict[str, Report]
    lists: int = 0
    stage_seconds: dict[str, float] = field(default_factory=dict)


def run_loop(
    *,
    now: datetime,
    algorithm: str | None = None,
    seed: int | None = None,
    changes: dict | None = None,
    requested_by=None,
    stages: Stages = lambda _stage: silent,
    refresh: Callable[..., int] | None = None,
) -> LoopReport:
    """Steps 3 to 9 of the design: extract, split, fit, evaluate, decide, deploy, refresh.

    `changes` are fields of the algorithm's config. `refresh` replaces the making of all lists in this process (a
    worker hands them to other workers). A run that was killed is taken up where it stood, on the same dataset.
    Raises InvalidInput where there is nothing to learn from, Conflict where another training runs.
    """
    algorithm = algorithm or settings.RECOMMENDER_ALGORITHM
    seed = settings.RECOMMENDER_SEED if seed is None else seed
    refresh = refresh or _refresh_here
    with training.training_lock(), _recorded_run(algorithm, seed, now, changes, requested_by) as (run, until):
        clock = _Clock(run)
        with clock.stage("extract"):
            extract = extract_dataset(until=until)
            split = split_dataset(extract)
        run.dataset_facts, run.dataset_fingerprint = extract.facts, extract.dataset.fingerprint
        with clock.stage("train"):
            fitted = fit_all(extract.dataset, split, algorithm, seed=seed, changes=changes, stages=stages)
        with clock.stage("evaluate"):
            champion = live_model()
            reports = evaluate_all(extract.dataset, split.test, fitted, champion, stages=stages)
        run.metrics = metrics_of(reports)
        run.curve = getattr(fitted[algorithm], "history", [])
        version = training.register_version(
            run=run, algorithm=fitted[algorithm], metrics=run.metrics[algorithm]
        )
        decision = decide(version, reports, champion)
        if decision.passed:
            deploy(version=version, reason=decision.reasons[-1], by=requested_by)
        with clock.stage("refresh"):
            lists = refresh(now=now, dataset=extract.dataset, stages=stages)
    return LoopReport(run, version, decision, reports, lists, run.stage_seconds)


def split_dataset(extract: Extract) -> TemporalSplit:
    """One global time cut. Raises InvalidInput, in words, where the log is too small for it."""
    if not extract.events:
        raise InvalidInput(_("The behavior log is empty, so there is nothing to learn from."))
    sequences = extract.dataset.sequences
    too_small = InvalidInput(
        _("The behavior log is too small to learn from: {count} interactions.").format(
            count=len(sequences.items)
        )
    )
    if not len(sequences.items):
        raise too_small
    moments = split_moments(
        sequences, validation_share=settings.VALIDATION_SHARE, test_share=settings.TEST_SHARE
    )
    split = temporal_split(sequences, validation_from=moments.validation_from, test_from=moments.test_from)
    if not (len(split.training) and len(split.test)):
        raise too_small
    return split


def fit_all(
    dataset: Dataset,
    split: TemporalSplit,
    chosen: str,
    *,
    seed: int,
    changes: dict | None = None,
    stages: Stages = lambda _stage: silent,
    resume: bool = True,
) -> dict[str, Algorithm]:
    """The baselines and the chosen algorithm, all from what happened before the test period."""
    names = [name for name in settings.RECOMMENDER_BASELINES if name != chosen]
    fitted = {}
    for name in [*names, chosen]:
        is_chosen = name == chosen
        options = FitOptions(
            seed=seed,
            device=settings.TORCH_DEVICE,
            progress=stages(f"fit {name}"),
            resume_path=training.resume_path(name) if is_chosen and resume else None,
            extra=(changes or {}) if is_chosen else {},
        )
        # A network stops early by the validation period, so it must not learn from it.
        learning = split.before_test if name in BASELINES else split.training
        fitted[name] = algorithm_class(name)().fit(dataset, learning, split.validation, options)
    return fitted


def evaluate_all(
    dataset: Dataset,
    cases: Samples,
    fitted: dict[str, Algorithm],
    champion: LiveModel | None = None,
    *,
    stages: Stages = lambda _stage: silent,
) -> dict[str, Report]:
    """Full ranking of the same cases by everyone, the live model among them under its own name."""
    contestants = dict(fitted)
    if champion:
        contestants[CHAMPION] = Translated(
            champion.algorithm, known=champion.vocabulary, vocabulary=dataset.vocabulary
        )
    return {
        name: evaluate(
            contestant,
            dataset,
            cases,
            max_length=settings.RECOMMENDER_MAX_LENGTH,
            max_samples=settings.GATE_MAX_SAMPLES,
            progress=stages(f"evaluate {name}"),
        )
        for name, contestant in contestants.items()
    }


def decide(version: ModelVersion, reports: dict[str, Report], champion: LiveModel | None) -> GateDecision:
    """Ask the gate, and write down what it said."""
    decision = gate.decide(
        challenger=reports[version.algorithm].metrics,
        champion=reports[CHAMPION].metrics if champion else None,
        popularity=reports[POPULARITY].metrics,
        metric=settings.GATE_METRIC,
        tolerance=settings.GATE_TOLERANCE,
    )
    return GateDecision.objects.create(
        challenger=version,
        champion=champion.version if champion else None,
        passed=decision.passed,
        reasons=decision.reasons,
        metrics=metrics_of(reports),
    )


def metrics_of(reports: dict[str, Report]) -> dict[str, dict[str, float | None]]:
    """Metrics by contestant, undefined ones as null: JSON has no other word for them."""
    return {
        name: {metric: None if math.isnan(value) else value for metric, value in report.metrics.items()}
        for name, report in reports.items()
    }


@contextmanager
def _recorded_run(algorithm, seed, now, changes, requested_by) -> Iterator[tuple[TrainingRun, datetime]]:
    """The run's row tells how it went, whatever happens; and up to when the log is read."""
    training.ready_model_store()
    until = training.interrupted_moment(algorithm=algorithm, now=now) or now
    run = training.start_run(
        algorithm=algorithm, seed=seed, until=until, requested_by=requested_by, config=changes
    )
    try:
        yield run, until
    except BaseException as error:
        stopped = not isinstance(error, Exception)  # Ctrl-C, or the worker is shut down
        training.fail_run(run, error=training.INTERRUPTED if stopped else f"{type(error).__name__}: {error}")
        raise
    training.finish_run(run)


class _Clock:
    """Writes how long each stage took into the run, as soon as it is known."""

    def __init__(self, run: TrainingRun):
        self.run = run

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.run.stage_seconds[name] = round(time.perf_counter() - started, 3)
        self.run.save()


def _refresh_here(*, now: datetime, dataset: Dataset, stages: Stages) -> int:
    made = refresh_product_lists(dataset, now=now, progress=stages("refresh product lists"))
    return made + refresh_active_visitors(now=now, progress=stages("refresh visitors"))
