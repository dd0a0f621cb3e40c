"""Evidence of three sessions, counted by hand."""

import math

import numpy as np
import pytest

from recommender.algorithms.evidence import FEATURES, Evidence
from recommender.dataset.sequences import Sequences, pad_histories

NEIGHBORS, FOLLOWS, OF_FOLLOWING, BESIDE, OF_BESIDE = range(5)
SEEN, TIMES, BACK, IS_LATEST, IS_BEFORE, COUNT, LATELY, JUST_NOW, THIS_MOMENT, TREND, LENGTH = range(9, 20)


@pytest.fixture
def evidence() -> Evidence:
    """Sessions [1, 2, 3], [1, 2] and [4, 1, 3, 2], in this order."""
    items, offsets = np.array([1, 2, 3, 1, 2, 4, 1, 3, 2], dtype=np.int32), np.array([0, 3, 5, 9])
    return Evidence.of(
        Sequences(
            offsets=offsets,
            items=items,
            kinds=np.zeros(9, dtype=np.int8),
            times=np.arange(9),
            weights=np.ones(9, dtype=np.float32),
            keys=np.arange(3),
        ),
        size=6,
    )


def told(evidence: Evidence, items: list[int], candidates: list[int]) -> np.ndarray:
    """(K, F)."""
    histories = pad_histories([(items, [0] * len(items), list(range(len(items))))], max_length=9)
    return evidence.of_candidates(histories, np.array([candidates]), evidence.votes(histories))[0]


def test_all_is_told_of_each_candidate(evidence):
    assert told(evidence, [4, 1], [2, 3, 5]).shape == (3, FEATURES)


def test_votes_are_shares_and_silence_is_no_vote(evidence):
    histories = pad_histories([([1], [0], [0]), ([5], [0], [0])], max_length=9)
    votes = evidence.votes(histories)
    assert votes[0].sum() == pytest.approx(1)
    assert votes[0, 5] == votes[0, 0] == 0
    assert votes[1].sum() == 0  # nobody ever met item 5


def test_what_was_met_together_is_counted_against_how_often_each_was_there(evidence):
    met = evidence.met_together(np.array([2, 4, 5]), np.array([1, 0]))
    np.testing.assert_allclose(met, [[3 / 3, 0], [1 / math.sqrt(1 * 3), 0], [0, 0]])


def test_transitions_are_counted_in_their_direction_and_company_in_both(evidence):
    of_2, of_3, of_4 = told(evidence, [1], [2, 3, 4])
    assert of_2[FOLLOWS] == pytest.approx(math.log1p(2))
    assert of_3[FOLLOWS] == pytest.approx(math.log1p(1))
    assert of_4[FOLLOWS] == 0
    assert of_4[BESIDE] == pytest.approx(math.log1p(1))
    assert of_2[BESIDE] == pytest.approx(math.log1p(3))
    assert of_2[OF_FOLLOWING] == pytest.approx(math.log((2 + 0.01) / (3 + 5)))
    assert of_2[OF_BESIDE] == pytest.approx(math.log((3 + 0.01) / (3 + 5)))


def test_without_an_event_before_the_latest_nothing_is_seen_from_it(evidence):
    alone, after = told(evidence, [1], [2])[0], told(evidence, [3, 1], [2])[0]
    assert alone[5] == 0
    assert after[5] == pytest.approx(math.log1p(1))


def test_what_is_in_the_history_is_told_with_its_place(evidence):
    latest, before, twice, new = told(evidence, [2, 2, 3, 1], [1, 3, 2, 4])
    assert latest[[SEEN, TIMES, BACK, IS_LATEST, IS_BEFORE]].tolist() == [1, 1, 0, 1, 0]
    assert before[[SEEN, TIMES, IS_LATEST, IS_BEFORE]].tolist() == [1, 1, 0, 1]
    assert before[BACK] == pytest.approx(1 / 5)
    assert twice[[SEEN, TIMES]].tolist() == [1, 2]
    assert twice[BACK] == pytest.approx(2 / 5)
    assert new[[SEEN, TIMES, BACK]].tolist() == [0, 0, 4]
    assert new[LENGTH] == pytest.approx(math.log(4))


def test_what_was_met_of_late_counts_more(evidence):
    of_4, of_1, never = told(evidence, [1], [4, 1, 5])
    assert of_4[COUNT] == pytest.approx(math.log1p(1))
    assert of_1[COUNT] == pytest.approx(math.log1p(3))
    assert never[COUNT] == never[LATELY] == 0
    assert of_4[TREND] > of_1[TREND]  # all of its events are in the newest session
    # Sessions are half of the period apart.
    for place, fading in ((LATELY, 20), (JUST_NOW, 100), (THIS_MOMENT, 400)):
        ages = (0, 1 / 2, 1)
        assert of_1[place] == pytest.approx(math.log1p(sum(math.exp(-fading * age) for age in ages)))
