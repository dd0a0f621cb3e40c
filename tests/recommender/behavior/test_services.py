"""What the shop tells the behavior log."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Dismissal, Event, EventKind, Impression, Slate, Visitor, VisitSession
from recommender.behavior.services import (
    PurchasedLine,
    cancel_purchases,
    dismiss_product,
    forget_visitor,
    record_event,
    record_purchases,
    restore_product,
)
from recommender.behavior.viewed import recently_viewed
from recommender.behavior.visitor import RequestVisitor
from recommender.dataset.extract import extract_dataset
from recommender.insights.extract import behavior_of_shop
from recommender.serving.refusals import refusals_of
from tests.factories.accounts import UserFactory
from tests.factories.behavior import ImpressionFactory, SlateFactory, VisitorFactory, request_visitor
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def bought(product_id: int) -> PurchasedLine:
    return PurchasedLine(product_id, 1, Decimal(5))


def test_the_first_event_writes_the_visitor_and_the_session():
    visitor = RequestVisitor(device="mobile", source="search.example")
    record_event(visitor, EventKind.VIEW, product_id=3)
    event = Event.objects.select_related("session").get()
    assert (event.visitor_id, event.session_id, event.product_id) == (visitor.id, visitor.session_id, 3)
    assert (event.session.device, event.session.source) == ("mobile", "search.example")


def test_a_later_event_costs_one_insert(django_assert_num_queries):
    visitor = request_visitor()
    with django_assert_num_queries(1) as queries:
        record_event(visitor, EventKind.VIEW, product_id=3)
    assert "INSERT INTO recommender_event" in queries.captured_queries[0]["sql"]


def test_an_attributed_event_costs_one_read_and_one_insert(django_assert_num_queries):
    visitor = request_visitor()
    with django_assert_num_queries(2):
        record_event(visitor, EventKind.CART_ADD, product_id=3, quantity=1)


def test_an_order_costs_one_read_and_one_insert_however_many_lines(django_assert_num_queries):
    visitor = request_visitor()
    lines = [PurchasedLine(product_id=number, quantity=2, amount=Decimal("9.98")) for number in range(1, 31)]
    with django_assert_num_queries(2):
        record_purchases(visitor, lines, at=timezone.now())
    bought = Event.objects.filter(kind=EventKind.PURCHASE, quantity=2, amount=Decimal("9.98"))
    assert set(bought.values_list("product_id", flat=True)) == set(range(1, 31))


def test_the_facts_of_a_kind_are_kept():
    visitor = request_visitor()
    record_event(visitor, "search", query="red kettle")
    record_event(visitor, "review", product_id=5, rating=4)
    search, review = Event.objects.order_by("pk")
    assert (search.query, search.product_id) == ("red kettle", None)
    assert (review.kind, review.rating) == (EventKind.REVIEW, 4)


def test_search_words_that_the_database_cannot_hold_are_cut_to_size():
    visitor = request_visitor()
    record_event(visitor, EventKind.SEARCH, query="a\0b" + "c" * 500)
    assert Event.objects.get().query == "ab" + "c" * 198


def test_an_unknown_kind_is_a_programming_error():
    with pytest.raises(ValueError, match="stare"):
        record_event(request_visitor(), "stare", product_id=1)


def test_an_event_after_the_visitor_was_erased_starts_anew():
    visitor = request_visitor()
    Visitor.objects.all().delete()
    record_event(visitor, EventKind.VIEW, product_id=3)
    assert Event.objects.get().visitor_id == visitor.id


def test_a_rolled_back_event_leaves_the_next_one_unharmed():
    visitor = RequestVisitor()
    with transaction.atomic():
        record_event(visitor, EventKind.VIEW, product_id=3)
        transaction.set_rollback(True)
    record_event(visitor, EventKind.VIEW, product_id=4)
    assert Event.objects.get().product_id == 4


def slate_of(visitor: RequestVisitor) -> Slate:
    return SlateFactory(visitor=None, visitor_id=visitor.id)


def seen_by(visitor: RequestVisitor, *, at: datetime) -> Impression:
    """Product 12, at position 2."""
    return ImpressionFactory(slate=slate_of(visitor), position=2, seen_at=at)


class TestAttribution:
    def test_a_click_names_its_slate(self):
        visitor = request_visitor()
        slate = slate_of(visitor)
        record_event(visitor, EventKind.CLICK, product_id=13, slate_id=str(slate.pk), position="3")
        event = Event.objects.get()
        assert (event.slate_id, event.position) == (slate.pk, 3)

    @pytest.mark.parametrize(("product_id", "position"), [(99, 3), (13, 2), (13, "x"), (13, "9" * 40)])
    def test_a_click_that_does_not_fit_its_slate_is_kept_without_it(self, product_id, position):
        visitor = request_visitor()
        slate = slate_of(visitor)
        record_event(visitor, EventKind.CLICK, product_id=product_id, slate_id=slate.pk, position=position)
        assert Event.objects.get().slate_id is None

    @pytest.mark.parametrize("slate_id", [uuid4(), "not-an-id", "1' OR '1'='1"])
    def test_a_click_that_names_no_slate_is_kept_without_it(self, slate_id):
        record_event(request_visitor(), EventKind.CLICK, product_id=13, slate_id=slate_id, position=3)
        assert Event.objects.get().slate_id is None

    def test_a_click_on_a_slate_of_someone_else_is_kept_without_it(self):
        shared = SlateFactory()
        record_event(request_visitor(), EventKind.CLICK, product_id=13, slate_id=shared.pk, position=3)
        assert Event.objects.get().slate_id is None

    @pytest.mark.parametrize("kind", [EventKind.FAVORITE, EventKind.CART_ADD, EventKind.PURCHASE])
    def test_what_follows_comes_from_the_newest_impression(self, kind):
        visitor = request_visitor()
        now = timezone.now()
        seen = {days: seen_by(visitor, at=now - timedelta(days=days)) for days in (3, 1, 2)}
        record_event(visitor, kind, product_id=12)
        event = Event.objects.get()
        assert (event.slate_id, event.position) == (seen[1].slate_id, 2)

    def test_a_click_without_an_impression_counts_as_one(self):
        visitor = request_visitor()
        slate = slate_of(visitor)
        record_event(visitor, EventKind.CLICK, product_id=13, slate_id=slate.pk, position=3)
        record_purchases(visitor, [bought(13), bought(99)], at=timezone.now())
        origins = dict(Event.objects.filter(kind="purchase").values_list("product_id", "slate"))
        assert origins == {13: slate.pk, 99: None}

    def test_the_window_closes(self, settings):
        visitor = request_visitor()
        seen_by(visitor, at=timezone.now() - settings.ATTRIBUTION_WINDOW - timedelta(minutes=1))
        record_event(visitor, EventKind.PURCHASE, product_id=12)
        assert Event.objects.get().slate_id is None

    def test_impressions_of_others_do_not_count(self):
        ImpressionFactory(position=2)
        record_event(request_visitor(), EventKind.PURCHASE, product_id=12)
        assert Event.objects.get().slate_id is None

    def test_a_view_is_not_attributed(self):
        visitor = request_visitor()
        seen_by(visitor, at=timezone.now())
        record_event(visitor, EventKind.VIEW, product_id=12)
        assert Event.objects.get().slate_id is None


class TestCanceledPurchases:
    def test_they_are_in_the_log_but_no_purchases(self):
        visitor, at = request_visitor(), timezone.now()
        record_purchases(visitor, [bought(3), bought(4)], at=at)
        cancel_purchases([3, 4], at=at)
        assert list(Event.objects.values_list("kind", "occurred_at")) == [("canceled", at)] * 2
        assert refusals_of([visitor.id])[visitor.id].bought == {}

    def test_another_order_of_the_same_product_stands(self):
        visitor, first = request_visitor(), timezone.now() - timedelta(days=2)
        second = first + timedelta(days=1)
        record_purchases(visitor, [bought(3)], at=first)
        record_purchases(visitor, [bought(3)], at=second)
        cancel_purchases([3], at=second)
        assert refusals_of([visitor.id])[visitor.id].bought == {3: first}

    def test_what_the_guest_canceled_after_becoming_a_member_is_found(self):
        guest, account, at = request_visitor(), UserFactory(), timezone.now()
        VisitorFactory(account=account)
        record_purchases(guest, [bought(3)], at=at)
        member = link_visitor(guest, account)
        cancel_purchases([3], at=at)
        assert Event.objects.get(visitor=member.id).kind == "canceled"

    def test_they_are_not_learned_from(self):
        visitor, product, at = request_visitor(), ProductFactory(), timezone.now()
        record_event(visitor, EventKind.VIEW, product_id=product.pk)
        record_purchases(visitor, [bought(product.pk)], at=at)
        cancel_purchases([product.pk], at=at)
        later = timezone.now()
        assert extract_dataset(until=later).events == 1
        assert len(behavior_of_shop(until=later).kinds) == 1

    def test_the_product_may_be_one_of_those_viewed_again(self):
        visitor, at = request_visitor(), timezone.now() + timedelta(seconds=1)
        record_event(visitor, EventKind.VIEW, product_id=3)
        record_purchases(visitor, [bought(3)], at=at)
        assert recently_viewed(visitor, limit=5) == []
        cancel_purchases([3], at=at)
        assert recently_viewed(visitor, limit=5) == [3]


class TestBots:
    def test_nothing_of_a_bot_is_written(self, django_assert_num_queries):
        bot = RequestVisitor(is_bot=True)
        with django_assert_num_queries(0):
            record_event(bot, EventKind.VIEW, product_id=3)
            record_purchases(bot, [bought(3)], at=timezone.now())
            dismiss_product(bot, 3)
        assert not Visitor.objects.exists()


class TestDismissals:
    def test_saying_it_twice_is_one_fact(self):
        visitor = RequestVisitor()
        dismiss_product(visitor, 7)
        dismiss_product(visitor, 7)
        assert Dismissal.objects.get().visitor_id == visitor.id
        assert Event.objects.get().kind == EventKind.DISMISS

    def test_a_restored_product_may_be_dismissed_again(self):
        visitor = RequestVisitor()
        dismiss_product(visitor, 7)
        restore_product(visitor, 7)
        assert not Dismissal.objects.exists()
        dismiss_product(visitor, 7)
        assert Event.objects.filter(kind=EventKind.DISMISS).count() == 2

    def test_restoring_what_was_never_dismissed_does_nothing(self):
        restore_product(request_visitor(), 7)
        assert not Event.objects.exists()


def test_after_sign_out_the_browser_is_a_strangers():
    request = RequestFactory().get("/")
    request.visitor = request_visitor()
    before = request.visitor.id, request.visitor.session_id
    forget_visitor(request)
    assert request.visitor.id != before[0]
    assert request.visitor.session_id != before[1]
    assert request.visitor.account_id is None
    record_event(request.visitor, EventKind.VIEW, product_id=1)
    assert VisitSession.objects.count() == 2
    assert not Impression.objects.exists()
