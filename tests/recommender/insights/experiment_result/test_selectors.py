"""A small log, counted by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import timezone

from recommender.behavior.models import EventKind
from recommender.experiments.choices import Metric
from recommender.insights.experiment_result.selectors import Reader
from tests.factories.behavior import EventFactory, VisitSessionFactory
from tests.factories.experiments import make_experiment, seen_slate

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 27, 12, tzinfo=UTC)  # two days before the clocks change in Europe
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def experiment():
    return make_experiment(started_at=START)


def visit():
    return VisitSessionFactory()


def did(session, kind, at, **fields):
    return EventFactory(session=session, kind=kind, occurred_at=at, **fields)


def read(experiment, *, until=START + 10 * DAY, zone=UTC):
    return Reader(experiment, until, zone).observations()


def test_every_metric_by_hand(experiment):
    control, other = experiment.arms.all()
    one, two, three = visit(), visit(), visit()
    first = seen_slate(control, one.visitor, positions=4, served_at=START + HOUR)
    second = seen_slate(control, one.visitor, positions=2, served_at=START + DAY)
    seen_slate(control, two.visitor, positions=4, served_at=START + HOUR)
    seen_slate(other, three.visitor, positions=3, served_at=START + HOUR)
    for _twice in range(2):  # a place is clicked once
        did(one, EventKind.CLICK, START + 2 * HOUR, slate=first, position=1)
    did(one, EventKind.CLICK, START + DAY, slate=second, position=2)
    did(one, EventKind.CLICK, START + DAY)  # of no slate of an arm
    did(one, EventKind.PURCHASE, START + DAY, amount=Decimal("10.50"))
    did(one, EventKind.PURCHASE, START + 2 * DAY, amount=Decimal("4.50"))
    did(two, EventKind.PURCHASE, START, amount=Decimal(99))  # before the exposure
    did(three, EventKind.CANCELED, START + DAY, amount=Decimal(99))

    found = read(experiment)

    assert (found.visitors(control), found.visitors(other)) == (2, 1)
    assert found.moments(Metric.CTR, control).ratio == pytest.approx(2 / 10)
    assert found.moments(Metric.CTR, other).ratio == 0
    assert found.moments(Metric.CONVERSION, control).ratio == pytest.approx(1 / 2)
    assert found.moments(Metric.REVENUE, control).ratio == pytest.approx(15 / 2)
    assert found.moments(Metric.REVENUE, other).ratio == 0


def test_each_evening_knows_what_had_happened_by_then(experiment):
    control, _other = experiment.arms.all()
    one, two = visit(), visit()
    slate = seen_slate(control, one.visitor, positions=2, served_at=START + HOUR)
    seen_slate(control, two.visitor, positions=2, served_at=START + DAY)
    did(one, EventKind.CLICK, START + 2 * DAY, slate=slate, position=1)

    found = read(experiment, until=START + 2 * DAY + HOUR)

    assert found.days == [date(2026, 3, 27), date(2026, 3, 28), date(2026, 3, 29)]
    assert [found.visitors(control, day=day) for day in range(3)] == [1, 2, 2]
    rates = [found.moments(Metric.CTR, control, day=day).ratio for day in range(3)]
    np.testing.assert_allclose(rates, [0, 0, 1 / 4])


def test_days_are_the_shops_also_when_the_clocks_change(experiment):
    control, _other = experiment.arms.all()
    late = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # half past midnight of the 30th in Berlin
    seen_slate(control, visit().visitor, served_at=late)

    found = read(experiment, until=late + HOUR, zone=ZoneInfo("Europe/Berlin"))

    assert found.days[-1] == date(2026, 3, 30)
    assert [found.visitors(control, day=day) for day in range(4)] == [0, 0, 0, 1]


def test_who_met_two_arms_counts_nowhere(experiment):
    control, other = experiment.arms.all()
    both = visit()
    for arm in (control, other):
        slate = seen_slate(arm, both.visitor, served_at=START + HOUR)
        did(both, EventKind.CLICK, START + 2 * HOUR, slate=slate, position=1)
    did(both, EventKind.PURCHASE, START + DAY, amount=Decimal(5))

    found = read(experiment)

    assert found.visitors(control) == found.visitors(other) == 0
    assert not found.clicks.amounts
    assert not found.revenue.amounts


def test_what_came_after_the_end_or_of_an_erased_visitor_does_not_count(experiment):
    control, _other = experiment.arms.all()
    one, gone = visit(), visit()
    slate = seen_slate(control, one.visitor, served_at=START + HOUR)
    seen_slate(control, gone.visitor, served_at=START + HOUR)
    did(one, EventKind.CLICK, START + 5 * DAY, slate=slate, position=1)
    did(one, EventKind.PURCHASE, START + 5 * DAY, amount=Decimal(5))
    gone.visitor.delete()

    found = read(experiment, until=START + 4 * DAY)

    assert found.visitors(control) == 1
    assert found.moments(Metric.CTR, control).ratio == 0
    assert found.moments(Metric.REVENUE, control).ratio == 0


def test_the_queries_do_not_grow(experiment, django_assert_num_queries):
    control, other = experiment.arms.all()
    for arm in (control, other) * 3:
        one = visit()
        slate = seen_slate(arm, one.visitor, positions=3, served_at=START + HOUR)
        did(one, EventKind.CLICK, START + 2 * HOUR, slate=slate, position=1)
    experiment.arms.all()

    with django_assert_num_queries(9):  # four of them: the arms, which a page has fetched already
        read(experiment, until=timezone.now())
