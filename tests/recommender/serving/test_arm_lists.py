"""The lists that an experiment's arms make beside everybody's."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.algorithms.checkpoint import MANIFEST
from recommender.arms import Arm, Arms
from recommender.behavior.models import Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.choices import Breakage, ExperimentKind, Serves
from recommender.experiments.models import Experiment
from recommender.experiments.plans import forget_plans, running_plans
from recommender.experiments.selectors import exposures, left_out
from recommender.loop import run_loop, train_challenger
from recommender.models import RecommendationList
from recommender.serving import live_model as models
from recommender.serving.deployment import deploy, roll_back
from recommender.serving.lists import forget_arm_lists, refresh_lists
from recommender.serving.live_model import live_model
from recommender.serving.slates import serve_slate
from recommender.training.services import checkpoint_folder
from tests.factories.behavior import ImpressionFactory
from tests.factories.experiments import make_experiment
from tests.factories.loop import plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop(now, settings, tmp_path):
    """Item k-NN is live."""
    settings.MODEL_STORE = tmp_path / "models"
    planted = plant(now=now - timedelta(days=1), visitors=40)
    run_loop(now=now, algorithm="item_knn", refresh=lambda **_: 0)
    return planted


@pytest.fixture
def other(shop, now, monkeypatch):
    """A version that is not live."""
    version = train_challenger(now=now, algorithm="popularity").version
    monkeypatch.setattr(models, "_loaded", {})
    return version


@pytest.fixture
def experiment(other):
    return make_experiment({}, {"serves": Serves.VERSION, "version": other})


def lists_of(arm) -> dict:
    return {made.visitor_id: made for made in RecommendationList.objects.filter(arm=arm)}


def assigned(experiment, shop, arm) -> set:
    plan = running_plans()[experiment.placement]
    return {v.pk for v in shop.visitors if arm.pk in [met.id for met in plan.arms_of(v.pk)]}


def see(visitor) -> Slate:
    slate = serve_slate(RequestVisitor(id=visitor.pk), Placement.HOME_FOR_YOU, k=4)
    return Slate.objects.get(pk=slate.id)


def refresh(shop, now) -> int:
    return refresh_lists([visitor.pk for visitor in shop.visitors], now=now)


def test_everybody_has_the_usual_list_and_the_arms_visitors_one_by_its_version(shop, experiment, other, now):
    control, arm = experiment.arms.order_by("pk")

    assert refresh(shop, now) == len(shop.visitors)

    assert len(lists_of(None)) == len(shop.visitors)
    assert lists_of(arm).keys() == assigned(experiment, shop, arm)
    assert {made.model_version for made in lists_of(arm).values()} == {other}
    assert {made.model_version for made in lists_of(None).values()} == {live_model().version}
    assert lists_of(control) == {}


def test_where_two_rankers_share_a_slate_everybody_has_both(shop, experiment, now):
    Experiment.objects.update(kind=ExperimentKind.INTERLEAVING)
    forget_plans()

    refresh(shop, now)

    assert len(lists_of(experiment.arms.get(is_control=False))) == len(shop.visitors)


def test_an_arm_may_be_the_live_model_with_another_diversity(shop, now):
    experiment = make_experiment({}, {"diversity": 0.0})
    arm = experiment.arms.get(is_control=False)

    refresh(shop, now)

    assert {made.model_version for made in lists_of(arm).values()} == {live_model().version}


def test_making_them_again_replaces_them(shop, experiment, now):
    refresh(shop, now)
    refresh(shop, now + timedelta(minutes=1))

    arm = experiment.arms.get(is_control=False)
    assert {made.made_at for made in lists_of(arm).values()} == {now + timedelta(minutes=1)}


def test_who_pauses_personalization_has_none_of_them(shop, experiment, now):
    refresh(shop, now)
    arm = experiment.arms.get(is_control=False)
    away = next(iter(lists_of(arm)))
    Visitor.objects.filter(pk=away).update(allows_personalization=False)

    refresh(shop, now)

    assert not RecommendationList.objects.filter(visitor=away).exists()


def cut_short(folder) -> None:
    path = folder / "arrays.npz"
    path.write_bytes(path.read_bytes()[:-10])


def give_no_bytes(folder) -> None:
    (folder / "arrays.npz").unlink()
    (folder / "arrays.npz").symlink_to("/proc/self/mem")  # it opens, and reading is an input/output error


def name_a_stranger(folder) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"algorithm": "popularity"', '"algorithm": "oracle"'))


@pytest.mark.parametrize("damage", [shutil.rmtree, cut_short, give_no_bytes, name_a_stranger])
def test_an_arm_that_cannot_be_read_is_marked_and_its_visitors_are_served_what_is_live(
    shop, experiment, other, now, damage
):
    arm = experiment.arms.get(is_control=False)
    theirs, elses = (
        next(v for v in shop.visitors if (v.pk in assigned(experiment, shop, arm)) == is_theirs)
        for is_theirs in (True, False)
    )
    refresh(shop, now)
    ImpressionFactory(slate=see(theirs))
    damage(checkpoint_folder(other))
    models._loaded.clear()  # as in a worker that begins
    broke = timezone.now()

    assert refresh(shop, broke) == len(shop.visitors)

    arm.refresh_from_db()
    assert (arm.broken_at, arm.breakage) == (broke, Breakage.UNREADABLE)
    assert experiment.valid_until() == broke
    slate = see(theirs)
    assert (slate.model_version, slate.arm) == (live_model().version, arm)
    assert len(slate.product_ids) == 4
    assert set(slate.product_ids) <= set(lists_of(None)[theirs.pk].product_ids)
    for one in (slate, see(elses)):
        ImpressionFactory(slate=one)
    assert [exposure.visitor_id for exposure in exposures(experiment)] == [theirs.pk]
    assert left_out(experiment) == 2


def test_an_arm_whose_version_is_rolled_back_is_marked(shop, experiment, other):
    deploy(version=other, reason="by hand")

    deployment = roll_back()

    arm = experiment.arms.get(is_control=False)
    assert (arm.broken_at, arm.breakage) == (deployment.started_at, Breakage.ROLLED_BACK)


def test_a_simulation_with_models_of_its_own_makes_no_lists_of_arms(shop, experiment, now):
    refresh_lists([visitor.pk for visitor in shop.visitors], now=now, model=live_model())

    assert lists_of(experiment.arms.get(is_control=False)) == {}


def test_a_simulation_of_the_live_model_meets_the_experiment(shop, experiment, now):
    arm = experiment.arms.get(is_control=False)

    Arms([Arm.of("live")], seed=1).refresh("live", [visitor.pk for visitor in shop.visitors], now=now)

    assert lists_of(arm).keys() == assigned(experiment, shop, arm)


def test_the_lists_of_one_experiment_are_taken_away_and_no_others(shop, experiment, now):
    refresh(shop, now)

    forget_arm_lists(experiment)

    left = RecommendationList.objects.filter(placement=Placement.HOME_FOR_YOU)
    assert left.count() == left.filter(arm=None).count() == len(shop.visitors)
