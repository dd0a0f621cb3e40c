"""The learning loop: from the log to new lists. It knows all stages, and no stage knows it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import InvalidInput, Unavailable
from recommender.algorithms.interface import Algorithm, FitOptions, Progress, silent
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import TemporalSplit, split_moments, temporal_split
from recommender.evaluation import gate
from recommender.evaluation.comparison import json_metrics
from recommender.evaluation.evaluator import Report, evaluate
from recommender.evaluation.models import GateDecision
from recommender.evaluation.translation import Translated
from recommender.serving.deployment import deploy
from recommender.serving.lists import refresh_active_visitors
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.product_lists import refresh_product_lists
from recommender.training import services as training
from recommender.training.fitting import fitted
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.registry import ALGORITHM_NAMES

logger = logging.getLogger(__name__)

POPULARITY = "popularity"
CHAMPION = "live model"

# Gives the progress listener of a stage, by its name.
Stages = Callable[[str], Progress]


def no_stages(_stage: str) -> Progress:
    return silent


@dataclass(frozen=True)
class Challenger:
    """A registered model version, and what it was measured against."""

    run: TrainingRun
    version: ModelVersion
    dataset: Dataset
    reports: dict[str, Report]
    champion: LiveModel | None
    obstacle: str
    """Why the live model could not be asked; empty where it could, or where none is live."""


@dataclass(frozen=True)
class LoopReport:
    """What one turn of the loop did."""

    run: TrainingRun
    version: ModelVersion
    decision: GateDecision
    reports: dict[str, Report]
    lists: int

    def as_json(self) -> dict:
        return {
            "algorithm": self.version.algorithm,
            "metrics": metrics_of(self.reports),
            "gate": {"passed": self.decision.passed, "reasons": self.decision.reasons},
            "model_version": self.version.number,
            "seconds": self.run.stage_seconds,
            "dataset": {"fingerprint": self.run.dataset_fingerprint} | self.run.dataset_facts,
            "lists": self.lists,
        }


def run_loop(
    *,
    now: datetime,
    algorithm: str | None = None,
    seed: int | None = None,
    changes: dict | None = None,
    requested_by=None,
    stages: Stages = no_stages,
    refresh: Callable[..., int] | None = None,
) -> LoopReport:
    """Steps 3 to 9 of the design: extract, split, fit, evaluate, decide, deploy, refresh.

    `changes` are fields of the algorithm's config. `refresh` replaces the making of all lists in this process (a
    worker hands them to other workers). A run that was killed is taken up where it stood, on the same dataset.
    Raises InvalidInput where there is nothing to learn from, Conflict where another training runs.
    """
    with _recorded_run(algorithm, seed, changes, now=now, requested_by=requested_by) as run:
        challenger = _train_challenger(run, stages)
        decision = decide(challenger)
        if decision.passed:
            deploy(version=challenger.version, reason=decision.reasons[-1], by=requested_by)
        with _timed(run, "refresh"):
            lists = (refresh or _refresh_here)(now=now, dataset=challenger.dataset, stages=stages)
    return LoopReport(run, challenger.version, decision, challenger.reports, lists)


def train_challenger(
    *,
    now: datetime,
    algorithm: str | None = None,
    seed: int | None = None,
    changes: dict | None = None,
    stages: Stages = no_stages,
) -> Challenger:
    """The first half of the loop: a registered version that is measured, but not live."""
    with _recorded_run(algorithm, seed, changes, now=now, requested_by=None) as run:
        return _train_challenger(run, stages)


def _train_challenger(run: TrainingRun, stages: Stages) -> Challenger:
    with _timed(run, "extract"):
        extract = extract_dataset(until=datetime.fromisoformat(run.dataset_facts["until"]))
        split = split_dataset(extract.dataset)
        run.dataset_facts, run.dataset_fingerprint = extract.facts, extract.dataset.fingerprint
    with _timed(run, "train"):
        models = fit_all(extract.dataset, split, run, stages=stages)
        run.curve = getattr(models[run.algorithm], "history", [])
        # What "auto" came to; the baselines know one device only.
        run.device = str(getattr(models[run.algorithm], "device", "cpu"))
    with _timed(run, "evaluate"):
        champion, obstacle = _champion()
        reports = evaluate_all(extract.dataset, split.test, models, champion, stages=stages)
        run.metrics = metrics_of(reports)
    version = training.register_version(
        run=run, algorithm=models[run.algorithm], metrics=run.metrics[run.algorithm]
    )
    return Challenger(run, version, extract.dataset, reports, champion, obstacle)


def _champion() -> tuple[LiveModel | None, str]:
    """The live model; or why it cannot be read, which must not keep the next one from replacing it."""
    try:
        return live_model(), ""
    except Unavailable as error:
        logger.warning("The live model cannot be read: %s", error)
        return None, f"The live model could not be compared: {error}"


def split_dataset(dataset: Dataset) -> TemporalSplit:
    """One global time cut. Raises InvalidInput, in words, where there is too little behavior for it."""
    sequences = dataset.sequences
    count = len(sequences.items)
    if not count:
        raise InvalidInput(_("The behavior log is empty, so there is nothing to learn from."))
    moments = split_moments(
        sequences, validation_share=settings.VALIDATION_SHARE, test_share=settings.TEST_SHARE
    )
    split = temporal_split(sequences, validation_from=moments.validation_from, test_from=moments.test_from)
    if not (len(split.training) and len(split.test)):
        raise InvalidInput(
            _("The behavior log is too small to learn from: {count} interactions.").format(count=count)
        )
    return split


def fit_all(
    dataset: Dataset, split: TemporalSplit, run: TrainingRun, *, stages: Stages = no_stages
) -> dict[str, Algorithm]:
    """The baselines and the run's algorithm, all from what happened before the test period."""
    baselines = [name for name in settings.RECOMMENDER_BASELINES if name != run.algorithm]
    options = FitOptions(seed=run.seed, device=settings.TORCH_DEVICE)
    models = {
        name: fitted(name, dataset, split, replace(options, progress=stages(f"fit {name}")))
        for name in baselines
    }
    own = replace(
        options,
        progress=stages(f"fit {run.algorithm}"),
        resume_path=training.resume_path(run.algorithm),
        extra=run.config,
    )
    return models | {run.algorithm: fitted(run.algorithm, dataset, split, own)}


def evaluate_all(
    dataset: Dataset,
    cases: Samples,
    models: dict[str, Algorithm],
    champion: LiveModel | None = None,
    *,
    stages: Stages = no_stages,
) -> dict[str, Report]:
    """Full ranking of the same cases by everyone, the live model among them under its own name."""
    contestants = dict(models)
    if champion:
        contestants[CHAMPION] = Translated(
            champion.algorithm, name=CHAMPION, known=champion.vocabulary, vocabulary=dataset.vocabulary
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


def decide(challenger: Challenger) -> GateDecision:
    """Ask the gate, and write down what it said."""
    version, reports, champion = challenger.version, challenger.reports, challenger.champion
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
        reasons=[decision.reasons[0], challenger.obstacle] if challenger.obstacle else decision.reasons,
        metrics=metrics_of(reports),
    )


def metrics_of(reports: dict[str, Report]) -> dict[str, dict[str, float | None]]:
    return {name: json_metrics(report) for name, report in reports.items()}


@contextmanager
def _recorded_run(
    algorithm: str | None, seed: int | None, changes: dict | None, *, now: datetime, requested_by
) -> Iterator[TrainingRun]:
    """Nobody else trains meanwhile, and the run's row tells how it went, whatever happens."""
    algorithm = known_algorithm(algorithm or settings.RECOMMENDER_ALGORITHM)
    training.ready_model_store()
    with training.training_lock():
        run = training.start_run(
            algorithm=algorithm,
            seed=settings.RECOMMENDER_SEED if seed is None else seed,
            until=training.interrupted_moment(algorithm=algorithm, now=now) or now,
            requested_by=requested_by,
            config=settings.RECOMMENDER_CONFIGS.get(algorithm, {}) | (changes or {}),
        )
        try:
            yield run
        except BaseException as error:
            training.fail_run(run, error)
            raise
        training.finish_run(run)


def known_algorithm(name: str) -> str:
    if name not in ALGORITHM_NAMES:
        raise InvalidInput(
            _("There is no algorithm “{name}”. Known are: {known}.").format(
                name=name, known=", ".join(ALGORITHM_NAMES)
            )
        )
    return name


@contextmanager
def _timed(run: TrainingRun, stage: str) -> Iterator[None]:
    """Writes down how long a stage took, and with it what the run has become so far."""
    started = time.perf_counter()
    yield
    run.stage_seconds[stage] = round(time.perf_counter() - started, 3)
    run.save()


def _refresh_here(*, now: datetime, dataset: Dataset, stages: Stages) -> int:
    made = refresh_product_lists(dataset, now=now, progress=stages("refresh product lists"))
    return made + refresh_active_visitors(now=now, progress=stages("refresh visitors"))


def describe_log(*, now: datetime, algorithm: str | None = None) -> str:
    """What a training would learn from, in one sentence."""
    name = known_algorithm(algorithm or settings.RECOMMENDER_ALGORITHM)
    extract = extract_dataset(until=now)
    split = split_dataset(extract.dataset)
    facts = extract.facts
    return (
        f"{name} would learn from {facts['interactions']:,} interactions of {facts['visitors']:,} visitors with "
        f"{facts['products']:,} products: {len(split.training):,} cases to train on, "
        f"{len(split.validation):,} to stop by, {len(split.test):,} to be judged by."
    )
