import math

import numpy as np
import pytest

from recommender.evaluation import metrics

OFF = -np.inf


def test_the_best_item_has_rank_one():
    assert metrics.ranks_of(np.array([[OFF, 0.1, 0.9, 0.5]]), np.array([2])).tolist() == [1]


def test_ties_count_half():
    scores = np.array([[OFF, 1.0, 1.0, 1.0, 2.0]])
    assert metrics.ranks_of(scores, np.array([1])).tolist() == [1 + 1 + 2 / 2]


def test_constant_scores_do_not_hit():
    ranks = metrics.ranks_of(np.array([[OFF, *[0.0] * 100]]), np.array([7]))
    assert ranks.tolist() == [1 + 99 / 2]
    assert metrics.hits(ranks, 20).tolist() == [0]


def test_unknown_and_refused_targets_are_never_found():
    scores = np.array([[OFF, 1.0, OFF], [OFF, 1.0, OFF]])
    assert metrics.ranks_of(scores, np.array([0, 2])).tolist() == [np.inf, np.inf]


def test_scores_that_are_not_numbers_are_refused():
    with pytest.raises(ValueError, match="not numbers"):
        metrics.ranks_of(np.array([[OFF, np.nan, 1.0]]), np.array([2]))


def test_metrics_of_ranks():
    ranks = np.array([1.0, 2.0, 3.0, 11.0, np.inf])
    assert metrics.hits(ranks, 10).tolist() == [1, 1, 1, 0, 0]
    assert metrics.reciprocal_ranks(ranks, 10).tolist() == [1, 1 / 2, 1 / 3, 0, 0]
    np.testing.assert_allclose(metrics.gains(ranks, 10), [1, 1 / np.log2(3), 0.5, 0, 0])


LIST_METRICS = (metrics.hit, metrics.recall, metrics.precision, metrics.reciprocal_rank, metrics.ndcg)


@pytest.mark.parametrize("metric", LIST_METRICS)
def test_nothing_relevant_is_undefined(metric):
    assert math.isnan(metric([1, 2], [], 2))


@pytest.mark.parametrize("metric", LIST_METRICS)
def test_an_empty_list_is_a_miss(metric):
    assert metric([], [1, 2], 5) == 0


@pytest.mark.parametrize("metric", LIST_METRICS)
def test_places_beyond_k_do_not_count(metric):
    assert metric([9, 8, 1], [1], 2) == 0


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (metrics.hit, 1),
        (metrics.recall, 2 / 3),
        (metrics.precision, 2 / 4),
        (metrics.reciprocal_rank, 1 / 2),
        (metrics.ndcg, (1 / np.log2(3) + 1 / np.log2(5)) / (1 + 1 / np.log2(3) + 1 / 2)),
    ],
)
def test_several_relevant_items(metric, expected):
    assert metric([7, 1, 8, 2], [1, 2, 3], 4) == pytest.approx(expected)


def test_with_one_relevant_item_lists_and_ranks_agree():
    ranks = np.array([3.0])
    recommended = [5, 6, 4, 7]
    assert metrics.hit(recommended, [4], 4) == metrics.hits(ranks, 4)[0]
    assert metrics.reciprocal_rank(recommended, [4], 4) == metrics.reciprocal_ranks(ranks, 4)[0]
    assert metrics.ndcg(recommended, [4], 4) == pytest.approx(metrics.gains(ranks, 4)[0])


def test_coverage_is_the_share_of_the_catalog():
    assert metrics.coverage(np.array([[1, 2], [2, 3]]), 10) == 0.3
    assert math.isnan(metrics.coverage(np.array([]), 0))
