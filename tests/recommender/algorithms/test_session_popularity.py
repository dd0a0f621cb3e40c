import numpy as np

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.session_popularity import SessionPopularity
from recommender.dataset.sequences import pad_histories
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.conformance import AlgorithmConformance


class TestSessionPopularity(AlgorithmConformance):
    algorithm_class = SessionPopularity
    beats_random_by = 1.2


def test_the_history_comes_first_by_its_own_counts():
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = SessionPopularity().fit(dataset, split.training, split.validation, FitOptions())
    popularity = fitted.arrays["popularity"]
    history = ([30, 29, 29], [0, 0, 0], [1, 2, 3])
    items, _ = fitted.top(pad_histories([history], max_length=9), k=3)
    others = np.setdiff1d(np.arange(1, len(popularity)), [29, 30])
    assert items[0].tolist() == [29, 30, others[popularity[others].argmax()]]
