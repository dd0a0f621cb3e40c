"""Several models side by side, on the log of the planted shop."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.errors import InvalidInput
from recommender import arms as arms_module
from recommender import loop
from recommender.arms import Arm, Arms
from recommender.dataset.split import end_of
from recommender.models import Deployment, ModelVersion, RecommendationList
from recommender.serving.live_model import live_model
from recommender.training.fitting import fitted_to_serve
from tests.factories.loop import plant, walk_on

pytestmark = pytest.mark.django_db
NETWORK = {"embedding_size": 16, "epochs": 2, "batch_size": 64, "learning_rate": 0.02, "decay_every": 9}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture(autouse=True)
def small(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"


@pytest.fixture
def shop(now):
    return plant(now=now)


@pytest.mark.parametrize(
    ("text", "arm"),
    [
        ("popularity", Arm("popularity", "popularity")),
        ("twin=item_knn", Arm("twin", "item_knn")),
        ("u=gru4rec+updates", Arm("u", "gru4rec", updates=True)),
        ("live", Arm("live", "")),
    ],
)
def test_an_arm_as_it_is_written(text, arm):
    assert Arm.of(text) == arm


@pytest.mark.parametrize(
    "arms", [["alchemy"], ["popularity", "popularity"], ["a=gru4rec+updates", "b=bpr+updates"]]
)
def test_what_makes_no_experiment_is_refused_in_words(arms):
    with pytest.raises(InvalidInput):
        Arms([Arm.of(text) for text in arms], seed=1)


def test_each_arm_serves_its_own_model(shop, now):
    arms = Arms([Arm.of("popularity"), Arm.of("item_knn"), Arm.of("twin=item_knn")], seed=1)
    arms.learn_anew(now=now)
    assert arms.counts["trainings"] == 2
    one, other, third = (visitor.pk for visitor in shop.visitors[:3])
    for name, visitor in (("popularity", one), ("item_knn", other), ("twin", third)):
        assert arms.refresh(name, [visitor], now=now) == 1
    served = {
        row.visitor_id: row.model_version.algorithm
        for row in RecommendationList.objects.exclude(visitor=None)
    }
    assert served == {one: "popularity", other: "item_knn", third: "item_knn"}
    assert not Deployment.objects.exists()


def test_only_the_arm_with_updates_goes_on_learning(shop, now):
    arms = Arms([Arm.of("night=gru4rec"), Arm.of("day=gru4rec+updates")], seed=1, changes=NETWORK)
    arms.learn_anew(now=now)
    night = arms.model_of("night").version
    walk_on(shop, at=now + timedelta(minutes=10), stride=-1)
    arms.learn_on(now=now + timedelta(hours=6))
    assert arms.counts["updates"] == 1
    assert arms.model_of("night").version == night
    assert ModelVersion.objects.count() == 2
    refused = arms.counts["updates refused"]
    assert (arms.model_of("day").version == night) == bool(refused)


def test_at_night_all_arms_may_learn_what_the_live_model_has_learned(shop, now, settings, monkeypatch):
    settings.UPDATE_JUDGING_SHARE = 0.05  # fewer than judge a night
    arms = Arms([Arm.of("item_knn"), Arm.of("day=gru4rec+updates")], seed=1, changes=NETWORK)
    arms.learn_anew(now=now)
    walk_on(shop, at=now + timedelta(minutes=10))
    arms.learn_on(now=now + timedelta(hours=6))
    assert arms.counts["updates refused"] == 0
    learned_until = live_model().version.learned_until
    ends = {}

    def spy(name, dataset, split, options):
        ends[name] = end_of(dataset.sequences, split.before_test)
        return fitted_to_serve(name, dataset, split, options)

    for module in (arms_module, loop):
        monkeypatch.setattr(module, "fitted_to_serve", spy)
    arms.learn_anew(now=now + timedelta(hours=12))

    assert ends["item_knn"] == ends["gru4rec"]
    assert now.timestamp() < ends["item_knn"] <= learned_until.timestamp()


def test_what_was_kept_goes_on_in_another_process(shop, now):
    arms = Arms([Arm.of("item_knn")], seed=1)
    arms.learn_anew(now=now)
    other = Arms([Arm.of("item_knn")], seed=1)
    other.restore(arms.state())
    assert other.model_of("item_knn").version == arms.model_of("item_knn").version
    assert other.counts == arms.counts
