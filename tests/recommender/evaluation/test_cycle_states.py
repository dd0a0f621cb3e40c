import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import NOTHING, histories_of
from recommender.evaluation.cycle_states import CycleStates, Start, starts
from recommender.training.one_stage import Gru4Rec
from recommender.training.updates import Learner
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


@pytest.fixture(scope="module")
def fitted(dataset):
    def fit(seed):
        options = FitOptions(seed=seed, device="cpu", extra={"embedding_size": 8, "epochs": 1})
        return Gru4Rec().fit(dataset, make_split(dataset).training, NOTHING, options)

    return fit(1), fit(2)


@pytest.fixture
def states(tmp_path):
    return CycleStates(tmp_path / "states", device="cpu")


def scores(algorithm, dataset):
    return algorithm.scores(
        histories_of(dataset.sequences, make_split(dataset).test.take(slice(5)), max_length=9)
    )


def test_a_learner_comes_back_as_it_was_left_and_replaces_the_one_before(states, fitted, dataset):
    live, serving = fitted
    states.leave("averaged", 1, Learner.of(live))
    states.leave("averaged", 2, Learner(live, serving))
    assert states.weeks("averaged") == [2]
    found = states.learner("averaged", 2)
    np.testing.assert_array_equal(scores(found.live, dataset), scores(live, dataset))
    np.testing.assert_array_equal(scores(found.serving, dataset), scores(serving, dataset))


def test_one_that_serves_itself_is_still_one(states, fitted):
    states.leave("fine_tune", 1, Learner.of(fitted[0]))
    found = states.learner("fine_tune", 1)
    assert found.live is found.serving


def test_the_first_fit_is_made_once(states, fitted):
    asked = []
    for _ in range(2):
        states.first(lambda: asked.append(1) or fitted[0])
    assert asked == [1]


def begin(states, fitted, *, done, strategies=("static", "fine_tune", "full_retraining")) -> dict[str, Start]:
    return starts(strategies, [3, 4, 5], done=done, states=states, fit=lambda: fitted[0])


def test_nothing_is_fitted_where_all_is_done(states):
    assert starts(["static"], [3], done={("static", 3)}, states=states, fit=None) == {}


def test_a_strategy_goes_on_after_its_newest_state(states, fitted):
    states.leave("fine_tune", 3, Learner.of(fitted[1]))
    found = begin(states, fitted, done={("static", 3), ("fine_tune", 3), ("full_retraining", 3)})
    assert {name: start.week for name, start in found.items()} == {
        "static": 4,
        "fine_tune": 4,
        "full_retraining": 4,
    }


def test_without_a_state_only_what_needs_no_past_goes_on(states, fitted):
    found = begin(states, fitted, done={("fine_tune", 3), ("full_retraining", 3)})
    assert {name: start.week for name, start in found.items()} == {
        "static": 3,
        "fine_tune": 3,
        "full_retraining": 4,
    }
