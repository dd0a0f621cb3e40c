"""Whether an update is due: what shoppers did since the last training, and how the live model fares with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.dataset.sequences import target_times
from recommender.loop import run_loop
from recommender.models import ModelVersion, TrainingRun
from recommender.outlook import update_outlook
from recommender.serving import live_model as live_models
from recommender.training.trigger import TriggerRules
from tests.factories.loop import plant, walk_on

pytestmark = pytest.mark.django_db

REST = timedelta(hours=1)
NETWORK = {"embedding_size": 16, "epochs": 8, "batch_size": 64, "learning_rate": 0.02, "decay_every": 9}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def shop(now, settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.UPDATE_RULES = TriggerRules(
        samples=400, loss_growth=0.5, samples_for_loss=50, rest=REST.total_seconds()
    )
    return plant(now=now)


def trained(now, algorithm="gru4rec") -> ModelVersion:
    changes = NETWORK if algorithm == "gru4rec" else {}
    return run_loop(now=now, algorithm=algorithm, changes=changes, refresh=lambda **_: 0).version


def test_without_a_live_model_there_is_nothing_to_update(now):
    outlook = update_outlook(now=now, thorough=True)
    assert not outlook.due.due
    assert "No model version is live" in str(outlook)
    assert outlook.news is None


def test_a_version_that_does_not_say_until_when_it_learned_is_not_updated(now):
    trained(now)
    ModelVersion.objects.update(learned_until=None)  # as those of before updates were known
    live_models._loaded.clear()

    outlook = update_outlook(now=now + 2 * REST)

    assert not outlook.due.due
    assert outlook.due.reason.startswith("v1 gru4rec does not say until when it learned.")


def test_enough_new_samples_are_reason_enough(shop, now):
    """80 visitors, 6 steps each: 480 new targets, and those that judged the training are new too."""
    trained(now)
    judged = len(update_outlook(now=now, thorough=True).news.arrived)
    walk_on(shop, at=now + timedelta(minutes=1))

    outlook = update_outlook(now=now + 2 * REST)

    assert outlook.due.due
    assert judged > 0
    assert outlook.due.reason == f"{480 + judged} new samples reach the threshold of 400."
    assert "An update of v1 gru4rec is due" in str(outlook)


def test_a_grown_loss_is_reason_enough(shop, now, settings):
    """They walk the other way round."""
    trained(now)
    walk_on(shop, at=now + timedelta(minutes=1), stride=-1, steps=3)

    outlook = update_outlook(now=now + 2 * REST)

    assert len(outlook.news.arrived) < settings.UPDATE_RULES.samples
    assert outlook.due.due
    assert "The loss grew by" in outlook.due.reason


def test_a_few_who_do_as_before_are_no_reason(shop, now):
    trained(now)
    walk_on(shop, at=now + timedelta(minutes=1), steps=3)

    outlook = update_outlook(now=now + 2 * REST)

    assert not outlook.due.due
    assert "are below their thresholds" in outlook.due.reason


def test_never_more_often_than_the_rest_time(shop, now):
    trained(now)
    walk_on(shop, at=now + timedelta(minutes=1))

    outlook = update_outlook(now=now + REST / 2)

    assert not outlook.due.due
    assert "the least pause is 3600 s" in outlook.due.reason
    assert update_outlook(now=now + 2 * REST).due.due


@pytest.mark.parametrize("status", TrainingRun.Status)
def test_also_an_update_that_came_to_nothing_is_followed_by_a_rest(shop, now, status):
    version = trained(now)
    walk_on(shop, at=now + timedelta(minutes=1))
    TrainingRun.objects.create(
        algorithm="gru4rec",
        base=version,
        status=status,
        started_at=now + REST,
        dataset_facts={"until": (now + timedelta(seconds=30)).isoformat()},
    )

    assert not update_outlook(now=now + 1.5 * REST).due.due
    assert update_outlook(now=now + 2.5 * REST).due.due


def test_what_a_finished_update_has_looked_at_does_not_count_again(shop, now):
    """The gate refused it, say: the same events are no reason to try once more."""
    version = trained(now)
    walk_on(shop, at=now + timedelta(minutes=1))
    refused = TrainingRun.objects.create(
        algorithm="gru4rec",
        base=version,
        status=TrainingRun.Status.DONE,
        started_at=now + REST,
        dataset_facts={"until": (now + REST).isoformat()},
    )
    assert not update_outlook(now=now + 3 * REST).due.due

    TrainingRun.objects.filter(pk=refused.pk).update(status=TrainingRun.Status.FAILED)
    assert update_outlook(now=now + 3 * REST).due.due


def test_a_glance_is_enough_where_little_has_happened(shop, now):
    trained(now)
    walk_on(shop, at=now + timedelta(minutes=1), steps=1)

    outlook = update_outlook(now=now + 2 * REST)
    assert outlook.news is not None  # 80 events might be 50 samples

    settled = update_outlook(now=now + timedelta(minutes=1))
    assert settled.news is None
    assert not settled.due.due


def test_a_thorough_look_reads_what_is_new_though_none_is_due(now):
    version = trained(now)

    outlook = update_outlook(now=now + timedelta(minutes=1), thorough=True)

    assert not outlook.due.due
    sequences = outlook.news.extract.dataset.sequences
    learned_until = version.learned_until.timestamp()
    assert target_times(sequences, outlook.news.split.past).max() < learned_until
    assert target_times(sequences, outlook.news.split.new).min() >= learned_until
    assert target_times(sequences, outlook.news.arrived).min() >= learned_until  # all that judged it


def test_a_baseline_knows_no_loss_but_its_samples_count(shop, now):
    trained(now, "item_knn")
    walk_on(shop, at=now + timedelta(minutes=1), stride=-1, steps=3)
    assert "0 losses on them are too few" in update_outlook(now=now + 2 * REST).due.reason

    walk_on(shop, at=now + timedelta(minutes=30), steps=3, seed=1)
    assert update_outlook(now=now + 2 * REST).due.due
