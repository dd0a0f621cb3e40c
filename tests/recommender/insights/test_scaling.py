import numpy as np
import pytest

from recommender.insights.scaling import RangeScaler

NAN = np.nan


def test_the_training_range_becomes_minus_one_to_one():
    scale = RangeScaler.fitted(np.array([[2.0], [4.0], [10.0]]))

    assert scale(np.array([[2.0], [6.0], [10.0]])).tolist() == [[-1.0], [0.0], [1.0]]


def test_missing_values_become_the_training_median():
    scale = RangeScaler.fitted(np.array([[0.0], [NAN], [1.0], [4.0]]), low=0, high=1)

    assert scale(np.array([[NAN]])).tolist() == [[0.25]]


def test_later_values_do_not_leave_the_range():
    scale = RangeScaler.fitted(np.array([[0.0], [1.0]]))

    assert scale(np.array([[-5.0], [7.0]])).tolist() == [[-1.0], [1.0]]


def test_columns_without_change_or_without_any_value_become_the_middle():
    scale = RangeScaler.fitted(np.array([[3.0, NAN], [3.0, NAN]]))

    assert scale(np.array([[3.0, 8.0], [4.0, NAN]])).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_nothing_to_fit_on_is_said():
    with pytest.raises(ValueError, match="nothing to fit"):
        RangeScaler.fitted(np.zeros((0, 2)))
