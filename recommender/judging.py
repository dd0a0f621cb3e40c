"""Who may go live: all rank the same cases, which none of them has learned, and the gate decides on what came out."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import InvalidInput, Unavailable
from recommender.algorithms.interface import Algorithm
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import end_of, samples_from
from recommender.evaluation import gate
from recommender.evaluation.evaluator import Report, evaluate
from recommender.evaluation.models import GateDecision
from recommender.evaluation.translation import Translated
from recommender.serving.live_model import LiveModel, live_model
from recommender.training import services as training
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.registry import NETWORKS
from recommender.turns import Stages, metrics_of, no_stages, timed

logger = logging.getLogger(__name__)

POPULARITY = "popularity"
CHAMPION = "live model"
LEARNING = "learning weights"


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


def judge(
    run: TrainingRun,
    dataset: Dataset,
    models: dict[str, Algorithm],
    *,
    learned: Samples,
    cases: Samples,
    stages: Stages,
) -> Challenger:
    """Measure the run's algorithm beside the others and the live model, and register it as a version.

    `learned` is what it knows; of `cases`, all count that the live model has not learned either.
    """
    with timed(run, "evaluate"):
        champion, obstacle = champion_of()
        cases = unknown_to(champion, dataset, cases)
        reports = evaluate_all(dataset, cases, models, champion, stages=stages)
        losses = held_out_losses(models[run.algorithm], dataset, cases)
        run.metrics = metrics_of(reports)
    version = training.register_version(
        run=run,
        algorithm=models[run.algorithm],
        metrics=run.metrics[run.algorithm],
        learning=models.get(LEARNING),
        learned_until=datetime.fromtimestamp(end_of(dataset.sequences, learned), UTC),
        held_out_loss=float(losses.mean()) if len(losses) else None,
    )
    return Challenger(run, version, dataset, reports, champion, obstacle)


def champion_of() -> tuple[LiveModel | None, str]:
    """The live model; or why it cannot be read, which must not keep the next one from replacing it."""
    try:
        return live_model(), ""
    except Unavailable as error:
        logger.warning("The live model cannot be read: %s", error)
        return None, f"The live model could not be compared: {error}"


def live_learned_until() -> int:
    """Seconds; 0 where nothing tells. What came before cannot judge, so whoever is trained beside the live model may learn it."""
    champion, _obstacle = champion_of()
    if champion is None or champion.version.learned_until is None:
        return 0
    return int(champion.version.learned_until.timestamp())


def unknown_to(champion: LiveModel | None, dataset: Dataset, cases: Samples) -> Samples:
    """An update brings the live model further than a training dares to go: what it has learned must not judge."""
    if champion is None or champion.version.learned_until is None:
        return cases
    left = samples_from(dataset.sequences, cases, int(champion.version.learned_until.timestamp()))
    if not len(left):
        raise InvalidInput(
            _("The live model has learned all that could judge, so nothing can be compared with it yet.")
        )
    return left


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


def held_out_losses(algorithm: Algorithm, dataset: Dataset, samples: Samples) -> np.ndarray:
    """(S,) -log P(target) of a part of the samples, at most as many as the gate looks at; none of a baseline."""
    if algorithm.name not in NETWORKS:
        return np.empty(0, dtype=np.float32)
    from recommender.training.likelihood import losses_on
    from recommender.training.trainer import part_of

    rng = np.random.default_rng(settings.RECOMMENDER_SEED)
    return losses_on(algorithm, dataset, part_of(samples, settings.GATE_MAX_SAMPLES, rng))


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
