"""The learning loop between two trainings: the live version goes on learning where it stands. Li & Jiang, section 3.4."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Conflict, InvalidInput
from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import NOTHING
from recommender.judging import LEARNING, POPULARITY, Challenger, decide, judge
from recommender.outlook import Outlook, update_outlook
from recommender.serving.deployment import deploy, live_version
from recommender.serving.live_model import LiveModel
from recommender.training import services as training
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.registry import NETWORKS, algorithm_class
from recommender.training.strategies import STRATEGIES, Strategy
from recommender.training.trigger import Due
from recommender.turns import LoopReport, Stages, no_stages, recorded_run, refresh_here, timed, watched


@dataclass(frozen=True)
class UpdateReport:
    """Why an update was made, or not; `turn` is None where not."""

    due: Due
    turn: LoopReport | None
    base: ModelVersion | None = None
    """What was looked at; None where no version is live."""

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        if self.turn is None:
            return _("No update was made.")
        return f"{self.turn.version}: {' '.join(self.turn.decision.reasons)}"


def run_update(
    *,
    now: datetime,
    by_hand: bool = False,
    seed: int | None = None,
    changes: dict | None = None,
    requested_by=None,
    stages: Stages = no_stages,
    refresh: Callable[..., int] | None = None,
) -> UpdateReport:
    """Ask the trigger, learn what is new from the live version on, evaluate, decide, deploy, refresh.

    `by_hand` updates also where the trigger sees no need. `changes` are fields of the training config, or another strategy
    or number of exemplars; of a baseline, fields of its config. `refresh` is as in `run_loop`.
    Raises Conflict where another training runs, Unavailable where the live model cannot be read.
    """
    outlook = update_outlook(now=now, thorough=by_hand)
    base = outlook.base.version if outlook.base else None
    if outlook.news is None or not (outlook.due.due or by_hand):
        return UpdateReport(outlook.due, None, base)
    with _recorded(
        outlook, now, by_hand=by_hand, seed=seed, changes=changes, requested_by=requested_by
    ) as run:
        challenger = _learn_on(outlook, run, stages)
        decision = decide(challenger)
        lists = 0
        if decision.passed:
            deploy(version=challenger.version, reason=decision.reasons[-1], by=requested_by)
            with timed(run, "refresh"):
                lists = (refresh or refresh_here)(now=now, dataset=challenger.dataset, stages=stages)
    turn = LoopReport(run, challenger.version, decision, challenger.reports, lists)
    return UpdateReport(outlook.due, turn, base)


def _learn_on(outlook: Outlook, run: TrainingRun, stages: Stages) -> Challenger:
    """A registered version, measured on the newest of what is new, of which it has learned nothing."""
    dataset, split = outlook.news.extract.dataset, outlook.news.split
    run.dataset_facts = outlook.news.extract.facts | {"new": len(split.new), "judging": len(split.judging)}
    run.dataset_fingerprint = dataset.fingerprint
    with timed(run, "train"):
        floor = algorithm_class(POPULARITY)().fit(
            dataset, split.before_judging, NOTHING, FitOptions(seed=run.seed)
        )
        models = {POPULARITY: floor} | _updated(outlook, run, stages)
        run.curve = getattr(models[run.algorithm], "history", [])
        run.device = str(getattr(models[run.algorithm], "device", "cpu"))
    return judge(run, dataset, models, learned=split.new, cases=split.judging, stages=stages)


def _updated(outlook: Outlook, run: TrainingRun, stages: Stages) -> dict[str, Algorithm]:
    """What serves, and before it, where those are others, the weights that go on learning.

    A baseline has no weights to go on from and learns in one pass: its update is a fit of all but what judges.
    """
    split, dataset, name = outlook.news.split, outlook.news.extract.dataset, run.algorithm
    progress = watched(run, stages(f"update {name}"))
    options = FitOptions(seed=run.seed, device=settings.TORCH_DEVICE, progress=progress)
    if name not in NETWORKS:
        options = replace(options, extra=run.config)
        return {name: algorithm_class(name)().fit(dataset, split.before_judging, NOTHING, options)}
    from recommender.training.updates import Learner, update

    serving = outlook.base.algorithm
    learner = Learner(training.load_learning(outlook.base.version) or serving, serving)
    strategy, changes = _strategy(**run.config)
    learner = update(
        learner, dataset, new=split.new, past=split.past, strategy=strategy, options=options, changes=changes
    )
    learned = {name: learner.serving}
    return learned if learner.live is learner.serving else {LEARNING: learner.live} | learned


def _strategy(*, strategy: str, exemplars: int, **changes) -> tuple[Strategy, dict]:
    """The strategy by its name, with at most so many exemplars; and what it changes of the training config."""
    if strategy not in STRATEGIES:
        sentence = _("There is no strategy “{name}” of updating. Known are: {known}.")
        raise InvalidInput(sentence.format(name=strategy, known=", ".join(STRATEGIES)))
    chosen = STRATEGIES[strategy]
    return replace(chosen, exemplars=min(chosen.exemplars, exemplars)), changes


@contextmanager
def _recorded(
    outlook: Outlook, now: datetime, *, by_hand: bool, seed: int | None, changes: dict | None, requested_by
) -> Iterator[TrainingRun]:
    """Nobody else trains meanwhile, nothing has changed since the outlook, and the run's row tells how it went."""
    base, why = outlook.base, outlook.due.reason
    config = _config(base) | (changes or {})
    training.ready_model_store()
    with training.training_lock():
        if TrainingRun.objects.values_list("pk", flat=True).first() != outlook.last_run:
            raise Conflict(_("Another training has run meanwhile; ask again whether an update is due."))
        if live_version() != base.version:
            raise Conflict(_("Another version went live meanwhile; ask again whether an update is due."))
        with recorded_run(
            algorithm=base.version.algorithm,
            seed=settings.RECOMMENDER_SEED if seed is None else seed,
            until=now,
            requested_by=requested_by,
            config=config,
            base=base.version,
            reason=f"Asked for by hand. {why}" if by_hand else why,
        ) as run:
            yield run


def _config(base: LiveModel) -> dict:
    """How it is to learn: a network by a strategy, a baseline as it did."""
    if base.version.algorithm not in NETWORKS:
        return asdict(base.algorithm.config)
    own = {"strategy": settings.UPDATE_STRATEGY, "exemplars": settings.UPDATE_EXEMPLARS}
    return own | settings.UPDATE_CONFIG
