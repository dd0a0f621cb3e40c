"""At sign-in a guest's history joins the account's."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.services import PurchasedLine, dismiss_product, record_event, record_purchases
from recommender.behavior.visitor import RequestVisitor
from tests.factories.accounts import UserFactory
from tests.factories.behavior import (
    DismissalFactory,
    ImpressionFactory,
    SlateFactory,
    VisitorFactory,
    request_visitor,
)


@pytest.mark.django_db
class TestLinking:
    def test_the_guest_becomes_the_visitor_of_a_new_account(self):
        account, guest = UserFactory(), request_visitor()
        before = guest.id, guest.session_id
        linked = link_visitor(guest, account)
        assert linked is guest
        assert (linked.id, linked.session_id) == before
        assert linked.account_id == account.pk
        assert account.visitor.pk == before[0]

    def test_a_guest_who_did_nothing_yet_becomes_it_too(self):
        account, guest = UserFactory(), RequestVisitor()
        link_visitor(guest, account)
        assert account.visitor.pk == guest.id

    def test_the_history_moves_to_the_visitor_of_a_known_account(self):
        account = UserFactory()
        own = VisitorFactory(account=account)
        guest = request_visitor()
        ImpressionFactory(slate=SlateFactory(visitor=None, visitor_id=guest.id))
        record_event(guest, "view", product_id=12)
        dismiss_product(guest, 13)
        session = guest.session_id

        link_visitor(guest, account)
        assert (guest.id, guest.session_id) == (own.pk, session)
        assert Visitor.objects.get() == own
        owned = {table: table.objects.filter(visitor=own).count() for table in HISTORY}
        assert owned == {Event: 2, VisitSession: 1, Slate: 1, Impression: 1, Dismissal: 1}

    def test_what_both_dismissed_stays_dismissed_once(self):
        account = UserFactory()
        own = VisitorFactory(account=account)
        guest = request_visitor()
        for product_id in (7, 8):
            DismissalFactory(visitor=own, product_id=product_id)
        for product_id in (8, 9):
            DismissalFactory(visitor_id=guest.id, visitor=None, product_id=product_id)
        link_visitor(guest, account)
        assert sorted(own.dismissals.values_list("product_id", flat=True)) == [7, 8, 9]

    def test_signing_in_again_changes_nothing(self):
        account, guest = UserFactory(), request_visitor()
        link_visitor(guest, account)
        before = guest.id, guest.session_id
        link_visitor(guest, account)
        assert (guest.id, guest.session_id) == before

    def test_another_member_at_the_same_browser_inherits_nothing(self):
        first, second = UserFactory(), UserFactory()
        browser = request_visitor()
        link_visitor(browser, first)
        record_event(browser, "view", product_id=12)
        link_visitor(browser, second)
        record_event(browser, "view", product_id=13)
        assert list(first.visitor.events.values_list("product_id", flat=True)) == [12]
        assert list(second.visitor.events.values_list("product_id", flat=True)) == [13]

    def test_an_old_cookie_of_a_guest_who_joined_one_account_does_not_lead_there_from_another(self):
        first, second = UserFactory(), UserFactory()
        VisitorFactory(account=first)
        guest = request_visitor()
        old = RequestVisitor(id=guest.id, session_id=guest.session_id)
        link_visitor(guest, first)
        link_visitor(old, second)
        record_event(old, "view", product_id=13)
        assert second.visitor.events.count() == 1

    def test_a_bot_links_nothing(self):
        account = UserFactory()
        link_visitor(RequestVisitor(is_bot=True), account)
        assert not Visitor.objects.exists()

    def test_a_tab_with_the_guests_cookie_writes_into_the_joined_history(self):
        account = UserFactory()
        VisitorFactory(account=account)
        guest = request_visitor()
        tab = RequestVisitor(id=guest.id, session_id=guest.session_id)
        link_visitor(guest, account)
        record_purchases(tab, [PurchasedLine(3, 1, Decimal(5))], at=timezone.now())
        assert tab.id == account.visitor.pk
        assert account.visitor.events.count() == 1


HISTORY = (Event, VisitSession, Slate, Impression, Dismissal)


def at_once(*calls) -> None:
    """Each call in a thread and a connection of its own, all starting together."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(run, call) for call in calls]:
            done.result()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_browsers_sign_in(self):
        account = UserFactory()
        browsers = [request_visitor() for _ in range(6)]
        for browser in browsers:
            record_event(browser, "view", product_id=1)
        at_once(*(lambda browser=browser: link_visitor(browser, account) for browser in browsers))
        assert {browser.id for browser in browsers} == {account.visitor.pk}
        assert account.visitor.events.count() == 6
        assert Visitor.objects.count() == 1

    def test_events_that_come_during_sign_in_are_not_lost(self):
        account = UserFactory()
        VisitorFactory(account=account)
        guest = request_visitor()
        tabs = [RequestVisitor(id=guest.id, session_id=guest.session_id) for _ in range(3)]

        def browse(tab):
            for product_id in range(1, 21):
                record_event(tab, "cart_add", product_id=product_id)

        at_once(*(lambda tab=tab: browse(tab) for tab in tabs), lambda: link_visitor(guest, account))
        assert account.visitor.events.count() == 60
        assert Visitor.objects.count() == 1
