import numpy as np

from recommender.insights.prediction.moments import (
    WEEK_SECONDS,
    cases_now,
    moment_features,
    open_visits,
    weekly_cases,
)
from tests.factories.behavior_table import DAY, HOUR, MINUTE, table_of

ACTIVE = 60 * DAY


def test_a_case_a_week_asks_who_buys_in_the_week_after_it():
    table = table_of(
        (0, 0, "view"), (0, 10 * DAY, "purchase"), (0, 20 * DAY, "view"),
        (1, 6 * DAY, "view"), (1, 14 * DAY, "purchase"),
    )  # fmt: skip

    cases = weekly_cases(table, until=21 * DAY, active_seconds=ACTIVE)

    asked = zip(table.visitors[cases.places], cases.moments // DAY, cases.buys, strict=True)
    assert [(int(v), int(day), bool(buys)) for v, day, buys in asked] == [
        (0, 7, True), (1, 7, False), (0, 14, False), (1, 14, True),
    ]  # fmt: skip
    assert (cases.settled_at == cases.moments + WEEK_SECONDS - 1).all()


def test_nothing_from_the_moment_on_is_known_and_who_is_long_gone_is_not_asked_about():
    table = table_of((0, 0, "view"), (0, 7 * DAY, "view"), (0, 14 * DAY, "view"), (1, DAY, "view"))

    cases = weekly_cases(table, until=14 * DAY, active_seconds=ACTIVE)
    assert table.times[cases.places].tolist() == [0, DAY]

    assert table.visitors[cases_now(table, now=15 * DAY, active_seconds=7 * DAY).places].tolist() == [0]


def test_a_log_of_less_than_two_weeks_asks_nothing():
    table = table_of((0, 0, "view"), (0, 10 * DAY, "purchase"))

    assert len(weekly_cases(table, until=11 * DAY, active_seconds=ACTIVE)) == 0
    assert len(weekly_cases(table.take([]), until=11 * DAY, active_seconds=ACTIVE)) == 0


def test_a_visit_is_open_for_thirty_minutes_and_until_something_is_bought():
    now = 10 * HOUR
    table = table_of(
        (0, now - 29 * MINUTE, "view"),
        (1, now - 31 * MINUTE, "view"),
        (2, now - 9 * MINUTE, "purchase"), (2, now - 5 * MINUTE, "view"),
        (3, now - 5 * HOUR, "purchase"), (3, now - MINUTE, "cart_add"),
    )  # fmt: skip

    found = open_visits(table, now=now)

    assert table.visitors[found.places].tolist() == [0, 3]
    assert found.moments.tolist() == [now - 29 * MINUTE, now - MINUTE]


def test_what_the_moment_adds_is_counted_up_to_it():
    table = table_of((0, 0, "view"), (0, HOUR, "purchase"), (0, 3 * DAY, "view"), (1, DAY, "view"))
    cases = cases_now(table, now=5 * DAY, active_seconds=ACTIVE)

    names, values = moment_features(table, cases)

    said = dict(zip(names, values.T, strict=True))
    assert np.allclose(np.expm1(said["days_quiet"]), [2, 4])
    assert np.allclose(np.expm1(said["sessions_in_all"]), [3, 1])
    assert np.allclose(np.expm1(said["orders_in_all"]), [1, 0])
    assert np.allclose(np.expm1(said["days_since_order"][0]), 5 - 1 / 24)
    assert np.isnan(said["days_since_order"][1])
