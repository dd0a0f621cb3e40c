import math

import numpy as np
import pytest

from recommender.insights.purchase_metrics import (
    CURVE_POINTS,
    best_threshold,
    pr_auc_interval,
    precision_recall_points,
    purchase_metrics,
    roc_points,
)

SCORES = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
BUYS = np.array([True, False, True, False, False])


def test_each_metric_has_its_own_definition():
    found = purchase_metrics(SCORES, BUYS, threshold=0.75)

    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["precision"] == pytest.approx(1 / 2)
    assert found["recall"] == pytest.approx(1 / 2)
    assert found["F1"] == pytest.approx(1 / 2)
    assert found["PR-AUC"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["ROC-AUC"] == pytest.approx(5 / 6)
    assert found["Brier"] == pytest.approx((0.01 + 0.64 + 0.09 + 0.04 + 0.01) / 5)
    assert found["base rate"] == pytest.approx(0.4)


def test_f1_is_of_precision_and_recall_not_of_accuracy():
    found = purchase_metrics(SCORES, BUYS, threshold=0.15)

    assert (found["accuracy"], found["precision"], found["recall"]) == pytest.approx((3 / 5, 1 / 2, 1))
    assert found["F1"] == pytest.approx(2 / 3)


def test_what_cannot_be_said_is_not_a_number():
    found = purchase_metrics(SCORES, np.zeros(5, dtype=bool), threshold=0.95)

    assert all(math.isnan(found[name]) for name in ("precision", "recall", "F1", "PR-AUC", "ROC-AUC"))
    assert found["accuracy"] == 1
    assert all(map(math.isnan, pr_auc_interval(SCORES, np.ones(5, dtype=bool))))


def test_the_threshold_is_where_f1_is_highest():
    assert best_threshold(SCORES, BUYS) == pytest.approx(0.7)
    assert best_threshold(SCORES, np.zeros(5, dtype=bool)) == 0.5


def test_the_interval_holds_the_measured_value_and_narrows_with_more_cases():
    value = purchase_metrics(SCORES, BUYS, threshold=0.5)["PR-AUC"]
    low, high = pr_auc_interval(SCORES, BUYS)
    narrow_low, narrow_high = pr_auc_interval(np.tile(SCORES, 50), np.tile(BUYS, 50))

    assert low <= value <= high
    assert narrow_high - narrow_low < high - low


def test_the_roc_goes_from_nobody_to_everybody():
    points = roc_points(SCORES, BUYS)

    assert points == [(0, 0), (0, 0.5), (0.3333, 0.5), (0.3333, 1), (1, 1)]


def test_precision_is_shown_by_the_share_of_buyers_found():
    assert precision_recall_points(SCORES, BUYS) == [
        (0.5, 1),
        (0.5, 0.5),
        (1, 0.6667),
        (1, 0.5),
        (1, 0.4),
    ]


def test_curves_of_many_cases_are_thinned():
    random = np.random.default_rng(0)
    points = roc_points(random.random(5_000), random.random(5_000) < 0.3)

    assert len(points) == CURVE_POINTS
    assert (points[0], points[-1]) == ((0, 0), (1, 1))
