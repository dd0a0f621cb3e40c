import numpy as np
import pytest

from recommender.dataset.sequences import targets_of
from recommender.evaluation.drift.click_task import (
    ClickModel,
    Judging,
    best_threshold,
    clicks_of,
    period_cases,
    ranks_of_shown,
)
from tests.factories.drift import make_study


@pytest.fixture(scope="module")
def study():
    return make_study()


@pytest.fixture(scope="module")
def cases(study):
    return period_cases(study, study.periods[0], Judging(beside=3))


def test_each_case_shows_what_was_clicked_and_others_that_were_not(study, cases):
    clicked = targets_of(study.dataset.sequences, study.cases.take(cases.test.places))
    assert np.array_equal(cases.test.items[:, 0], clicked)
    assert cases.test.items.shape[1] == 4
    assert not (cases.test.items[:, 1:] == clicked[:, None]).any()
    assert study.items[cases.test.items].all()
    period = study.periods[0]
    assert cases.validation.places.tolist() == list(range(period.begins, period.cut))
    assert cases.test.places.tolist() == list(range(period.cut, period.ends))


def test_others_are_drawn_by_popularity_in_the_validation_part(study):
    period = study.periods[0]
    cases = period_cases(study, period, Judging(beside=50))
    shown = np.bincount(cases.test.items[:, 1:].ravel(), minlength=study.dataset.vocabulary.size)
    popularity = study.popularity(period.begins, period.cut)
    assert (shown[popularity == 0] == 0).all()
    assert np.corrcoef(shown, popularity)[0, 1] > 0.99


def test_the_same_draw_shows_the_same_and_fewer_cases_stay_in_order(study):
    period = study.periods[1]
    one, two, other = (period_cases(study, period, Judging(most=20, draw=draw)).test for draw in (1, 1, 2))
    assert np.array_equal(one.items, two.items)
    assert not np.array_equal(one.places, other.places)
    assert len(one) == 20
    assert (np.diff(one.places) > 0).all()
    middle = int(one.places[10])
    assert one.take(one.between(0, middle)).places.tolist() == one.places[:10].tolist()


class Fixed:
    """Scores each item by its number, higher is better, queries above all."""

    def __init__(self, size):
        self.size = size

    def scores(self, histories):
        return np.tile(np.arange(self.size, dtype=np.float32), (len(histories), 1))


def test_ranks_are_among_items_that_can_be_recommended_only(study, cases):
    size = study.dataset.vocabulary.size
    ranks = ranks_of_shown(Fixed(size), study, cases.test)
    better = np.array([study.items[item + 1 :].sum() for item in cases.test.items.ravel()])
    assert np.array_equal(ranks.ravel(), 1 + better)


def test_the_probability_is_the_logistic_curve_of_rank_and_popularity():
    model = ClickModel(bias=-1.0, slope=0.5, correction=-0.25, threshold=0.5, popularity=np.array([0, 0, 7]))
    found = model.probabilities(np.array([[1.0, 20.0]]), np.array([[2, 1]]))
    logits = np.array([-1 - 0.25 * np.log(8), -1 - 0.5 * np.log(20)])
    np.testing.assert_allclose(found, [1 / (1 + np.exp(-logits))])


def test_a_fitted_model_gives_clicked_ranks_the_higher_probability():
    rng = np.random.default_rng(0)
    ranks = np.stack([rng.integers(1, 30, size=300), rng.integers(1, 100, size=300)], axis=1).astype(float)
    items = np.ones((300, 2), dtype=np.int64)
    model = ClickModel.fitted(ranks, items, popularity=np.array([0, 5]))
    assert model.slope > 0
    found = model.probabilities(np.array([[1.0, 100.0]]), np.ones((1, 2), dtype=np.int64))
    assert found[0, 0] > model.threshold > found[0, 1]


def test_the_best_threshold_is_where_most_are_right():
    probabilities = np.array([[0.9, 0.2], [0.8, 0.7], [0.6, 0.3], [0.4, 0.1]])
    clicked = clicks_of(probabilities)
    threshold = best_threshold(probabilities, clicked)
    right = [((probabilities >= t) == clicked).mean() for t in np.unique(probabilities)]
    assert ((probabilities >= threshold) == clicked).mean() == max(right) == 7 / 8


def test_equal_probabilities_are_never_parted_by_the_threshold():
    probabilities = np.array([[0.5, 0.5], [0.5, 0.2]])
    assert best_threshold(probabilities, clicks_of(probabilities)) == 0.5
