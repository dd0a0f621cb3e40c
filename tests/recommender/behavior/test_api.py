"""POST /api/v1/events/."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from recommender.behavior.models import Event, Impression, Slate, Visitor
from tests.factories.accounts import UserFactory
from tests.factories.behavior import SlateFactory, VisitorFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
HALF = r'{"events": ["half a character: \ud800"]}'
ADDRESS = "/api/v1/events/"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(autouse=True)
def _own_counters(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid4()}"}}


def report(**fields) -> dict:
    return {"id": str(uuid4()), "at": timezone.now().isoformat()} | fields


def seen(slate: Slate, position: int, **fields) -> dict:
    return report(type="impression", slate=str(slate.pk), position=position, **fields)


def event(kind: str, **fields) -> dict:
    return report(type="event", kind=kind, **fields)


def send(client: Client, *lines, **options):
    options = {"content_type": "application/json"} | options
    return client.post(ADDRESS, json.dumps({"events": lines}), **options)


@pytest.fixture
def slate(client) -> Slate:
    """A slate of products 11 to 14 that was shown to `client`."""
    send(client, event("search", query="kettle"))
    return SlateFactory(visitor=Visitor.objects.get())


class TestImpressions:
    def test_what_was_seen_is_written(self, client, slate):
        response = send(client, seen(slate, 1), seen(slate, 3))
        assert response.status_code == 202
        assert response.json() == {"accepted": 2, "ignored": 0, "rejected": []}
        rows = Impression.objects.order_by("position").values_list("visitor", "product_id", "position")
        assert list(rows) == [(slate.visitor_id, 11, 1), (slate.visitor_id, 13, 3)]

    def test_the_product_comes_from_the_slate(self, client, slate):
        send(client, seen(slate, 2, product=999))
        assert Impression.objects.get().product_id == 12

    def test_a_batch_sent_twice_counts_once(self, client, slate):
        batch = [seen(slate, 1), seen(slate, 2)]
        send(client, *batch)
        assert send(client, *batch, seen(slate, 3)).json() == {"accepted": 1, "ignored": 2, "rejected": []}
        assert send(client, seen(slate, 4), seen(slate, 4)).json()["ignored"] == 1
        assert Impression.objects.count() == 4

    def test_slates_of_others_and_false_positions_are_rejected(self, client, slate):
        others = SlateFactory()
        answer = send(client, seen(others, 1), seen(slate, 5), seen(slate, 4)).json()
        assert answer["accepted"] == 1
        assert [line["index"] for line in answer["rejected"]] == [0, 1]
        assert "slate" in answer["rejected"][0]["reason"]
        assert "position" in answer["rejected"][1]["reason"]

    def test_a_batch_costs_the_same_whatever_it_holds(self, client, slate, django_assert_num_queries):
        product = ProductFactory()
        with django_assert_num_queries(4):
            # slates, products, impressions, events
            send(client, seen(slate, 1), event("view", product=product.pk))
        more = [SlateFactory(visitor=slate.visitor) for _ in range(5)]
        with django_assert_num_queries(4):
            send(
                client,
                *(seen(slate, position) for slate in more for position in (1, 2, 3)),
                *(event("click", slate=str(slate.pk), position=2) for slate in more),
                event("view", product=product.pk),
            )

    def test_a_members_impressions_are_the_accounts(self, client):
        account = UserFactory()
        client.force_login(account)
        slate = SlateFactory(visitor=VisitorFactory(account=account))
        assert send(client, seen(slate, 1)).json()["accepted"] == 1


class TestEvents:
    def test_other_front_ends_can_report_views_and_searches(self, client):
        product = ProductFactory()
        at = timezone.now() - timedelta(hours=1)
        answer = send(
            client,
            event("view", product=product.pk, at=at.isoformat()),
            event("search", query="red kettle"),
        )
        assert answer.json()["accepted"] == 2
        view = Event.objects.get(kind="view")
        assert (view.product_id, view.occurred_at) == (product.pk, at)
        assert Event.objects.get(kind="search").query == "red kettle"

    def test_a_click_is_attributed_to_its_slate(self, client, slate):
        send(client, event("click", slate=str(slate.pk), position=3, product=999))
        click = Event.objects.get(kind="click")
        assert (click.slate, click.position, click.product_id) == (slate, 3, 13)

    def test_the_same_id_is_the_same_event(self, client):
        line = event("search", query="kettle")
        assert send(client, line, line).json() == {"accepted": 1, "ignored": 1, "rejected": []}
        assert send(client, line).json() == {"accepted": 0, "ignored": 1, "rejected": []}

    def test_an_unknown_product_is_rejected(self, client):
        assert "product" in send(client, event("view", product=987654321)).json()["rejected"][0]["reason"]

    @pytest.mark.parametrize("kind", ["purchase", "cart_add", "stare"])
    def test_what_the_shop_records_itself_cannot_be_claimed(self, client, kind):
        answer = send(client, event(kind, product=ProductFactory().pk))
        assert answer.json()["rejected"][0]["reason"].startswith("kind:")
        assert not Event.objects.exists()


class TestForm:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"id": "7"}, "id:"),
            ({"type": "glance"}, "type:"),
            ({"at": "yesterday"}, "at:"),
            ({"at": (timezone.now() + timedelta(hours=1)).isoformat()}, "at: This lies in the future."),
            ({"at": (timezone.now() - timedelta(hours=25)).isoformat()}, "at: This is too old."),
            ({"kind": None}, "kind:"),
            ({"product": 2**70}, "product:"),
            ({"product": "x"}, "product:"),
            ({"query": "a" * 201}, "query:"),
            ({"slate": "x"}, "slate:"),
            ({"slate": str(uuid4())}, "A slate needs a position."),
            ({"type": "impression"}, "An impression needs a slate."),
            ({"kind": "view"}, "An event needs a product or a slate."),
            ({"product": 3}, "A search needs a query, and nothing else."),
        ],
    )
    def test_a_bad_line_is_rejected_and_the_others_count(self, client, change, reason):
        good = event("search", query="kettle")
        answer = send(client, event("search", query="kettle") | change, good).json()
        assert answer["accepted"] == 1
        assert answer["rejected"][0]["index"] == 0
        assert answer["rejected"][0]["reason"].startswith(reason)

    @pytest.mark.parametrize("line", ["text", 7, None, [], {}])
    def test_a_line_that_is_no_report_is_rejected(self, client, line):
        assert send(client, line).json()["rejected"][0]["index"] == 0

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "{",
            "[]",
            "null",
            '{"events": 3}',
            '{"events": []}',
            '{"event": []}',
            "\x00",
            "[" * 60_000,
            HALF,
        ],
        ids=lambda body: body[:16],
    )
    def test_a_body_that_is_no_batch_is_refused(self, client, body):
        response = client.post(ADDRESS, body, content_type="application/json")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"

    def test_too_many_lines_are_refused(self, client, settings):
        lines = [event("search", query="kettle")] * (settings.BEACON_MAX_BATCH + 1)
        assert send(client, *lines).status_code == 400
        assert not Event.objects.exists()

    def test_too_many_bytes_are_refused(self, client):
        response = send(client, {"id": "x" * 70_000})
        assert response.status_code == 413
        assert response["Content-Type"] == "application/problem+json"

    def test_plain_text_is_read_as_json(self, client):
        answer = send(client, event("search", query="kettle"), content_type="text/plain;charset=UTF-8")
        assert answer.json()["accepted"] == 1

    def test_a_clock_that_is_a_little_fast_is_set_right(self, client):
        at = (timezone.now() + timedelta(seconds=30)).isoformat()
        assert send(client, event("search", query="kettle", at=at)).json()["accepted"] == 1
        assert Event.objects.get().occurred_at <= timezone.now()

    def test_only_post_is_answered(self, client):
        assert client.get(ADDRESS).status_code == 405


class TestWho:
    def test_the_answer_makes_the_front_end_known(self, client):
        response = send(client, event("search", query="kettle"))
        assert response.cookies["visitor"]["httponly"]

    def test_it_needs_no_csrf_token(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(UserFactory())
        assert send(client, event("search", query="kettle")).status_code == 202

    def test_bots_are_not_logged(self, client):
        answer = send(client, event("search", query="kettle"), headers={"User-Agent": GOOGLEBOT})
        assert answer.json() == {"accepted": 0, "ignored": 1, "rejected": []}
        assert not Visitor.objects.exists()


class TestRate:
    @pytest.fixture(autouse=True)
    def _few(self, settings):
        rates = {"shopper": "3 per minute", "address": "5 per minute"}
        settings.RATE_LIMITS = {"beacon": {"routes": ["api_events"], "rates": rates}}

    def test_too_many_batches_of_a_visitor_are_refused(self, client):
        answers = [send(client, event("search", query="kettle")).status_code for _ in range(3)]
        assert answers == [202, 202, 202]
        response = send(client, event("search", query="kettle"))
        assert response.status_code == 429
        assert response["Content-Type"] == "application/problem+json"
        assert 0 < int(response["Retry-After"]) <= 60
        assert Event.objects.count() == 3

    def test_too_many_batches_of_an_address_are_refused_without_cookies_too(self):
        answers = [send(Client(), event("search", query="kettle")).status_code for _ in range(6)]
        assert answers == [202, 202, 202, 202, 202, 429]
        elsewhere = send(Client(), event("search", query="kettle"), REMOTE_ADDR="10.0.0.9")
        assert elsewhere.status_code == 202
