from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from recommender.behavior.models import EventKind
from recommender.insights.assignment import assign_segment
from recommender.insights.services import refresh_segments
from recommender.models import SegmentMember
from tests.factories.behavior import EventFactory, VisitSessionFactory
from tests.factories.segments import two_habits

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    now = timezone.now()
    made = two_habits(now=now)
    refresh_segments(now=now)
    return made


def guest(*acts: tuple) -> VisitSessionFactory:
    visit = VisitSessionFactory()
    for minute, (kind, product, *amount) in enumerate(acts):
        EventFactory(
            session=visit,
            kind=kind,
            product_id=product,
            amount=amount[0] if amount else None,
            occurred_at=timezone.now() - timedelta(minutes=10 - minute),
        )
    return visit.visitor


def test_a_guest_goes_to_the_nearest_segment(shop):
    looked = guest((EventKind.VIEW, shop.products[0].pk))
    bought = guest(
        *[(EventKind.VIEW, shop.products[4].pk), (EventKind.CART_ADD, shop.products[5].pk)] * 3,
        *[(EventKind.PURCHASE, shop.products[5].pk, Decimal(40))] * 3,
    )

    assert (assign_segment(looked.pk).number, assign_segment(bought.pk).number) == (1, 2)
    assert SegmentMember.objects.get(visitor=bought).segment.number == 2


def test_who_behaves_otherwise_later_moves(shop):
    visitor = guest((EventKind.VIEW, shop.products[0].pk))
    assign_segment(visitor.pk)
    visit = visitor.sessions.get()
    for minute in range(9):
        EventFactory(
            session=visit,
            kind=[EventKind.VIEW, EventKind.CART_ADD, EventKind.PURCHASE][minute % 3],
            product_id=shop.products[5].pk,
            amount=Decimal(40) if minute % 3 == 2 else None,
            occurred_at=timezone.now() - timedelta(minutes=9 - minute),
        )

    assert assign_segment(visitor.pk).number == 2
    assert SegmentMember.objects.filter(visitor=visitor).count() == 1


def test_who_did_nothing_or_is_erased_is_in_none(shop):
    assert assign_segment(VisitSessionFactory().visitor_id) is None
    assert assign_segment(uuid4()) is None


def test_without_segments_nobody_is_assigned(django_assert_num_queries):
    visitor = guest((EventKind.VIEW, 1))

    with django_assert_num_queries(1):
        assert assign_segment(visitor.pk) is None


def test_it_costs_three_queries(shop, django_assert_num_queries):
    visitor = guest((EventKind.VIEW, shop.products[0].pk))

    with django_assert_num_queries(3):
        assign_segment(visitor.pk)
