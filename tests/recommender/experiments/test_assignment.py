from collections import Counter
from uuid import UUID

import numpy as np
import pytest
from scipy.stats import chi2_contingency, chisquare

from recommender.experiments.assignment import arm_at, is_in_traffic, place_of

VISITORS = [UUID(int=number) for number in range(20_000)]


def test_the_same_visitor_has_the_same_place_for_ever():
    assert place_of("salt", UUID(int=1)) == pytest.approx(0.960990, abs=1e-6)


def test_places_are_spread_evenly():
    counts = np.histogram([place_of("a salt", visitor) for visitor in VISITORS], bins=20, range=(0, 1))[0]

    assert chisquare(counts).pvalue > 0.001


def test_arms_get_their_shares():
    shares = [0.5, 0.3, 0.2]
    counts = Counter(arm_at(shares, place_of("a salt", visitor)) for visitor in VISITORS)

    expected = [share * len(VISITORS) for share in shares]
    assert chisquare([counts[arm] for arm in range(3)], expected).pvalue > 0.001


def test_two_experiments_assign_independently_of_each_other():
    table = np.zeros((2, 3))
    for visitor in VISITORS:
        row = arm_at([0.5, 0.5], place_of("one", visitor))
        table[row, arm_at([0.2, 0.3, 0.5], place_of("two", visitor))] += 1

    assert chi2_contingency(table).pvalue > 0.001


def test_being_in_traffic_says_nothing_of_the_arm():
    table = np.zeros((2, 2))
    for visitor in VISITORS:
        inside = is_in_traffic("salt", visitor, share=0.3)
        table[int(inside), arm_at([0.5, 0.5], place_of("salt", visitor))] += 1

    assert table[1].sum() / len(VISITORS) == pytest.approx(0.3, abs=0.015)
    assert chi2_contingency(table).pvalue > 0.001


def test_with_more_traffic_who_was_in_stays_in():
    few = {visitor for visitor in VISITORS if is_in_traffic("salt", visitor, share=0.1)}
    more = {visitor for visitor in VISITORS if is_in_traffic("salt", visitor, share=0.4)}

    assert few < more


def test_all_and_nobody():
    assert all(is_in_traffic("salt", visitor, share=1.0) for visitor in VISITORS[:1_000])
    assert not any(is_in_traffic("salt", visitor, share=0.0) for visitor in VISITORS[:1_000])


@pytest.mark.parametrize(("place", "arm"), [(0.0, 0), (0.24, 0), (0.25, 1), (0.999_999, 2)])
def test_arms_divide_the_places_in_their_order(place, arm):
    assert arm_at([0.25, 0.25, 0.5], place) == arm


def test_shares_that_do_not_quite_add_up_leave_no_gap():
    assert arm_at([0.333, 0.333, 0.333], 0.9999) == 2


def test_parts_of_a_key_do_not_run_into_each_other():
    assert place_of("ab", "c") != place_of("a", "bc")
