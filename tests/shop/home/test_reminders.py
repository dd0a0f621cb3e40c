"""A shelf for whoever is about to leave."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from recommender.behavior.models import EventKind, Slate, Visitor
from shop.cart.models import CartLine
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory
from tests.factories.loop import view
from tests.factories.prediction import make_prediction
from tests.factories.rules import exclude

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return UserFactory()


@pytest.fixture
def undecided(client, account):
    """A member who put one thing into the cart, looked at another, and will probably leave."""
    client.force_login(account)
    visitor = Visitor.objects.create(account=account)
    waiting, seen, *_ = ProductFactory.create_batch(30)
    CartLineFactory(shopper=member(account), product=waiting)
    view(visitor, seen.pk, at=timezone.now() - timedelta(minutes=2))
    make_prediction(visitor, within_session=0.1, session_asked_at=timezone.now())
    return visitor, waiting, seen


def shelf(client) -> BeautifulSoup | None:
    return BeautifulSoup(client.get("/").content, "html.parser").select_one("[data-placement=home_reminder]")


def test_it_reminds_of_the_cart_and_of_what_was_seen_and_says_so(client, undecided):
    visitor, waiting, seen = undecided

    found = shelf(client)

    assert [int(card["data-product"]) for card in found.select(".card")] == [waiting.pk, seen.pk]
    whys = [why.get_text() for why in found.select(".card__why")]
    assert whys == ["Why this? It waits in your cart", "Why this? You looked at it lately"]
    slate = Slate.objects.get(placement="home_reminder")
    assert (slate.product_ids, slate.source, slate.visitor) == ([waiting.pk, seen.pk], "reminded", visitor)


def test_nothing_stands_on_the_page_twice(client, undecided):
    page = BeautifulSoup(client.get("/").content, "html.parser")

    shown = [card["data-product"] for card in page.select(".card")]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    "change", [{"within_session": 0.6}, {"within_session": None}, {"session_asked_at": None}]
)
def test_who_probably_buys_or_of_whom_nobody_can_tell_is_not_reminded(client, undecided, change):
    visitor, *_ = undecided
    type(visitor.purchase_prediction).objects.update(**change)

    assert shelf(client) is None


def test_without_a_cart_many_looks_are_asked_for(client, undecided):
    visitor, *_ = undecided
    CartLine.objects.all().delete()
    assert shelf(client) is None

    for product in ProductFactory.create_batch(4):
        view(visitor, product.pk, at=timezone.now() - timedelta(minutes=1))
    assert len(shelf(client).select(".card")) == 5


def test_what_is_sold_out_bought_or_excluded_is_not_reminded_of(client, undecided):
    visitor, waiting, seen = undecided
    view(visitor, seen.pk, at=timezone.now(), kind=EventKind.PURCHASE)
    assert len(shelf(client).select(".card")) == 1

    exclude(product_id=waiting.pk)
    assert shelf(client) is None


@pytest.mark.usefixtures("undecided")
def test_who_paused_is_not_reminded(client):
    Visitor.objects.update(allows_personalization=False)

    assert shelf(client) is None
