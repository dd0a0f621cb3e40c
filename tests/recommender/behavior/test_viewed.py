from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Dismissal, EventKind, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.services import recently_viewed
from tests.factories.loop import view

pytestmark = pytest.mark.django_db


def test_newest_first_each_once_in_one_read(django_assert_num_queries):
    person, other, now = Visitor.objects.create(), Visitor.objects.create(), timezone.now()
    for minutes, product in enumerate([7, 8, 7, 9]):
        view(person, product, at=now - timedelta(minutes=minutes))
    view(person, 6, at=now, kind=EventKind.CART_ADD)
    view(other, 5, at=now)

    with django_assert_num_queries(1):
        assert recently_viewed(RequestVisitor(id=person.pk), limit=2) == [7, 8]


def test_what_was_bought_since_or_dismissed_is_left_out():
    person, now = Visitor.objects.create(), timezone.now()
    for hours, product, kind in (
        (3, 1, EventKind.VIEW),
        (2, 1, EventKind.PURCHASE),
        (3, 2, EventKind.PURCHASE),
        (2, 2, EventKind.VIEW),
        (1, 3, EventKind.VIEW),
    ):
        view(person, product, at=now - timedelta(hours=hours), kind=kind)
    Dismissal.objects.create(visitor=person, product_id=3)

    assert recently_viewed(RequestVisitor(id=person.pk), limit=5) == [2]


def test_bots_have_looked_at_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert recently_viewed(RequestVisitor(is_bot=True), limit=5) == []
