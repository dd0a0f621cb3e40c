import numpy as np
import pytest

from recommender.experiments.statistics.sample_ratio import ALARM, sample_ratio


def test_the_promised_shares_are_no_alarm():
    assert sample_ratio([500, 500], [0.5, 0.5]) == 1
    assert sample_ratio([900, 100], [0.9, 0.1]) == 1


def test_a_lost_tenth_of_one_arm_is():
    assert sample_ratio([5000, 4500], [1, 1]) < ALARM


def test_it_is_the_chi_square_of_the_textbook():
    """(60 - 50)² / 50 + (40 - 50)² / 50 = 4 with one degree of freedom."""
    assert sample_ratio([60, 40], [0.5, 0.5]) == pytest.approx(0.0455, abs=1e-4)


def test_chance_alone_hardly_ever_raises_it():
    counts = np.random.default_rng(0).multinomial(1000, [0.2, 0.3, 0.5], size=3000)
    assert np.mean([sample_ratio(row, [0.2, 0.3, 0.5]) < ALARM for row in counts]) < 0.004


@pytest.mark.parametrize("counts", [[0, 0], [7]])
def test_without_visitors_or_with_one_arm_there_is_nothing_to_check(counts):
    assert sample_ratio(counts, [1] * len(counts)) is None
