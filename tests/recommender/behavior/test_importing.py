from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from recommender.behavior.importing import ImportedEvent, behavior_import
from recommender.behavior.models import Event, Visitor, VisitSession

pytestmark = pytest.mark.django_db

START = datetime(2011, 3, 1, 10, tzinfo=UTC)


def event(visitor=1, session=1, product=7, *, minutes=0, kind="view"):
    at = START + timedelta(minutes=minutes)
    return ImportedEvent(UUID(int=visitor), UUID(int=100 + session), kind, product, 2, Decimal("5.10"), at)


def load(*events, **options):
    with behavior_import(source="test", **options) as done:
        for each in events:
            done.add(each)
    return done


def test_visitors_and_sessions_begin_with_their_first_event():
    done = load(event(minutes=9), event(minutes=4), event(2, 2, minutes=6))
    assert (done.visitors, done.sessions, done.events) == (2, 2, 3)
    assert Visitor.objects.get(pk=UUID(int=1)).created_at == START + timedelta(minutes=4)
    session = VisitSession.objects.get(pk=UUID(int=101))
    assert (session.started_at, session.source) == (START + timedelta(minutes=4), "test")
    assert not Visitor.objects.filter(is_simulated=True).exists()


def test_events_lie_in_order_of_time_and_then_of_the_file():
    load(event(product=1, minutes=5), *(event(product=product) for product in range(2, 30)))
    products = list(Event.objects.order_by("pk").values_list("product_id", flat=True))
    assert products == [*range(2, 30), 1]


def test_a_session_that_is_there_already_keeps_what_it_has():
    load(event(), event(product=8))
    done = load(event(), event(product=8), event(1, 2, minutes=60))
    assert (done.visitors, done.sessions, done.events, done.repeated) == (0, 1, 1, 2)
    assert Event.objects.count() == 3


def test_times_move_by_whole_days():
    done = load(event(), event(minutes=25 * 60), newest_on=datetime(2026, 5, 4, 3, tzinfo=UTC))
    times = list(Event.objects.order_by("occurred_at").values_list("occurred_at", flat=True))
    assert times == [datetime(2026, 5, 3, 10, tzinfo=UTC), datetime(2026, 5, 4, 11, tzinfo=UTC)]
    assert (done.first_at, done.last_at) == (times[0], times[1])


def break_off():
    with behavior_import(source="test") as done:
        done.add(event())
        raise RuntimeError


def test_nothing_lands_when_it_breaks_off():
    with pytest.raises(RuntimeError):
        break_off()
    assert not Visitor.objects.exists()
