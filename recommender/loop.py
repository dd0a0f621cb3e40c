"""The learning loop: from the log to new lists. It knows all stages, and no stage knows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import InvalidInput
from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit, split_moments, temporal_split
from recommender.judging import Challenger, decide, judge, live_learned_until
from recommender.serving.deployment import deploy
from recommender.training import services as training
from recommender.training.fitting import fitted_to_serve
from recommender.training.models import TrainingRun
from recommender.training.registry import ALGORITHM_NAMES
from recommender.turns import LoopReport, Stages, no_stages, recorded_run, refresh_here, timed, watched


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
    with _recorded(algorithm, seed, changes, now=now, requested_by=requested_by) as run:
        challenger = _train_challenger(run, stages)
        decision = decide(challenger)
        if decision.passed:
            deploy(version=challenger.version, reason=decision.reasons[-1], by=requested_by)
        with timed(run, "refresh"):
            lists = (refresh or refresh_here)(now=now, dataset=challenger.dataset, stages=stages)
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
    with _recorded(algorithm, seed, changes, now=now, requested_by=None) as run:
        return _train_challenger(run, stages)


def _train_challenger(run: TrainingRun, stages: Stages) -> Challenger:
    with timed(run, "extract"):
        extract = extract_dataset(until=datetime.fromisoformat(run.dataset_facts["until"]))
        split = split_dataset(extract.dataset, judged_from=live_learned_until())
        run.dataset_facts, run.dataset_fingerprint = extract.facts, extract.dataset.fingerprint
    with timed(run, "train"):
        models = fit_all(extract.dataset, split, run, stages=stages)
        run.curve = getattr(models[run.algorithm], "history", [])
        # What "auto" came to; the baselines know one device only.
        run.device = str(getattr(models[run.algorithm], "device", "cpu"))
    return judge(run, extract.dataset, models, learned=split.before_test, cases=split.test, stages=stages)


def split_dataset(dataset: Dataset, *, judged_from: int = 0) -> TemporalSplit:
    """One global time cut; what came before `judged_from` (seconds) may be learned in any case.

    Raises InvalidInput, in words, where there is too little behavior for it.
    """
    sequences = dataset.sequences
    count = len(sequences.items)
    if not count:
        raise InvalidInput(_("The behavior log is empty, so there is nothing to learn from."))
    moments = split_moments(
        sequences,
        validation_share=settings.VALIDATION_SHARE,
        test_share=settings.TEST_SHARE,
        judged_from=judged_from,
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
        name: fitted_to_serve(name, dataset, split, replace(options, progress=stages(f"fit {name}")))
        for name in baselines
    }
    own = replace(
        options,
        progress=watched(run, stages(f"fit {run.algorithm}")),
        resume_path=training.resume_path(run.algorithm),
        extra=run.config,
    )
    return models | {run.algorithm: fitted_to_serve(run.algorithm, dataset, split, own)}


@contextmanager
def _recorded(
    algorithm: str | None, seed: int | None, changes: dict | None, *, now: datetime, requested_by
) -> Iterator[TrainingRun]:
    """Nobody else trains meanwhile, and the run's row tells how it went."""
    algorithm = known_algorithm(algorithm or settings.RECOMMENDER_ALGORITHM)
    training.ready_model_store()
    with (
        training.training_lock(),
        recorded_run(
            algorithm=algorithm,
            seed=settings.RECOMMENDER_SEED if seed is None else seed,
            until=training.interrupted_moment(algorithm=algorithm, now=now) or now,
            requested_by=requested_by,
            config=settings.RECOMMENDER_CONFIGS.get(algorithm, {}) | (changes or {}),
        ) as run,
    ):
        yield run


def known_algorithm(name: str) -> str:
    if name not in ALGORITHM_NAMES:
        raise InvalidInput(
            _("There is no algorithm “{name}”. Known are: {known}.").format(
                name=name, known=", ".join(ALGORITHM_NAMES)
            )
        )
    return name


def describe_log(*, now: datetime, algorithm: str | None = None) -> str:
    """What a training would learn from, in one sentence."""
    name = known_algorithm(algorithm or settings.RECOMMENDER_ALGORITHM)
    extract = extract_dataset(until=now)
    split = split_dataset(extract.dataset, judged_from=live_learned_until())
    facts = extract.facts
    return (
        f"{name} would learn from {facts['interactions']:,} interactions of {facts['visitors']:,} visitors with "
        f"{facts['products']:,} products: {len(split.training):,} cases to train on, "
        f"{len(split.validation):,} to stop by, {len(split.test):,} to be judged by."
    )
