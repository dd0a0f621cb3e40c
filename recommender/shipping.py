"""An experiment's winner goes live, if the gate lets it: what visitors clicked is one judge, all held-out cases the other."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import ApplicationError, InvalidInput
from recommender.algorithms.interface import FitOptions
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import samples_from
from recommender.evaluation.models import GateDecision
from recommender.evaluation.translation import Translated
from recommender.experiments.models import Arm, Experiment
from recommender.judging import POPULARITY, Challenger, champion_of, decide, evaluate_all, unknown_to
from recommender.loop import split_dataset
from recommender.serving.deployment import deploy
from recommender.serving.live_model import loaded
from recommender.serving.shippable import version_to_ship
from recommender.training.fitting import fitted
from recommender.training.models import ModelVersion


def ship_arm(arm: Arm, *, now: datetime, by=None) -> bool:
    """Whether its version went live. The experiment keeps in words what came of it, also where nothing could be judged.

    A task that runs once more finds what the first one did, and leaves it.
    """
    if arm.experiment.shipped_arm_id == arm.pk:
        return True
    try:
        decision = _judged(version_to_ship(arm), now)
        with transaction.atomic():
            if decision.passed:
                reason = _("winner of “%(name)s”") % {"name": arm.experiment.name}
                deploy(version=arm.version, reason=reason, by=by)
            return _kept(arm, " ".join(decision.reasons), passed=decision.passed)
    except ApplicationError as error:
        return _kept(arm, error.message, passed=False)


def _kept(arm: Arm, said: str, *, passed: bool) -> bool:
    facts = {"shipping": said} | ({"shipped_arm": arm} if passed else {})
    Experiment.objects.filter(pk=arm.experiment_id).update(**facts)
    return passed


def _judged(version: ModelVersion, now: datetime) -> GateDecision:
    """By what neither this version nor the live one has learned."""
    dataset = extract_dataset(until=now).dataset
    split = split_dataset(dataset)
    champion, obstacle = champion_of()
    cases = _unknown_to_version(version, dataset, unknown_to(champion, dataset, split.test))
    model = loaded(version)
    contestants = {
        POPULARITY: fitted(POPULARITY, dataset, split, FitOptions(seed=settings.RECOMMENDER_SEED)),
        version.algorithm: Translated(
            model.algorithm, name=version.algorithm, known=model.vocabulary, vocabulary=dataset.vocabulary
        ),
    }
    reports = evaluate_all(dataset, cases, contestants, champion)
    return decide(Challenger(version.run, version, dataset, reports, champion, obstacle))


def _unknown_to_version(version: ModelVersion, dataset: Dataset, cases: Samples) -> Samples:
    if version.learned_until is None:
        return cases
    left = samples_from(dataset.sequences, cases, int(version.learned_until.timestamp()))
    if not len(left):
        raise InvalidInput(
            _("%(version)s has learned all that could judge it. Ship it when more has happened.")
            % {"version": version}
        )
    return left
