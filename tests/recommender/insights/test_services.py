from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Event, EventKind, Visitor, VisitSession
from recommender.behavior.retention import erase_visitor
from recommender.insights import extract, services
from recommender.insights.services import refresh_segments
from recommender.models import RecommendationList, Segment, SegmentMember, SegmentSet
from tests.factories.accounts import UserFactory
from tests.factories.behavior import request_visitor
from tests.factories.loop import make_products, view
from tests.factories.segments import BUYERS, LOOKERS, two_habits

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def shop():
    return two_habits(now=NOW)


def members() -> dict:
    return dict(SegmentMember.objects.values_list("visitor_id", "segment__number"))


def facts() -> list[dict]:
    apart = ("id", "made_in_id")
    rows = Segment.objects.values()
    return [{name: value for name, value in row.items() if name not in apart} for row in rows]


def lists() -> list[tuple]:
    made = RecommendationList.objects.exclude(segment=None).order_by("segment__number")
    return list(made.values_list("segment__number", "product_ids", "scores", "reasons"))


def test_visitors_who_behave_alike_come_into_one_segment(shop):
    made = refresh_segments(now=NOW)

    lookers, buyers = Segment.objects.newest()
    assert (made.visitors, lookers.size, buyers.size) == (LOOKERS + BUYERS, LOOKERS, BUYERS)
    assert {members()[visitor.pk] for visitor in shop.lookers} == {1}
    assert {members()[visitor.pk] for visitor in shop.buyers} == {2}


def test_a_profile_says_what_people_like_when_they_come_and_who_buys(shop):
    refresh_segments(now=NOW)

    lookers, buyers = Segment.objects.newest()
    assert (lookers.buyers, buyers.buyers) == (0, BUYERS)
    assert lookers.means["value"] == 0
    assert buyers.means["value"] > 50
    assert lookers.categories == [["Shelf 0", 1.0]]
    assert buyers.categories == [["Shelf 1", 1.0]]
    assert lookers.kinds["view"] == 1
    assert buyers.kinds["purchase"] > 0.2
    assert buyers.hours[20] > 0.9
    assert "value" in buyers.stands_out


def test_what_is_popular_in_a_segment_is_liked_by_several_of_its_people(shop):
    view(shop.lookers[0], shop.products[7].pk, at=NOW - timedelta(hours=1), kind=EventKind.FAVORITE)

    refresh_segments(now=NOW)

    (_, lookers_like, *_), (_, buyers_like, _, reasons) = lists()
    assert set(lookers_like) == {
        product.pk for product in shop.products[:4]
    }  # not what one of them alone likes
    assert set(buyers_like) == {product.pk for product in shop.products[4:7]}
    assert reasons == [{"kind": "segment"}] * 3


def test_what_is_sold_out_is_on_no_list(shop):
    gone = shop.products[5]
    gone.stock = 0
    gone.save()

    refresh_segments(now=NOW)

    assert gone.pk not in {product for _, products, *_ in lists() for product in products}


def test_twice_is_as_once(shop):
    refresh_segments(now=NOW)
    before = facts(), members(), lists()

    refresh_segments(now=NOW)

    assert (facts(), members(), lists()) == before
    assert SegmentSet.objects.count() == 1


def test_parts_and_sample_do_not_change_who_belongs_together(shop, settings, monkeypatch):
    refresh_segments(now=NOW)
    before = facts(), members(), lists()
    monkeypatch.setattr(services, "behavior_parts", lambda *a, **k: extract.behavior_parts(*a, **k, size=10))
    monkeypatch.setattr(services, "MOVED_AT_ONCE", 7)

    refresh_segments(now=NOW)
    assert (facts(), members(), lists()) == before

    settings.SEGMENT_SAMPLE = 60
    refresh_segments(now=NOW)
    assert members() == before[1]
    assert Segment.objects.newest()[0].size == LOOKERS


def test_simulated_visitors_are_counted_apart(shop):
    Visitor.objects.filter(pk__in=[visitor.pk for visitor in shop.buyers[:5]]).update(is_simulated=True)

    refresh_segments(now=NOW)

    assert [segment.simulated for segment in Segment.objects.newest()] == [0, 5]


def test_who_is_erased_leaves_the_segment_at_once_and_its_figures_the_next_night(shop):
    account = UserFactory()
    Visitor.objects.filter(pk=shop.buyers[0].pk).update(account=account)
    refresh_segments(now=NOW)

    erase_visitor(account)
    assert len(members()) == LOOKERS + BUYERS - 1

    refresh_segments(now=NOW)
    assert sorted(Segment.objects.newest().values_list("size", flat=True)) == [BUYERS - 1, LOOKERS]


def test_who_is_erased_or_says_no_while_segments_are_made_is_in_none(shop, monkeypatch):
    written = services._write

    def meanwhile(*args, **kwargs):
        Visitor.objects.get(pk=shop.lookers[0].pk).delete()
        Visitor.objects.filter(pk=shop.lookers[1].pk).update(allows_personalization=False)
        return written(*args, **kwargs)

    monkeypatch.setattr(services, "_write", meanwhile)

    refresh_segments(now=NOW)

    assert not {shop.lookers[0].pk, shop.lookers[1].pk} & set(members())
    assert len(members()) == LOOKERS + BUYERS - 2


def test_who_does_not_want_to_be_learned_from_is_in_none(shop):
    Visitor.objects.filter(pk=shop.buyers[0].pk).update(allows_personalization=False)

    made = refresh_segments(now=NOW)

    assert made.visitors == LOOKERS + BUYERS - 1
    assert shop.buyers[0].pk not in members()


def test_a_purchase_that_was_canceled_makes_nobody_a_buyer(shop):
    Event.objects.filter(kind=EventKind.PURCHASE).update(kind=EventKind.CANCELED)

    refresh_segments(now=NOW)

    assert sum(segment.buyers for segment in Segment.objects.newest()) == 0


def test_who_stayed_away_for_long_is_in_none(shop, settings):
    settings.SEGMENT_LEAST_VISITORS = LOOKERS
    refresh_segments(now=NOW)
    later = NOW + settings.SEGMENT_ACTIVE_WITHIN + timedelta(days=2)
    for number, visitor in enumerate(shop.lookers):
        for minute in range(1 + number % 4):
            view(visitor, shop.products[0].pk, at=later - timedelta(hours=1 + number, minutes=minute))

    refresh_segments(now=later)

    assert set(members()) == {visitor.pk for visitor in shop.lookers}


def test_too_few_or_all_alike_make_no_segments_and_old_ones_go(shop, settings):
    refresh_segments(now=NOW)
    settings.SEGMENT_LEAST_VISITORS = LOOKERS + BUYERS + 1

    assert refresh_segments(now=NOW) is None
    assert not SegmentSet.objects.exists()
    assert (members(), lists()) == ({}, [])


def test_an_empty_log_makes_no_segments():
    assert refresh_segments(now=NOW) is None


def test_all_alike_make_no_segments(settings):
    (product,) = make_products(1)
    settings.SEGMENT_LEAST_VISITORS = 2
    for _ in range(3):
        view(Visitor.objects.create(), product.pk, at=NOW - timedelta(hours=1))

    assert refresh_segments(now=NOW) is None


def test_a_guest_who_signs_in_goes_on_in_the_segment_of_the_account(shop):
    account = UserFactory()
    Visitor.objects.filter(pk=shop.buyers[0].pk).update(account=account)
    refresh_segments(now=NOW)
    guest = request_visitor()
    SegmentMember.objects.create(visitor_id=guest.id, segment=Segment.objects.newest()[0])

    link_visitor(guest, account)

    assert members()[guest.id] == 2
    assert len(members()) == LOOKERS + BUYERS


def test_a_visitor_is_in_one_segment_only(shop):
    refresh_segments(now=NOW)

    with pytest.raises(IntegrityError):
        SegmentMember.objects.create(visitor=shop.lookers[0], segment=Segment.objects.newest()[1])


def test_its_queries_do_not_grow_with_the_log(shop, django_assert_num_queries):
    refresh_segments(now=NOW)
    with django_assert_num_queries(25):
        refresh_segments(now=NOW)
    at = NOW - timedelta(days=1)
    visit = VisitSession.objects.create(visitor=shop.lookers[0], started_at=at)
    Event.objects.bulk_create(
        Event(
            visitor=shop.lookers[0],
            session=visit,
            kind=EventKind.PURCHASE,
            product_id=shop.products[0].pk,
            amount=Decimal(5),
            occurred_at=at + timedelta(seconds=number),
        )
        for number in range(200)
    )

    with django_assert_num_queries(25):
        refresh_segments(now=NOW)
