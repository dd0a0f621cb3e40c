from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.urls import reverse

from recommender.behavior.models import Dismissal, Placement, Visitor
from recommender.insights.person.selectors import visitor_named
from recommender.models import RecommendationList
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory
from tests.factories.rules import exclude
from tests.security.world import clerk

pytestmark = pytest.mark.django_db
FIND = reverse("admin:recommender_visitor_find")
EVENT = {"kind": "view", "at": 1_794_326_160}


@pytest.fixture
def member():
    return Visitor.objects.create(account=UserFactory(email="anna@aisle.example", phone="+4915112345678"))


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def why(visitor_id) -> str:
    return reverse("admin:recommender_visitor_why", args=[visitor_id])


def answered(visitor, *events, **fields) -> None:
    """As a worker has it."""
    answer = {"version": 7, "has_attention": True, "events": events} | fields
    cache.set(f"live-answer:visitor:{visitor.pk}", answer, timeout=60)


def listed(visitor, products, reason) -> None:
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU,
        visitor=visitor,
        product_ids=[product.pk for product in products],
        scores=[float(-place) for place in range(len(products))],
        reasons=[reason] * len(products),
    )


class TestFinding:
    @pytest.mark.parametrize("words", ["anna@aisle.example", "ANNA@aisle.example", "+49 1511 2345678"])
    def test_by_what_an_account_is_known_by(self, member, words):
        assert visitor_named(words) == member

    def test_by_visitor_id_and_order_number(self, member):
        guest = Visitor.objects.create()
        of_member = OrderFactory(account=member.account)
        of_guest = OrderFactory(account=None, visitor_id=guest.pk)
        assert visitor_named(str(guest.pk)) == guest
        assert visitor_named(of_member.number) == member
        assert visitor_named(of_guest.number) == guest

    @pytest.mark.parametrize(
        "words", ["", "nobody", "9d5c2f0e-5a57-4a8e-9f2b-0d6c1f0a7b11", "nobody@aisle.example", "\x00"]
    )
    def test_nobody_is_found_by_anything_else(self, member, words):
        assert visitor_named(words) is None

    def test_the_page_leads_there_or_says_that_nobody_was_found(self, administrator, member):
        assert administrator.get(FIND, {"q": "anna@aisle.example"})["Location"] == why(member.pk)
        assert "There is no visitor “nobody”" in administrator.get(FIND, {"q": "nobody"}).content.decode()


def test_the_page_shows_the_sequence_its_weights_and_the_list_with_the_shoppers_own_reasons(
    administrator, member
):
    seen, first, second = (ProductFactory(title=title) for title in ("Brass lamp", "Oak chair", "Tea cup"))
    answered(
        member, EVENT | {"product_id": seen.pk, "weight": 0.75}, EVENT | {"product_id": 10**9, "weight": 0.25}
    )
    listed(member, [first, second], {"kind": "viewed", "product_id": seen.pk})
    Dismissal.objects.create(visitor=member, product_id=second.pk)

    page = administrator.get(why(member.pk)).content.decode()

    for words in (
        "Brass lamp",
        "75.0&nbsp;%",
        "no longer sold (1000000000)",
        "2026-11-10",
        "Because you viewed “Brass lamp”",
        "Oak chair",
        "no: dismissed",
    ):
        assert words in page


def test_what_a_rule_excludes_is_named_as_such(administrator, member):
    answered(member)
    product = ProductFactory()
    listed(member, [product], {"kind": "popular"})
    exclude(product=product)
    assert "no: a business rule excludes it" in administrator.get(why(member.pk)).content.decode()


def test_looking_leaves_an_entry_and_polling_does_not(administrator, member):
    answered(member)
    administrator.get(why(member.pk))
    administrator.get(reverse("admin:recommender_visitor_sequence", args=[member.pk]))
    entry = LogEntry.objects.get()
    assert entry.object_id == str(member.pk)
    assert "Looked at what is recommended" in entry.change_message


def test_of_who_paused_nothing_is_shown(administrator, member):
    product = ProductFactory(title="Oak chair")
    listed(member, [product], {"kind": "popular"})
    answered(member, EVENT | {"product_id": product.pk, "weight": 1.0})
    Visitor.objects.update(allows_personalization=False)
    page = administrator.get(why(member.pk)).content.decode()
    assert "paused personalization" in page
    assert "Oak chair" not in page
    assert (
        administrator.get(reverse("admin:recommender_visitor_sequence", args=[member.pk])).status_code == 404
    )


def test_who_was_erased_is_not_there_any_more(administrator):
    answer = administrator.get(why(uuid4()))
    assert answer.status_code == 404
    assert "all that was known was erased" in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_while_a_worker_reads_the_page_waits(administrator, member, monkeypatch):
    monkeypatch.setattr("recommender.serving.live_answers.current_app.send_task", lambda *_a, **_k: None)
    page = administrator.get(why(member.pk)).content.decode()
    assert "A worker reads the sequence" in page
    assert "There is no list of their own yet" in page


def test_a_baseline_tells_no_weights(administrator, member):
    answered(member, EVENT | {"product_id": ProductFactory().pk, "weight": None}, has_attention=False)
    assert "is a model without attention" in administrator.get(why(member.pk)).content.decode()


@pytest.mark.parametrize("name", ["find", "why", "sequence"])
def test_only_those_with_the_right_look(client, member, name):
    answered(member)
    address = FIND if name == "find" else reverse(f"admin:recommender_visitor_{name}", args=[member.pk])
    for account, status in (
        (clerk("recommender.view_people"), 200),
        (clerk("recommender.view_visitor"), 403),
        (UserFactory(), 302),
    ):
        client.force_login(account)
        assert client.get(address).status_code == status
