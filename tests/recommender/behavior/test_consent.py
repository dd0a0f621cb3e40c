"""Pausing: nothing is written down, nothing is learned, no lists are made; and it ends when the visitor says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from recommender.behavior.beacon import Report, receive
from recommender.behavior.consent import is_paused
from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.searches import popular_searches, recent_searches
from recommender.behavior.services import PurchasedLine, dismiss_product, record_event, record_purchases
from recommender.behavior.viewed import recently_viewed
from recommender.behavior.visitor import RequestVisitor
from recommender.dataset.extract import active_visitor_ids, count_events, extract_dataset
from recommender.insights.extract import behavior_of_shop
from recommender.visitor_record import answer_consent
from tests.factories.accounts import UserFactory
from tests.factories.behavior import ImpressionFactory, SlateFactory, VisitorFactory, request_visitor
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def paused_guest() -> RequestVisitor:
    return RequestVisitor(allows=False, is_paused=True)


def other_browser(account) -> RequestVisitor:
    """Of a member who is signed in on two; this one knows nothing of what was said on the other."""
    return link_visitor(RequestVisitor(), account)


class TestNothingIsWritten:
    def test_of_a_guest_who_said_no(self):
        visitor = paused_guest()
        record_event(visitor, "view", product_id=1)
        record_event(visitor, "search", query="lamp")
        record_purchases(visitor, [PurchasedLine(3, 1, Decimal(5))], at=timezone.now())
        assert not Event.objects.exists()
        assert not Visitor.objects.exists()
        assert not VisitSession.objects.exists()

    def test_of_a_member_who_said_no_on_another_browser(self):
        account = UserFactory()
        here, there = other_browser(account), other_browser(account)
        record_event(there, "view", product_id=1)
        answer_consent(here, allows=False)
        assert not there.is_paused
        record_event(there, "view", product_id=2)
        late = RequestVisitor(id=there.id, account_id=account.pk)
        record_event(late, "view", product_id=3)
        assert late.is_paused
        assert Event.objects.get().product_id == 1
        assert VisitSession.objects.count() == 1

    def test_of_what_an_old_page_reports(self):
        slate = SlateFactory()
        Visitor.objects.update(allows_personalization=False)
        visitor = RequestVisitor(id=slate.visitor_id)
        seen = Report(index=0, id=slate.pk, at=timezone.now(), slate_id=slate.pk, position=1)
        assert receive(visitor, [seen]).accepted == 0
        assert receive(paused_guest(), [seen]).ignored == 1
        assert not Impression.objects.exists()

    def test_but_what_is_not_wanted_stays_hidden(self):
        visitor = paused_guest()
        dismiss_product(visitor, 5)
        assert Dismissal.objects.get().visitor.allows_personalization is False
        assert not Event.objects.exists()
        assert not VisitSession.objects.exists()


class TestNothingIsLearned:
    def test_the_next_dataset_leaves_the_visitor_out(self):
        now = timezone.now()
        products = ProductFactory.create_batch(3)
        quiet, other = request_visitor(), request_visitor()
        for visitor in (quiet, other):
            for product in products:
                record_event(visitor, "view", product_id=product.pk)
        until, since = now + timedelta(minutes=1), now - timedelta(minutes=1)
        assert len(extract_dataset(until=until).dataset.sequences) == 2
        answer_consent(quiet, allows=False)
        assert list(extract_dataset(until=until).dataset.sequences.keys) == [str(other.id)]
        assert count_events(since=since, until=until) == 3
        assert active_visitor_ids() == [other.id]
        assert len(set(behavior_of_shop(until=until).visitors)) == 1
        answer_consent(quiet, allows=True)
        assert len(extract_dataset(until=until).dataset.sequences) == 2

    def test_nor_does_what_was_searched_for_count(self):
        visitors = [request_visitor() for _ in range(3)]
        for visitor in visitors:
            record_event(visitor, "search", query="lamp")
        assert popular_searches(limit=5) == ["lamp"]
        answer_consent(visitors[0], allows=False)
        assert popular_searches(limit=5) == []


def test_old_behavior_is_not_shown_while_paused_and_comes_back_after():
    visitor = request_visitor()
    record_event(visitor, "view", product_id=1)
    record_event(visitor, "search", query="lamp")
    answer_consent(visitor, allows=False)
    elsewhere = RequestVisitor(id=visitor.id)
    for browser in (visitor, elsewhere):
        assert recently_viewed(browser, limit=5) == []
        assert recent_searches(browser, limit=5) == []
    answer_consent(visitor, allows=True)
    assert recently_viewed(visitor, limit=5) == [1]
    assert recent_searches(visitor, limit=5) == ["lamp"]


def test_whether_a_member_paused_is_known_on_every_browser():
    account = UserFactory()
    here, there = other_browser(account), other_browser(account)
    answer_consent(here, allows=False)
    assert is_paused(there)
    assert there.is_paused


class TestSignIn:
    def test_the_account_learns_the_guests_answer(self):
        account = UserFactory()
        link_visitor(RequestVisitor(allows=False, is_paused=True), account)
        assert account.visitor.allows_personalization is False

    def test_an_account_that_did_not_say_yet_learns_it_too(self):
        account = UserFactory()
        own = VisitorFactory(account=account)
        link_visitor(RequestVisitor(allows=True), account)
        own.refresh_from_db()
        assert own.allows_personalization is True

    def test_the_browser_learns_the_accounts_answer(self):
        account = UserFactory()
        VisitorFactory(account=account, allows_personalization=False)
        browser = link_visitor(RequestVisitor(), account)
        assert (browser.allows, browser.is_paused) == (False, True)

    def test_an_accounts_yes_goes_before_what_the_browser_says_for_its_owner(self):
        account = UserFactory()
        VisitorFactory(account=account, allows_personalization=True)
        browser = link_visitor(RequestVisitor(is_paused=True), account)
        assert (browser.allows, browser.is_paused) == (True, False)

    @pytest.mark.parametrize(("said_here", "said_before"), [(True, False), (False, True)])
    def test_a_no_of_either_holds(self, said_here, said_before):
        account = UserFactory()
        own = VisitorFactory(account=account, allows_personalization=said_before)
        browser = link_visitor(RequestVisitor(allows=said_here, is_paused=not said_here), account)
        own.refresh_from_db()
        assert browser.is_paused
        assert own.allows_personalization is said_before


def test_what_was_seen_before_stays_until_it_is_deleted():
    seen = ImpressionFactory()
    answer_consent(RequestVisitor(id=seen.visitor_id), allows=False)
    assert Slate.objects.exists()
    assert Impression.objects.exists()
