import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils import timezone

from recommender.behavior.models import Placement
from recommender.experiments.choices import Breakage, Serves, State
from recommender.experiments.models import Arm, Experiment
from tests.factories.behavior import VisitorFactory
from tests.factories.experiments import (
    ArmFactory,
    ExperimentFactory,
    make_experiment,
    make_version,
    seen_slate,
)

pytestmark = pytest.mark.django_db


def test_it_is_a_draft_then_runs_then_has_ended():
    experiment = ExperimentFactory()
    states = [experiment.state]
    experiment.started_at = timezone.now()
    states.append(experiment.state)
    experiment.ended_at = timezone.now()

    assert [*states, experiment.state] == [State.DRAFT, State.RUNNING, State.ENDED]


def test_each_experiment_has_a_salt_of_its_own():
    made = [Experiment(name=name) for name in "ab"]

    assert made[0].salt != made[1].salt
    assert len(made[0].salt) == 16


def test_two_never_run_on_one_placement_at_once():
    make_experiment(placement=Placement.HOME_FOR_YOU)
    make_experiment(placement=Placement.PRODUCT_SIMILAR)
    make_experiment(placement=Placement.HOME_FOR_YOU, running=False)

    with pytest.raises(IntegrityError, match="experiment_one_for_placement"):
        make_experiment(placement=Placement.HOME_FOR_YOU)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"serves": Serves.VERSION}, "arm_version_where_it_serves_one"),
        ({"share": 0}, "arm_share"),
        ({"share": 1.5}, "arm_share"),
        ({"diversity": 2}, "arm_diversity"),
        ({"category_share": 0}, "arm_category_share"),
        ({"search_taste": 5}, "arm_search_taste"),
        ({"breakage": Breakage.UNREADABLE}, "arm_broken_with_reason"),
    ],
)
def test_the_database_keeps_out_an_impossible_arm(fields, name):
    with pytest.raises(IntegrityError, match=name):
        ArmFactory(**fields)


def test_two_controls_are_refused():
    experiment = make_experiment()

    with pytest.raises(IntegrityError, match="arm_one_control"):
        ArmFactory(experiment=experiment, is_control=True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"serves": Serves.VERSION}, "Name the model version that this arm serves."),
        ({"serves": Serves.POPULARITY, "diversity": 0.5}, "Popularity knows no likeness"),
    ],
)
def test_what_makes_no_arm_is_said_in_words(fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Arm(experiment=ExperimentFactory(), name="x", **fields).full_clean()


def test_an_arm_that_does_not_serve_a_version_names_none():
    with pytest.raises(ValidationError, match="leave it empty"):
        Arm(experiment=ExperimentFactory(), name="x", version=make_version()).full_clean()


def test_neither_a_version_in_an_arm_nor_an_arm_with_slates_can_be_deleted():
    experiment = make_experiment({}, {"serves": Serves.VERSION, "version": make_version()})
    control, other = experiment.arms.all()
    seen_slate(control, VisitorFactory())

    with pytest.raises(ProtectedError):
        other.version.delete()
    with pytest.raises(ProtectedError):
        experiment.delete()


def test_a_broken_arm_ends_the_time_in_which_the_arms_are_what_they_say():
    experiment = make_experiment()
    assert experiment.valid_until() is None

    broke = timezone.now()
    experiment.arms.filter(is_control=False).update(broken_at=broke, breakage=Breakage.UNREADABLE)
    experiment.ended_at = timezone.now()

    assert experiment.valid_until() == broke
