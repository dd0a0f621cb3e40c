from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Event
from recommender.services import forget_searches, popular_searches, recent_searches
from tests.factories.behavior import EventFactory, VisitSessionFactory, request_visitor

pytestmark = pytest.mark.django_db


def search(visitor, query: str, *, minutes_ago: int = 0) -> None:
    EventFactory(
        visitor_id=visitor.id, session_id=visitor.session_id, kind="search", product_id=None, query=query,
        occurred_at=timezone.now() - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def test_recent_searches_are_the_visitors_own_each_once_newest_first():
    visitor = request_visitor()
    search(visitor, "mug", minutes_ago=3)
    search(visitor, "kettle", minutes_ago=2)
    search(visitor, "mug", minutes_ago=1)
    search(request_visitor(), "secret")
    assert recent_searches(visitor, limit=5) == ["mug", "kettle"]
    assert recent_searches(visitor, limit=1) == ["mug"]


def test_bots_have_none():
    bot = request_visitor(is_bot=True)
    search(bot, "mug")
    assert recent_searches(bot, limit=5) == []


def test_one_search_or_all_can_be_forgotten_and_nothing_else():
    visitor, other = request_visitor(), request_visitor()
    for query in ("mug", "mug", "kettle"):
        search(visitor, query)
    search(other, "mug")
    EventFactory(visitor_id=visitor.id, session_id=visitor.session_id)
    forget_searches(visitor, query="mug")
    assert recent_searches(visitor, limit=5) == ["kettle"]
    forget_searches(visitor)
    assert recent_searches(visitor, limit=5) == []
    assert recent_searches(other, limit=5) == ["mug"]
    assert Event.objects.filter(visitor_id=visitor.id, kind="view").count() == 1


def test_popular_searches_are_those_of_many():
    for number in range(3):
        visit = VisitSessionFactory()
        EventFactory(session=visit, kind="search", product_id=None, query="mug")
        if number:
            EventFactory(session=visit, kind="search", product_id=None, query="my own name")
    assert popular_searches(limit=5) == ["mug"]
