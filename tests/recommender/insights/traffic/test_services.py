"""The hourly and daily figures, counted by hand, and that counting again changes nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.forms.models import model_to_dict

from recommender.behavior.linking import link_visitor
from recommender.behavior.retention import erase_visitor, purge_events
from recommender.behavior.searches import forget_searches
from recommender.behavior.services import cancel_purchases
from recommender.behavior.visitor import RequestVisitor
from recommender.insights.traffic.days import DAY
from recommender.insights.traffic.services import MOST_KEYS, forget_counted_words, refresh_traffic
from recommender.models import ChangedDay, DayCount, DayFigures, Event, HourFigures, VisitSession
from recommender.visitor_record import forget_behavior, forget_event
from shop.orders.models import Order, OrderTransition
from tests.factories.accounts import UserFactory
from tests.factories.behavior import EventFactory, VisitorFactory, VisitSessionFactory
from tests.recommender.insights.traffic.logs import FRIDAY, NOON, THAT_DAY, event_of, friday, order, visit

pytestmark = pytest.mark.django_db

EVENING = FRIDAY + timedelta(hours=20)


def kept() -> list:
    """All that the tables say, but the numbers of their rows."""
    return [
        [{**model_to_dict(row), "id": None} for row in table.objects.order_by(*order)]
        for table, order in (
            (HourFigures, ["hour"]),
            (DayFigures, ["day"]),
            (DayCount, ["day", "what", "key"]),
        )
    ]


def counts(what: str, day: date = THAT_DAY) -> dict:
    return dict(DayCount.objects.filter(what=what, day=day).values_list("key", "count"))


def of(day: date) -> DayFigures:
    return DayFigures.objects.get(day=day)


def assert_counting_all_again_changes_nothing(now: datetime = EVENING) -> None:
    before = kept()
    refresh_traffic(now=now, everything=True)
    assert kept() == before


def test_every_figure_of_a_small_day():
    friday()
    refresh_traffic(now=EVENING)
    assert model_to_dict(of(THAT_DAY), exclude=["id", "day"]) == {
        "sessions": 4,
        "visitors": 3,
        "new_visitors": 2,
        "bounces": 1,  # the phone, which looked at one product
        "viewing_sessions": 3,
        "carting_sessions": 2,
        "ordering_sessions": 1,  # the second purchase came from an earlier session's cart
        "buying_sessions": 2,
        "product_views": 3,
        "searches": 3,
        "empty_searches": 1,
        "orders": 2,
        "unrated_orders": 0,
        "revenue": Decimal("45.00"),  # 20.00 + 30.00 / 1.2
    }
    assert counts("device") == {"desktop": 3, "mobile": 1}
    assert counts("source") == {"": 3, "news.example": 1}
    assert counts("viewed") == {"7": 2, "8": 1}
    assert counts("searched") == {"lamp": 2, "dog bed": 1}
    assert counts("not_found") == {"dog bed": 1}


def test_every_figure_of_its_hours():
    friday()
    refresh_traffic(now=EVENING)
    hours = {row.hour.hour: row for row in HourFigures.objects.all()}
    assert sorted(hours) == [12, 13, 15]
    noon, one, three = hours[12], hours[13], hours[15]
    assert (noon.sessions, noon.visitors, noon.new_visitors, noon.orders, noon.revenue) == (2, 2, 1, 1, 20)
    assert (one.sessions, one.visitors, one.new_visitors, one.product_views, one.searches) == (1, 1, 1, 1, 1)
    # The same visitor again: a session, but no more visitors.
    assert (three.sessions, three.visitors, three.searches, three.empty_searches) == (1, 0, 2, 1)


def test_a_currency_without_a_rate_is_an_order_without_revenue():
    order(NOON, "10.00")
    order(NOON, "500.00", currency="XXX", rate=None)
    refresh_traffic(now=EVENING)
    assert (of(THAT_DAY).orders, of(THAT_DAY).unrated_orders) == (2, 1)
    assert of(THAT_DAY).revenue == 10


def test_without_any_data_today_has_a_row_of_zeros():
    assert refresh_traffic(now=EVENING) == [THAT_DAY]
    assert (of(THAT_DAY).sessions, of(THAT_DAY).revenue) == (0, 0)
    assert not HourFigures.objects.exists()


def test_one_event():
    visit(VisitorFactory(created_at=NOON), NOON, ("view", 7))
    refresh_traffic(now=EVENING)
    day = of(THAT_DAY)
    assert (day.sessions, day.visitors, day.new_visitors, day.bounces, day.product_views) == (1, 1, 1, 1, 1)


def test_a_session_without_an_event_is_a_bounce():
    VisitSessionFactory(started_at=NOON)
    refresh_traffic(now=EVENING)
    assert (of(THAT_DAY).sessions, of(THAT_DAY).bounces) == (1, 1)


def test_a_session_belongs_to_the_day_on_which_it_began():
    late = FRIDAY + timedelta(hours=23, minutes=59)
    visit(VisitorFactory(created_at=late), late, ("view", 7), ("cart_add", 7), ("view", 8))
    refresh_traffic(now=EVENING + DAY)
    began, went_on = of(THAT_DAY), of(THAT_DAY + DAY)
    assert (began.sessions, began.carting_sessions, began.bounces, began.product_views) == (1, 1, 0, 1)
    assert (went_on.sessions, went_on.product_views) == (0, 1)


def test_counting_twice_and_counting_all_change_nothing():
    friday()
    visit(VisitorFactory(created_at=FRIDAY - 40 * DAY), FRIDAY - 40 * DAY, ("view", 7), ("search", "x", 0))
    refresh_traffic(now=EVENING)
    assert DayFigures.objects.count() == 41
    first = kept()
    refresh_traffic(now=EVENING)
    assert kept() == first
    assert_counting_all_again_changes_nothing()


def test_a_late_event_corrects_its_day():
    friday()
    refresh_traffic(now=EVENING)
    later = EVENING + 30 * DAY
    refresh_traffic(now=later)
    session = event_of(8).session
    EventFactory(
        session=session, kind="purchase", product_id=8, occurred_at=NOON + timedelta(hours=1, minutes=9)
    )
    assert THAT_DAY in refresh_traffic(now=later)
    assert of(THAT_DAY).ordering_sessions == 2
    assert_counting_all_again_changes_nothing(later)


def test_only_days_that_may_have_changed_are_counted():
    friday()
    refresh_traffic(now=EVENING)
    assert refresh_traffic(now=EVENING + 30 * DAY)[0] == THAT_DAY
    days = refresh_traffic(now=EVENING + 30 * DAY + timedelta(minutes=5))
    assert days == [(FRIDAY + number * DAY).date() for number in (28, 29, 30)]


def test_after_a_long_stop_nothing_is_missing():
    friday()
    refresh_traffic(now=EVENING)
    visit(VisitorFactory(created_at=NOON + 5 * DAY), NOON + 5 * DAY, ("view", 7))
    refresh_traffic(now=EVENING + 9 * DAY)
    assert of(THAT_DAY + 5 * DAY).sessions == 1
    assert DayFigures.objects.count() == 10


def test_a_canceled_order_leaves_the_figures_of_its_day():
    friday()
    refresh_traffic(now=EVENING)
    later = EVENING + 20 * DAY
    refresh_traffic(now=later)
    first = Order.objects.get(goods_total=20)
    Event.objects.filter(kind="purchase", product_id=7).update(occurred_at=first.placed_at)
    cancel_purchases([7], at=first.placed_at)
    Order.objects.filter(pk=first.pk).update(status=Order.Status.CANCELED)
    OrderTransition.objects.create(order=first, status=Order.Status.CANCELED, at=later)
    refresh_traffic(now=later)
    day = of(THAT_DAY)
    assert (day.orders, day.revenue, day.buying_sessions, day.ordering_sessions) == (1, 25, 1, 0)
    assert_counting_all_again_changes_nothing(later)


def test_an_erased_visitor_leaves_the_figures():
    account = UserFactory()
    people = friday()
    people["second"].account = account
    people["second"].save()
    refresh_traffic(now=EVENING)
    later = EVENING + 20 * DAY
    refresh_traffic(now=later)
    erase_visitor(account)
    refresh_traffic(now=later)
    day = of(THAT_DAY)
    assert (day.sessions, day.visitors, day.searches, day.orders) == (2, 2, 0, 2)
    assert counts("searched") == {}
    assert_counting_all_again_changes_nothing(later)
    assert not ChangedDay.objects.exists()


@pytest.mark.parametrize("forget", ["searches", "event", "behavior"])
def test_what_a_visitor_takes_back_leaves_the_figures(forget):
    visitor = RequestVisitor(id=friday()["second"].pk)
    refresh_traffic(now=EVENING)
    later = EVENING + 20 * DAY
    refresh_traffic(now=later)
    if forget == "searches":
        forget_searches(visitor)
    elif forget == "event":
        forget_event(visitor, Event.objects.get(query="dog bed").pk)
    else:
        forget_behavior(visitor)
    refresh_traffic(now=later)
    assert counts("not_found") == {}
    assert_counting_all_again_changes_nothing(later)


def test_a_guest_who_turns_out_to_be_known_is_not_new():
    people = friday()
    account = UserFactory()
    people["known"].account = account
    people["known"].save()
    refresh_traffic(now=EVENING)
    later = EVENING + 20 * DAY
    refresh_traffic(now=later)
    link_visitor(RequestVisitor(id=people["first"].pk), account)
    refresh_traffic(now=later)
    day = of(THAT_DAY)
    assert (day.sessions, day.visitors, day.new_visitors) == (4, 2, 1)
    assert_counting_all_again_changes_nothing(later)


def test_the_purge_leaves_sums_and_takes_words(settings):
    friday()
    refresh_traffic(now=EVENING)
    before = EVENING + timedelta(days=1)
    purge_events(before=before)
    VisitSession.objects.all().delete()
    forget_counted_words(before=before)
    settings.BEHAVIOR_RETENTION = timedelta(days=10)
    refresh_traffic(now=before + timedelta(days=10), everything=True)
    assert of(THAT_DAY).sessions == 4
    assert counts("searched") == {}


def test_the_day_that_is_half_purged_is_not_counted_again(settings):
    settings.BEHAVIOR_RETENTION = timedelta(days=10)
    friday()
    refresh_traffic(now=EVENING)
    Event.objects.filter(occurred_at__lt=NOON + timedelta(minutes=90)).delete()
    days = refresh_traffic(now=NOON + timedelta(days=10), everything=True)
    assert days[0] == THAT_DAY + DAY
    assert of(THAT_DAY).product_views == 3


def test_days_that_lost_their_whole_log_are_dropped():
    visit(VisitorFactory(created_at=NOON - 5 * DAY), NOON - 5 * DAY, ("view", 7))
    friday()
    refresh_traffic(now=EVENING)
    VisitSession.objects.filter(started_at__lt=FRIDAY).delete()
    refresh_traffic(now=EVENING, everything=True)
    assert list(DayFigures.objects.values_list("day", flat=True)) == [THAT_DAY]


def test_only_the_most_frequent_keys_of_a_day_are_kept():
    session = VisitSessionFactory(started_at=NOON)
    Event.objects.bulk_create(
        Event(session=session, visitor=session.visitor, kind="view", product_id=product, occurred_at=NOON)
        for product in [*range(1000, 1000 + MOST_KEYS + 5), 1003, 1003, 1100]
    )
    refresh_traffic(now=EVENING)
    found = counts("viewed")
    assert len(found) == MOST_KEYS
    assert (found["1003"], found["1100"]) == (3, 2)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 8), 24)]
)
def test_days_of_the_shop_when_its_clocks_change(settings, day, hours):
    """An event in each half hour of three days: each day has those of its own hours, and no event is lost or counted twice."""
    settings.TIME_ZONE = "Europe/Berlin"
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    session = VisitSessionFactory(started_at=start - timedelta(hours=24))
    moments = [start + timedelta(minutes=15 + 30 * number) for number in range(-48, 100)]
    Event.objects.bulk_create(
        Event(session=session, visitor=session.visitor, kind="view", product_id=1, occurred_at=moment)
        for moment in moments
    )
    refresh_traffic(now=start + timedelta(days=4))
    assert of(day).product_views == 2 * hours
    assert HourFigures.objects.filter(day=day).count() == hours
    assert set(HourFigures.objects.filter(day=day).values_list("product_views", flat=True)) == {2}
    assert sum(DayFigures.objects.values_list("product_views", flat=True)) == len(moments)
    assert_counting_all_again_changes_nothing(start + timedelta(days=4))


def test_the_command_counts_and_says_so(capsys):
    from django.core.management import call_command

    visit(VisitorFactory(), datetime.now(UTC), ("view", 7))
    call_command("refresh_traffic", "--all", verbosity=0)
    assert "Counted 1 days" in capsys.readouterr().out
    assert DayFigures.objects.get().product_views == 1
