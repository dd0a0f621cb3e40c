"""Simulated experiments, thousands at once: rates of clicks of two arms, looked at every day."""

import numpy as np
import pytest

from recommender.experiments.statistics.intervals import always_valid, fixed, units_needed
from recommender.experiments.statistics.ratios import Estimate, Moments, difference, log_lift

TRIALS, DAYS, DAILY = 2000, 30, 100
BEST_AT = DAYS * DAILY


def looked_at(rate: float, *, seed: int) -> Moments:
    """(TRIALS, DAYS): what an arm with this conversion has come to by each evening."""
    bought = np.random.default_rng(seed).binomial(DAILY, rate, size=(TRIALS, DAYS)).cumsum(axis=1)
    units = np.broadcast_to(DAILY * np.arange(1.0, DAYS + 1), bought.shape)
    return Moments(units, bought, units, bought, units, bought)


def misses(interval, truth: float = 0.0) -> np.ndarray:
    low, high = interval
    return (low > truth) | (high < truth)


@pytest.fixture(scope="module")
def same():
    return looked_at(0.1, seed=1), looked_at(0.1, seed=2)


@pytest.fixture(scope="module")
def better():
    return looked_at(0.1, seed=3), looked_at(0.13, seed=4)


@pytest.mark.parametrize("compare", [difference, log_lift])
def test_of_two_equal_arms_a_daily_look_rarely_cries_difference(same, compare):
    found = compare(*same)

    assert misses(always_valid(found, best_at=2 * BEST_AT)).any(axis=1).mean() <= 0.05
    # The same looks at an interval that was made for one look:
    assert misses(fixed(found)).any(axis=1).mean() > 0.2


def test_one_look_at_the_planned_size_is_wrong_as_often_as_it_says(same):
    assert misses(fixed(difference(*same)))[:, -1].mean() == pytest.approx(0.05, abs=0.015)


def test_a_real_difference_is_found_and_covered(better):
    found = difference(*better)
    low, _ = always_valid(found, best_at=2 * BEST_AT)

    assert (low > 0).any(axis=1).mean() > 0.7
    assert misses(always_valid(found, best_at=2 * BEST_AT), 0.03).any(axis=1).mean() <= 0.05
    assert misses(fixed(found), 0.03)[:, -1].mean() == pytest.approx(0.05, abs=0.015)


def test_it_is_narrowest_against_the_fixed_one_where_it_was_asked_to_be():
    units = np.array([100.0, 1000.0, 10_000.0, 100_000.0])
    found = Estimate(np.zeros(4), 1 / np.sqrt(units), units)

    for best, place in ((1000, 1), (10_000, 2)):
        _, high = always_valid(found, best_at=best)
        assert (high / fixed(found)[1]).argmin() == place
        assert (high > fixed(found)[1]).all()


def test_the_planned_size_finds_the_effect_as_often_as_promised():
    variance, effect = 0.1 * 0.9, 0.02
    needed = units_needed(variance, effect)

    rng = np.random.default_rng(5)
    shares = [rng.binomial(needed, rate, size=4000) / needed for rate in (0.1, 0.12)]
    found = (shares[1] - shares[0]) / np.sqrt(sum(share * (1 - share) / needed for share in shares))

    assert (found > 1.96).mean() == pytest.approx(0.8, abs=0.05)


def test_no_effect_needs_more_than_there_are():
    with pytest.raises(ValueError, match="effect of 0"):
        units_needed(1.0, 0.0)
