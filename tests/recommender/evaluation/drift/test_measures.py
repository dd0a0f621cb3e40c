import numpy as np
import pytest

from recommender.evaluation.drift.measures import (
    ROC_GRID,
    by_group,
    click_measures,
    error_shares,
    hits_by_position,
    roc_line,
)

# Clicked: 0.9, 0.6, 0.3, 0.8; not clicked: 0.2, 0.7, 0.1, 0.4.
GIVEN = np.array([[0.9, 0.2], [0.6, 0.7], [0.3, 0.1], [0.8, 0.4]])


def test_click_measures_equal_those_worked_out_by_hand():
    found = click_measures(GIVEN, threshold=0.5)
    assert found["accuracy"] == 6 / 8
    assert found["precision"] == 3 / 4
    assert found["recall"] == 3 / 4
    assert found["F1"] == 3 / 4
    assert found["AUC"] == 13 / 16  # pairs in the right order
    squares = [0.1, 0.2, 0.4, 0.7, 0.7, 0.1, 0.2, 0.4]
    assert found["MSE"] == pytest.approx(np.mean(np.square(squares)))
    right = [0.9, 0.8, 0.6, 0.3, 0.3, 0.9, 0.8, 0.6]
    assert found["log loss"] == pytest.approx(-np.mean(np.log(right)))
    assert found["base rate"] == 0.5


def test_nothing_said_to_be_a_click_has_no_precision_and_no_recall():
    found = click_measures(GIVEN, threshold=0.95)
    assert np.isnan(found["precision"])
    assert found["recall"] == found["F1"] == 0
    assert found["accuracy"] == 0.5


def test_the_roc_line_rises_from_the_curve_of_all_thresholds():
    line = roc_line(GIVEN)
    assert len(line) == len(ROC_GRID)
    assert line[-1] == 1
    assert (np.diff(line) >= 0).all()
    # 0.9 and 0.8 come before the first wrong one: half of the clicks at no false positive, three quarters at a fourth.
    at = dict(zip(np.round(ROC_GRID, 2).tolist(), line, strict=True))
    assert at[0.24] == pytest.approx(0.5, abs=0.02)
    assert at[0.26] == pytest.approx(0.75, abs=0.02)


def test_chance_has_a_straight_roc_line():
    assert roc_line(np.full((5, 2), 0.5)) == pytest.approx(ROC_GRID.tolist())


def test_errors_are_shared_out_by_size():
    assert error_shares(np.array([[0.95, 0.05], [0.45, 0.55]])) == [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0]


def test_hits_by_position_count_ranks_up_to_each():
    found = hits_by_position(np.array([1, 2, 10, 11]))
    assert (found["HR@1"], found["HR@2"], found["HR@9"], found["HR@10"]) == (0.25, 0.5, 0.5, 0.75)


def test_groups_are_judged_apart_and_an_empty_one_says_so():
    groups = {
        "new": np.array([True, True, False, False]),
        "established": np.array([False, False, True, True]),
        "nobody": np.zeros(4, dtype=bool),
    }
    found = by_group(GIVEN, np.array([1, 50, 3, 50]), groups, threshold=0.5)
    assert found["new"] == {"cases": 2, "accuracy": 0.75, "HR@10": 0.5}
    assert found["established"] == {"cases": 2, "accuracy": 0.75, "HR@10": 0.5}
    assert found["nobody"] == {"cases": 0}
