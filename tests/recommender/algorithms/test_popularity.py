import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.popularity import Popularity, PopularityConfig
from recommender.dataset.sequences import pad_histories
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.conformance import AlgorithmConformance

NOBODY = pad_histories([([], [], [])], max_length=5)


class TestPopularity(AlgorithmConformance):
    algorithm_class = Popularity
    beats_random_by = 1.2


def test_scores_follow_the_counts_of_the_training_part():
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = Popularity().fit(dataset, split.training, split.validation, FitOptions())
    times = dataset.sequences.times
    first_test = times[dataset.sequences.offsets[split.validation.rows] + split.validation.ends].min()
    counts = np.bincount(dataset.sequences.items[times < first_test], minlength=dataset.vocabulary.size)
    scores = fitted.scores(NOBODY)[0, 1:]
    np.testing.assert_allclose(scores, counts[1:] / counts.max(), atol=0.03)


def test_a_half_life_prefers_what_is_popular_now():
    dataset = make_dataset(rows=50)
    items, times = dataset.sequences.items, dataset.sequences.times
    items[:] = np.where(times < np.quantile(times, 0.7), 1, 2)
    split = make_split(dataset)
    best = {
        half_life: int(
            Popularity(PopularityConfig(half_life_days=half_life))
            .fit(dataset, split.before_test, split.validation, FitOptions())
            .scores(NOBODY)
            .argmax()
        )
        for half_life in (None, 1.0)
    }
    assert best == {None: 1, 1.0: 2}


def test_it_is_not_scored_before_it_is_fitted():
    with pytest.raises(RuntimeError, match="before it was fitted"):
        Popularity().scores(NOBODY)
