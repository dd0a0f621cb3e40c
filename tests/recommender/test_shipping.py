import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from config.errors import InvalidInput
from recommender.experiments.choices import Breakage, Serves
from recommender.judging import CHAMPION
from recommender.loop import run_loop, train_challenger
from recommender.models import Deployment, GateDecision, ModelVersion
from recommender.serving import live_model as models
from recommender.serving.deployment import live_version
from recommender.serving.shippable import version_to_ship
from recommender.shipping import ship_arm
from recommender.tasks import ship_winner
from recommender.training.services import checkpoint_folder
from tests.factories.accounts import UserFactory
from tests.factories.experiments import make_experiment
from tests.factories.loop import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def live(now, settings, tmp_path, monkeypatch):
    """Item k-NN, which knows the planted pattern well."""
    settings.MODEL_STORE = tmp_path / "models"
    monkeypatch.setattr(models, "_loaded", {})
    plant(now=now - timedelta(days=1))
    return run_loop(now=now, algorithm="item_knn", refresh=lambda **_: 0).version


def arm_of(algorithm: str, now, **fields):
    version = train_challenger(now=now, algorithm=algorithm).version
    experiment = make_experiment({}, {"name": "new", "serves": Serves.VERSION, "version": version} | fields)
    return experiment.arms.get(is_control=False)


def test_a_winner_that_passes_the_gate_goes_live(now, live):
    arm = arm_of("item_knn", now)
    by = UserFactory()

    assert ship_arm(arm, now=now, by=by)

    deployment = Deployment.objects.get(ended_at=None)
    assert (deployment.version, deployment.by) == (arm.version, by)
    assert deployment.reason == f"winner of “{arm.experiment.name}”"
    decision = GateDecision.objects.first()
    assert (decision.challenger, decision.champion, decision.passed) == (arm.version, live, True)
    assert CHAMPION in decision.metrics
    arm.experiment.refresh_from_db()
    assert arm.experiment.shipped_arm == arm
    assert "The challenger beats popularity" in arm.experiment.shipping


def test_a_task_that_runs_twice_ships_once(now):
    arm = arm_of("item_knn", now)
    by = UserFactory()
    ship_winner(arm.pk, by.pk)
    arm.experiment.refresh_from_db()
    said = arm.experiment.shipping

    ship_winner(arm.pk, by.pk)

    arm.experiment.refresh_from_db()
    assert (arm.experiment.shipped_arm, arm.experiment.shipping) == (arm, said)
    assert Deployment.objects.filter(version=arm.version).count() == 1


def test_one_that_the_gate_refuses_stays_where_it_was_and_the_reasons_are_kept(now, live):
    arm = arm_of("session_popularity", now)

    assert not ship_arm(arm, now=now)

    assert live_version() == live
    arm.experiment.refresh_from_db()
    assert arm.experiment.shipped_arm is None
    assert "worse than the live model" in arm.experiment.shipping
    assert GateDecision.objects.first().passed is False


def test_what_has_learned_all_that_could_judge_it_waits(now, live):
    arm = arm_of("item_knn", now)
    ModelVersion.objects.filter(pk=arm.version_id).update(learned_until=now)
    arm.version.refresh_from_db()

    assert not ship_arm(arm, now=now)

    arm.experiment.refresh_from_db()
    assert "has learned all that could judge it" in arm.experiment.shipping
    assert live_version() == live


def test_a_checkpoint_that_is_gone_is_told(now, live):
    arm = arm_of("item_knn", now)
    shutil.rmtree(checkpoint_folder(arm.version))

    assert not ship_arm(arm, now=now)

    arm.experiment.refresh_from_db()
    assert arm.experiment.shipping
    assert live_version() == live


def test_the_task_makes_new_lists_for_everyone(now, monkeypatch):
    arm, refreshed = arm_of("item_knn", now), []
    monkeypatch.setattr("recommender.tasks.refresh_all", lambda: refreshed.append(True))

    ship_winner(arm.pk, UserFactory().pk)

    assert live_version() == arm.version
    assert refreshed == [True]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"diversity": 0.5}, "put LIST_DIVERSITY = 0.5 into config/settings/recommender.py"),
        ({"search_taste": 0}, "put SEARCH_TASTE = 0 into config/settings/recommender.py"),
        ({"broken_at": timezone.now(), "breakage": Breakage.ROLLED_BACK}, "Its version was rolled back"),
    ],
)
def test_what_cannot_go_live_as_it_is_is_refused_in_words(now, fields, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        version_to_ship(arm_of("item_knn", now, **fields))


def test_what_is_live_already_is_not_shipped(live):
    experiment = make_experiment({}, {"serves": Serves.VERSION, "version": live})

    with pytest.raises(InvalidInput, match="is live already"):
        version_to_ship(experiment.arms.get(is_control=False))
