"""How behavior leaves the log."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior import retention
from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.retention import erase_visitor, purge_events
from recommender.behavior.services import dismiss_product, record_event
from tests.factories.accounts import UserFactory
from tests.factories.behavior import (
    EventFactory,
    ImpressionFactory,
    SlateFactory,
    VisitorFactory,
    VisitSessionFactory,
    request_visitor,
)

pytestmark = pytest.mark.django_db
LOG = (Event, Impression, Slate, VisitSession, Dismissal, Visitor)


def member_with_history(account):
    visitor = link_visitor(request_visitor(), account)
    ImpressionFactory(slate=SlateFactory(visitor=None, visitor_id=visitor.id))
    record_event(visitor, "purchase", product_id=11, quantity=1)
    dismiss_product(visitor, 13)
    return visitor


def test_erasing_leaves_nothing_of_the_account():
    account = UserFactory()
    member_with_history(account)
    assert erase_visitor(account) == {"Event": 2, "Impression": 1, "Slate": 1, "VisitSession": 1}
    assert not any(table.objects.exists() for table in LOG)


def test_erasing_touches_nobody_else():
    account = UserFactory()
    member_with_history(UserFactory())
    before = {table: table.objects.count() for table in LOG}
    member_with_history(account)
    erase_visitor(account)
    assert {table: table.objects.count() for table in LOG} == before


def test_an_account_without_history_can_be_erased():
    assert sum(erase_visitor(UserFactory()).values()) == 0


def test_a_member_who_was_erased_can_go_on():
    account = UserFactory()
    visitor = member_with_history(account)
    erase_visitor(account)
    record_event(visitor, "view", product_id=1)
    assert account.__class__.objects.get(pk=account.pk).visitor.events.count() == 1


def test_after_an_erasure_two_browsers_find_one_visitor_again():
    account = UserFactory()
    here = link_visitor(request_visitor(), account)
    there = link_visitor(request_visitor(), account)
    erase_visitor(account)
    there.become(VisitorFactory.build().pk)
    for browser in (here, there):
        record_event(browser, "view", product_id=1)
    assert Visitor.objects.get().events.count() == 2


def test_the_old_goes_and_the_new_stays(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    now = timezone.now()
    old = now - timedelta(days=500)
    leaver = VisitorFactory(created_at=old)
    left = VisitSessionFactory(visitor=leaver, started_at=old)
    EventFactory.create_batch(5, session=left, occurred_at=old)
    ImpressionFactory(slate=SlateFactory(visitor=leaver, served_at=old), seen_at=old)
    stayer = VisitorFactory(created_at=old, account=UserFactory())
    EventFactory(session=VisitSessionFactory(visitor=stayer, started_at=old), occurred_at=old)
    kept = EventFactory(session=VisitSessionFactory(visitor=stayer))

    counts = purge_events(before=now - timedelta(days=400))
    assert counts == {"events": 6, "impressions": 1, "slates": 1, "sessions": 2, "guests": 1}
    assert Event.objects.get() == kept
    assert Visitor.objects.get() == stayer


def test_a_slate_may_go_before_the_event_that_names_it():
    now = timezone.now()
    slate = SlateFactory(served_at=now - timedelta(days=401))
    event = EventFactory(
        session=VisitSessionFactory(visitor=slate.visitor), slate=slate, position=1, product_id=11
    )
    purge_events(before=now - timedelta(days=400))
    event.refresh_from_db()
    assert event.slate is None


def test_members_stay_when_all_they_did_is_gone():
    old = timezone.now() - timedelta(days=500)
    VisitorFactory(created_at=old, account=UserFactory())
    assert purge_events(before=timezone.now())["guests"] == 0
