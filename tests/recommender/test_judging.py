from datetime import timedelta

import pytest
from django.utils import timezone

from config.errors import InvalidInput
from recommender.judging import CHAMPION
from recommender.loop import run_loop
from recommender.models import ModelVersion, TrainingRun
from recommender.serving import live_model as live_models
from tests.factories.loop import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def shop(now, settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    return plant(now=now)


def turn(now, algorithm="item_knn", **fields):
    return run_loop(now=now, algorithm=algorithm, refresh=lambda **_: 0, **fields)


def test_a_version_says_until_when_it_learned(now):
    """All before the test period: a network meets its validation period at last."""
    tiny = {"embedding_size": 4, "epochs": 1}
    baseline, network = turn(now).version, turn(now, "gru4rec", changes=tiny).version

    assert network.learned_until == baseline.learned_until < now


def test_a_network_keeps_its_loss_on_what_judged_it(now):
    short, long = (
        turn(now, "gru4rec", changes={"embedding_size": 8, "learning_rate": 0.02, "epochs": epochs}).version
        for epochs in (1, 12)
    )

    assert 0 < long.held_out_loss < short.held_out_loss
    assert turn(now).version.held_out_loss is None


def test_what_the_live_model_has_learned_does_not_judge(now):
    champion = turn(now)
    cases = champion.reports["item_knn"].cases
    learned_until = champion.version.learned_until
    # As if it had gone on learning: half of the test period lies before now.
    middle = learned_until + (now - learned_until) / 2
    ModelVersion.objects.filter(pk=champion.version.pk).update(learned_until=middle)
    live_models._loaded.clear()  # another process

    report = turn(now)

    assert 0 < report.reports[CHAMPION].cases < cases
    assert middle - timedelta(days=1) < report.version.learned_until <= middle  # it may learn as much
    assert report.reports["item_knn"].cases == report.reports[CHAMPION].cases


def test_a_live_model_that_has_learned_all_that_could_judge_is_said_in_words(now):
    version = turn(now).version
    ModelVersion.objects.filter(pk=version.pk).update(learned_until=now + timedelta(days=1))
    live_models._loaded.clear()

    with pytest.raises(InvalidInput, match="has learned all that could judge"):
        turn(now)
    assert TrainingRun.objects.first().status == TrainingRun.Status.FAILED
