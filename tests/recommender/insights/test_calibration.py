import numpy as np
import pytest

from recommender.insights.calibration import PlattLine, calibration_error, isotonic, platt, reliability


@pytest.fixture
def overconfident():
    """True probabilities, scores that double their logits, and what happened."""
    rng = np.random.default_rng(3)
    logits = rng.normal(size=20_000)
    truth = 1 / (1 + np.exp(-logits))
    return truth, 1 / (1 + np.exp(-2 * logits)), rng.random(len(truth)) < truth


@pytest.mark.parametrize("way", [platt, isotonic])
def test_calibrating_brings_overconfident_scores_back_to_the_truth(way, overconfident):
    truth, scores, buys = overconfident
    half = len(truth) // 2

    corrected = way(scores[:half], buys[:half])(scores[half:])

    assert np.abs(scores[half:] - truth[half:]).mean() > 0.1
    assert np.abs(corrected - truth[half:]).mean() < 0.02
    assert calibration_error(corrected, buys[half:]) < 0.03 < calibration_error(scores[half:], buys[half:])


@pytest.mark.parametrize("way", [platt, isotonic])
def test_calibrating_keeps_the_order(way, overconfident):
    _, scores, buys = overconfident
    corrected = way(scores, buys)(np.linspace(0, 1, 101))

    assert (np.diff(corrected) >= 0).all()
    assert 0 <= corrected[0] < corrected[-1] <= 1


def test_a_steep_line_stays_a_probability():
    sure = np.array([0.0, 1e-9, 0.5, 1.0])
    steep = PlattLine(slope=122.0, intercept=51.0)(sure)  # what buyers that are told apart at once teach
    assert steep == pytest.approx([0, 0, 1, 1])


def test_bins_say_how_many_were_promised_and_how_many_came():
    bins = reliability(np.array([0.05, 0.08, 0.95, 1.0]), np.array([False, True, True, True]))

    assert [(b.low, b.cases, b.observed) for b in bins] == [(0.0, 2, 0.5), (0.9, 2, 1.0)]
    assert bins[0].predicted == pytest.approx(0.065)


def test_the_calibration_error_weighs_each_bin_by_its_cases():
    error = calibration_error(np.array([0.0, 0.0, 0.0, 1.0]), np.array([True, False, False, True]))

    assert error == pytest.approx(3 / 4 * 1 / 3)
