import math

import numpy as np
import pytest

from recommender.experiments.statistics.ratios import Moments, difference, log_lift, ratio_of


def test_a_mean_has_the_variance_of_the_textbook():
    values = np.array([0.0, 0.0, 30.0, 10.0])
    sample = Moments.of(values, np.ones(4))
    assert ratio_of(sample).value == 10
    assert ratio_of(sample).error == pytest.approx(values.std(ddof=1) / 2)


def test_a_ratio_of_two_sums_by_hand():
    """Clicks 1, 0, 2 of impressions 10, 5, 5: 3 / 20; residuals 1 - 1.5, 0 - 0.75, 2 - 0.75."""
    sample = Moments.of(np.array([1, 0, 2]), np.array([10, 5, 5]))
    assert sample.ratio == pytest.approx(0.15)
    squares = 0.5**2 + 0.75**2 + 1.25**2
    assert sample.variance == pytest.approx(3 / 2 * squares / 20**2)


def test_the_variance_of_a_ratio_is_that_of_many_repetitions():
    rng = np.random.default_rng(0)
    seen = rng.integers(1, 40, size=(4000, 200))
    taste = rng.beta(2, 18, size=(4000, 200))  # one visitor's impressions hang together
    sample = Moments.of(rng.binomial(seen, taste), seen)
    assert sample.variance.mean() == pytest.approx(sample.ratio.var(), rel=0.06)


def test_a_difference_adds_both_variances():
    control, arm = Moments.of(np.array([0, 1]), np.ones(2)), Moments.of(np.array([1, 1, 0]), np.ones(3))
    found = difference(control, arm)
    assert found.value == pytest.approx(2 / 3 - 1 / 2)
    assert found.error == pytest.approx(math.sqrt(control.variance + arm.variance))
    assert found.units == 5


def test_a_lift_is_told_against_control():
    control, arm = Moments.of(np.array([4, 6]), np.ones(2)), Moments.of(np.array([5, 7]), np.ones(2))
    assert math.exp(log_lift(control, arm).value) == pytest.approx(6 / 5)


@pytest.mark.parametrize("clicks", [([0, 0], [1, 0]), ([1, 0], [0, 0])])
def test_nothing_can_be_related_to_nothing(clicks):
    control, arm = (Moments.of(np.array(each), np.ones(2)) for each in clicks)
    assert np.isnan(log_lift(control, arm).value)


def test_one_visitor_says_nothing_of_spread_and_none_nothing_at_all():
    assert np.isnan(Moments.of(np.array([3]), np.array([9])).variance)
    assert np.isnan(Moments.of(np.array([]), np.array([])).ratio)
