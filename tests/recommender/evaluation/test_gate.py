import math

import pytest

from recommender.evaluation.gate import decide


def measured(value):
    return {"HR@20": value}


def test_the_first_model_must_only_beat_popularity():
    decision = decide(challenger=measured(0.30), champion=None, popularity=measured(0.10))
    assert decision.passed
    assert decision.reasons == [
        "The challenger beats popularity: HR@20 0.3000 against 0.1000.",
        "No model is live yet, so there is none to compare with.",
    ]


@pytest.mark.parametrize("value", [0.05, 0.10])
def test_a_challenger_that_does_not_beat_popularity_stays_out(value):
    decision = decide(challenger=measured(value), champion=None, popularity=measured(0.10))
    assert not decision.passed
    assert "does not beat popularity" in decision.reasons[0]


@pytest.mark.parametrize(
    ("value", "passed", "words"),
    [
        (0.35, True, "at least as good"),
        (0.30, True, "at least as good"),
        (0.295, True, "within 2.0% of the live model"),
        (0.29, False, "worse than the live model by more than 2.0%"),
    ],
)
def test_the_champion_is_beaten_or_matched_within_the_tolerance(value, passed, words):
    decision = decide(
        challenger=measured(value), champion=measured(0.30), popularity=measured(0.10), tolerance=0.02
    )
    assert decision.passed is passed
    assert words in decision.reasons[1]


def test_beating_the_champion_does_not_excuse_losing_to_popularity():
    decision = decide(challenger=measured(0.09), champion=measured(0.05), popularity=measured(0.10))
    assert not decision.passed
    assert len(decision.reasons) == 2


@pytest.mark.parametrize("missing", [{}, {"HR@20": None}, measured(math.nan)])
def test_what_was_not_measured_does_not_pass(missing):
    assert not decide(challenger=missing, champion=None, popularity=measured(0.1)).passed
    assert not decide(challenger=measured(0.3), champion=None, popularity=missing).passed
    assert not decide(challenger=missing, champion=measured(0.3), popularity=measured(0.1)).passed


def test_a_champion_that_could_not_be_measured_sets_no_bar():
    decision = decide(challenger=measured(0.3), champion={}, popularity=measured(0.1))
    assert decision.passed
    assert "sets no bar" in decision.reasons[1]


def test_the_metric_can_be_chosen():
    scores = {"HR@20": 0.5, "NDCG@20": 0.1}
    decision = decide(
        challenger=scores, champion=None, popularity={"HR@20": 0.4, "NDCG@20": 0.2}, metric="NDCG@20"
    )
    assert not decision.passed


def test_a_negative_tolerance_is_an_error():
    with pytest.raises(ValueError, match="must not be negative"):
        decide(challenger={}, champion=None, popularity={}, tolerance=-0.1)
