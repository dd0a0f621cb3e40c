import math

import numpy as np
import pytest

from recommender.evaluation.accuracy import KS, accuracy, bootstrap, intervals

RANKS = np.array([1.0, 4.0, 6.0, 21.0, np.inf])


def test_every_metric_is_there_at_every_cut_off():
    found = accuracy(RANKS)
    assert set(found) == {
        f"{name}@{k}" for name in ("HR", "NDCG", "MRR", "precision", "recall", "F1") for k in KS
    }
    assert [found[f"HR@{k}"] for k in KS] == [0.4, 0.6, 0.6, 0.8, 0.8, 0.8]
    assert found["MRR@5"] == pytest.approx((1 + 1 / 4) / 5)
    assert found["NDCG@5"] == pytest.approx((1 + 1 / np.log2(5)) / 5)


def test_with_one_target_precision_recall_and_f1_follow_from_hits():
    found = accuracy(RANKS, ks=(5,))
    assert found["recall@5"] == found["HR@5"]
    assert found["precision@5"] == pytest.approx(found["HR@5"] / 5)
    precision, recall = 1 / 5, 1  # of a case that hits
    of_a_hit = 2 * precision * recall / (precision + recall)
    assert found["F1@5"] == pytest.approx(found["HR@5"] * of_a_hit)


def test_no_cases_are_undefined():
    assert all(math.isnan(value) for value in accuracy(np.array([]), ks=(5,)).values())


def test_an_interval_holds_the_mean_and_is_the_same_for_a_seed():
    rng = np.random.default_rng(1)
    ranks = rng.integers(1, 60, size=900).astype(float)
    sessions = np.repeat(np.arange(300), 3)
    found = intervals(ranks, sessions, ks=(20,), seed=3)
    low, high = found["HR@20"]
    assert low < accuracy(ranks)["HR@20"] < high
    assert intervals(ranks, sessions, ks=(20,), seed=3) == found
    assert intervals(ranks, sessions, ks=(20,), seed=4) != found


def test_an_interval_of_independent_cases_is_that_of_the_normal_law():
    values = (np.random.default_rng(0).random((4_000, 1)) < 0.3).astype(float)
    low, high = bootstrap(values, np.arange(4_000), seed=0)
    share = values.mean()
    assert (high - low)[0] == pytest.approx(2 * 1.96 * np.sqrt(share * (1 - share) / 4_000), rel=0.1)


def test_cases_of_one_session_count_as_one_observation():
    """Each case said four times makes nobody surer."""
    values = np.random.default_rng(0).random((500, 1))
    once = bootstrap(values, np.arange(500), seed=0)
    repeated = bootstrap(np.repeat(values, 4, axis=0), np.repeat(np.arange(500), 4), seed=0)
    np.testing.assert_allclose(once, repeated)
    pretended = bootstrap(np.repeat(values, 4, axis=0), np.arange(2_000), seed=0)
    assert pretended[1] - pretended[0] < 0.6 * (once[1] - once[0])
