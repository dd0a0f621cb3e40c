from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from recommender.insights.traffic.days import WEEK, Period, bounds, hours, same_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "zone", "length"),
    [
        (date(2026, 5, 1), "UTC", 24),
        (date(2026, 3, 29), "Europe/Berlin", 23),
        (date(2026, 10, 25), "Europe/Berlin", 25),
        (date(2026, 4, 5), "Australia/Lord_Howe", 25),  # 24.5 hours: the last one is short
        (date(2026, 4, 24), "Africa/Cairo", 23),  # its midnight does not exist
        (date(2026, 5, 1), "Asia/Kolkata", 24),
    ],
)
def test_a_day_has_as_many_hours_as_the_clock_gives_it(day, zone, length):
    assert len(list(hours(day, ZoneInfo(zone)))) == length


def test_days_follow_one_another_without_a_gap():
    for day in Period(date(2026, 3, 27), date(2026, 3, 31)).days:
        assert bounds(day, BERLIN)[1] == bounds(date.fromordinal(day.toordinal() + 1), BERLIN)[0]
    assert bounds(date(2026, 3, 29), BERLIN) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )


def test_the_period_before_is_as_long():
    period = Period(date(2026, 5, 8), date(2026, 5, 14))
    assert period.length == 7
    assert period.before == Period(date(2026, 5, 1), date(2026, 5, 7))


def test_the_same_time_a_week_before_is_by_the_clock():
    now = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)  # 14:00 in summer
    assert same_time(now, BERLIN, back=WEEK) == datetime(2026, 3, 24, 13, 0, tzinfo=UTC)
