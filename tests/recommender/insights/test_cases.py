import numpy as np
import pytest

from recommender.insights.cases import DAY, SESSION, purchase_cases, split_by_time
from tests.factories.behavior_table import DAY as A_DAY
from tests.factories.behavior_table import HOUR, MINUTE, planted_shop, table_of

LATER = 100 * A_DAY


def all_cases(table, horizon, **options):
    return purchase_cases(table, horizon=horizon, every_prefix=True, **{"until": LATER} | options)


def test_a_case_asks_for_a_purchase_later_in_the_same_session():
    table = table_of((1, 0, "view"), (1, MINUTE, "view"), (1, 2 * MINUTE, "purchase"), (1, 5 * HOUR, "view"))

    cases = all_cases(table, SESSION)

    assert cases.moments.tolist() == [0, MINUTE, 5 * HOUR]
    assert cases.buys.tolist() == [True, True, False]


def test_a_day_reaches_over_sessions_and_ends_after_24_hours():
    table = table_of(
        (1, 0, "view"),
        (1, 1, "view"),
        (1, A_DAY + 1, "purchase"),
        (2, A_DAY, "purchase"),
    )

    assert all_cases(table, DAY).buys.tolist() == [False, True]


def test_nothing_is_asked_once_something_was_bought_in_the_session():
    table = table_of((1, 0, "view"), (1, 10, "purchase"), (1, 20, "view"), (1, 30, "purchase"))

    assert all_cases(table, SESSION).moments.tolist() == [0]


def test_a_case_never_stands_amid_the_events_of_one_second():
    table = table_of((1, 0, "view"), (1, 10, "view"), (1, 10, "purchase", 2), (1, 10, "purchase", 3))

    cases = all_cases(table, SESSION)

    assert cases.moments.tolist() == [0]
    assert cases.buys.tolist() == [True]


def test_what_the_log_cannot_answer_yet_is_no_case():
    table = table_of((1, 0, "view"), (1, HOUR, "view"), (2, 2 * HOUR, "view"))

    assert all_cases(table, SESSION, until=2 * HOUR).moments.tolist() == [0, HOUR]
    assert len(all_cases(table, DAY, until=2 * HOUR)) == 0


def test_one_random_prefix_of_each_session_and_the_same_one_for_the_same_seed():
    table = planted_shop(sessions=200)
    every = all_cases(table, SESSION)

    first, again, other = (
        purchase_cases(table, horizon=SESSION, until=LATER, seed=seed) for seed in (1, 1, 2)
    )

    assert len(first) == 200 < len(every)
    assert set(first.places) <= set(every.places)
    assert first.places.tolist() == again.places.tolist() != other.places.tolist()
    sessions = table.sessions()
    assert len(np.unique(sessions[first.places])) == 200


def test_nothing_before_a_cut_was_answered_after_it():
    cases = all_cases(planted_shop(), DAY)
    split = split_by_time(cases)

    assert min(len(split.training), len(split.validation), len(split.test)) > 0
    assert split.training.settled_at.max() < split.validation.moments.min()
    assert split.validation.settled_at.max() < split.test.moments.min()


def test_cases_answered_after_a_cut_are_kept_where_asked_for():
    cases = purchase_cases(planted_shop(), horizon=DAY)
    strict, loose = split_by_time(cases), split_by_time(cases, overlapping=True)

    assert len(loose.training) + len(loose.validation) + len(loose.test) == len(cases)
    assert len(loose.training) > len(strict.training)
    assert loose.test.places.tolist() == strict.test.places.tolist()


def test_an_unknown_horizon_and_an_empty_log_are_refused_in_words():
    with pytest.raises(ValueError, match="no horizon 'week'"):
        purchase_cases(table_of((1, 0, "view")), horizon="week")
    with pytest.raises(ValueError, match="no cases to split"):
        split_by_time(purchase_cases(table_of((1, 0, "view")), horizon=DAY))
