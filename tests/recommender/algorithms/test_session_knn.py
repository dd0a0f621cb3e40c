import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.session_knn import SessionKNN, SessionKNNConfig
from recommender.dataset.sequences import pad_histories
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.test_item_knn import sessions

LOG = {1: np.log(1 + 3), 2: np.log(1 + 3 / 2)}  # idf of an item in one session of three, in two


class TestSessionKNN(AlgorithmConformance):
    algorithm_class = SessionKNN
    beats_random_by = 3.0


def scored(history, *rows, size=9, **config):
    algorithm = SessionKNN(SessionKNNConfig(**config))
    known = sessions(*rows)
    known.times[:] += np.repeat(np.arange(len(rows)), known.lengths) * 100_000
    algorithm.arrays = algorithm.learn(known, size=size)
    return algorithm.scored(pad_histories([(history, [0] * len(history), [0] * len(history))], max_length=9))[
        0
    ]


def test_scores_are_the_sums_computed_by_hand():
    plain = {"recency": 0, "distance": 0, "before": 1, "decay": 0.5, "length": 1}
    found = scored([1, 2], [1, 3], [1, 2, 4, 5], [2, 6], **plain)
    first, second, third = 0.5 * LOG[2] / 2, (0.5 * LOG[2] + LOG[2]) / 4, LOG[2] / 2
    expected = [first + second, second + third, first, second, second, third, 0, 0]
    np.testing.assert_allclose(found[1:], expected, atol=1e-5)


def test_events_near_the_newest_shared_one_count_more_and_earlier_ones_less():
    weights = {"recency": 0, "distance": np.log(2), "before": 0.5, "decay": 1, "length": 0}
    found = scored([5, 1], [5, 2, 1, 3, 4], [6], [7], **weights)
    expected = np.array([1, 0.25, 0.5, 0.25, 0.125]) * 2 * LOG[1]
    np.testing.assert_allclose(found[[1, 2, 3, 4, 5]], expected, atol=1e-5)


def test_newer_sessions_count_more_by_the_share_of_sessions_between():
    found = scored([1], [1, 2], [1, 3], [4], recency=3.0, before=1)
    assert found[3] / found[2] == pytest.approx(np.exp(1), rel=1e-4)


def test_only_the_nearest_sessions_vote_and_of_equal_ones_the_newer():
    found = scored([1, 2], [1, 2, 3], [2, 4], [2, 5], neighbors=2, recency=0, length=0)
    assert found[3] > found[5] > 1e-3 > found[4]


def test_scoring_leaves_what_was_learned_as_it_is():
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = SessionKNN().fit(dataset, split.training, split.validation, FitOptions())
    before = {name: array.copy() for name, array in fitted.arrays.items()}
    fitted.top(pad_histories([([3, 9], [0, 0], [0, 60])], max_length=5), k=3)
    assert all(np.array_equal(array, fitted.arrays[name]) for name, array in before.items())
