"""Several models serve at once, each the visitors of its own arm: what a comparison in one running shop needs.

Only who makes a visitor's list differs; slates, refusals, fallback and log are everybody's. An arm with updates is the
live model: its nightly challenger passes the gate, and between two nights it goes on learning (update_loop.py). The
other arms serve what the night trained.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from config.errors import ApplicationError, InvalidInput
from recommender.algorithms.interface import FitOptions
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import Dataset
from recommender.judging import decide, live_learned_until
from recommender.loop import known_algorithm, split_dataset, train_challenger
from recommender.serving.deployment import deploy, version_by_number
from recommender.serving.lists import refresh_lists
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.product_lists import refresh_product_lists
from recommender.training import services as training
from recommender.training.fitting import fitted_to_serve
from recommender.training.models import ModelVersion
from recommender.turns import recorded_run, timed
from recommender.update_loop import run_update

logger = logging.getLogger(__name__)
UPDATED = "+updates"
LIVE = "live"


@dataclass(frozen=True)
class Arm:
    name: str
    algorithm: str
    """Empty: whatever is live, trained by whoever trains it."""
    updates: bool = False

    @classmethod
    def of(cls, text: str) -> "Arm":
        """[NAME=]ALGORITHM[+updates], or live. Raises InvalidInput, in words, for an algorithm that nobody has."""
        name, named, what = text.rpartition("=")
        if what == LIVE:
            return cls(name if named else what, "")
        algorithm = what.removesuffix(UPDATED)
        return cls(name if named else what, known_algorithm(algorithm), what.endswith(UPDATED))


class Arms:
    """What each arm serves now. `changes` are fields of the networks' configs, `update_changes` as run_update takes them."""

    def __init__(
        self,
        arms: Sequence[Arm],
        *,
        seed: int,
        changes: dict | None = None,
        update_changes: dict | None = None,
    ):
        if len({arm.name for arm in arms}) < len(arms):
            raise InvalidInput("Two arms have the same name; say NAME=ALGORITHM.")
        if sum(arm.updates for arm in arms) > 1:
            raise InvalidInput("Only one arm can go on learning during the day: it is the live model.")
        self.arms = {arm.name: arm for arm in arms}
        self.seed, self.changes, self.update_changes = seed, changes or {}, update_changes or {}
        self.models: dict[str, LiveModel] = {}
        """By algorithm: what the last night trained."""
        self.counts = {"trainings": 0, "refused": 0, "updates": 0, "updates refused": 0, "updates missed": 0}

    def learn_anew(self, *, now: datetime) -> None:
        """The night: every algorithm is trained on the log that all arms share; lists around products follow."""
        algorithms = dict.fromkeys(arm.algorithm for arm in self.arms.values() if arm.algorithm)
        if not algorithms:
            return
        updated = [arm.algorithm for arm in self.arms.values() if arm.updates]
        dataset = None
        for algorithm in updated:
            dataset = self._challenge(algorithm, now)
        dataset = dataset or extract_dataset(until=now).dataset
        for algorithm in algorithms:
            if algorithm not in updated:
                self.models[algorithm] = self._fit(algorithm, dataset, now)
        refresh_product_lists(dataset, now=now)

    def learn_on(self, *, now: datetime) -> None:
        """The arm with updates learns what has happened since; the others do not."""
        if not any(arm.updates for arm in self.arms.values()):
            return
        try:
            report = run_update(
                now=now,
                by_hand=True,
                seed=self.seed,
                changes=self.update_changes,
                refresh=lambda **_: 0,
            )
        except ApplicationError as error:
            logger.info("No update was made: %s", error)
            report = None
        if report is None or report.turn is None:
            self.counts["updates missed"] += 1
        else:
            self.counts["updates"] += 1
            self.counts["updates refused"] += not report.turn.decision.passed

    def refresh(self, name: str, visitor_ids: Sequence[UUID], *, now: datetime) -> int:
        """The lists of these visitors, who are of this arm; says how many have one. Those of the live model also meet the
        experiments that run in the shop."""
        return refresh_lists(visitor_ids, now=now, model=self._own_model_of(name))

    def model_of(self, name: str) -> LiveModel | None:
        return self._own_model_of(name) or live_model()

    def _own_model_of(self, name: str) -> LiveModel | None:
        """None where the arm is served by whatever is live."""
        arm = self.arms[name]
        return None if arm.updates or not arm.algorithm else self.models[arm.algorithm]

    def state(self) -> dict:
        """What it takes to go on in another process."""
        return {
            "versions": {algorithm: model.version.number for algorithm, model in self.models.items()},
            "counts": self.counts,
        }

    def restore(self, state: dict) -> None:
        self.counts |= state["counts"]
        for algorithm, number in state["versions"].items():
            version = version_by_number(number)
            self.models[algorithm] = LiveModel(version, training.load_version(version))

    def _challenge(self, algorithm: str, now: datetime) -> Dataset:
        """As the nightly loop does it: the gate says whether the new version goes live."""
        challenger = train_challenger(now=now, algorithm=algorithm, seed=self.seed, changes=self.changes)
        decision = decide(challenger)
        if decision.passed or live_model() is None:
            deploy(version=challenger.version, reason=decision.reasons[-1])
        self.counts["refused"] += not decision.passed
        self._trained(algorithm, challenger.version)
        return challenger.dataset

    def _fit(self, algorithm: str, dataset: Dataset, now: datetime) -> LiveModel:
        """Without measuring: this version competes with nobody for the place of the live one."""
        config = settings.RECOMMENDER_CONFIGS.get(algorithm)
        config = config | self.changes if config else {}
        training.ready_model_store()
        with (
            training.training_lock(),
            recorded_run(algorithm=algorithm, seed=self.seed, until=now, config=config) as run,
        ):
            options = FitOptions(seed=self.seed, device=settings.TORCH_DEVICE)
            with timed(run, "train"):
                split = split_dataset(dataset, judged_from=live_learned_until())
                model = fitted_to_serve(algorithm, dataset, split, replace(options, extra=config))
            run.dataset_fingerprint = dataset.fingerprint
            version = training.register_version(run=run, algorithm=model, metrics={})
        return self._trained(algorithm, version)

    def _trained(self, algorithm: str, version: ModelVersion) -> LiveModel:
        self.counts["trainings"] += 1
        self.models[algorithm] = LiveModel(version, training.load_version(version))
        return self.models[algorithm]
