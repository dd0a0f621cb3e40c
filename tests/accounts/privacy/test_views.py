"""The privacy pages, for guests and members."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.privacy.cookies import COOKIES
from recommender.models import Dismissal, Event, RecommendationList, Slate, Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.behavior import EventFactory, VisitSessionFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
BAR = ".consent"
PAUSED = "#paused"


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def answer(client, word, **more):
    return client.post(reverse("privacy_choice"), {"personalization": word} | more)


def own_list(visitor, products, **reason) -> RecommendationList:
    return RecommendationList.objects.create(
        placement="home_for_you",
        visitor=visitor,
        product_ids=[product.pk for product in products],
        scores=[1.0 for _ in products],
        reasons=[reason or None for _ in products],
    )


@pytest.fixture
def member(client):
    """A signed-in account that has looked at two products; `history` are its events, newest first."""
    account = UserFactory()
    client.force_login(account)
    for product in ProductFactory.create_batch(2):
        client.get(product.get_absolute_url())
    return account


class TestConsentBar:
    def test_a_stranger_is_asked_and_both_answers_look_the_same(self, client):
        bar = page(client.get("/")).select_one(BAR)
        no, yes = bar.select("button[name=personalization]")
        assert (no["value"], yes["value"]) == ("no", "yes")
        assert no["class"] == yes["class"]

    @pytest.mark.parametrize("word", ["yes", "no"])
    def test_who_answered_is_never_asked_again(self, client, word):
        response = answer(client, word, next="/search/")
        assert response["Location"] == "/search/"
        assert not page(client.get("/")).select_one(BAR)

    def test_a_browser_that_says_no_for_its_owner_is_not_asked(self, client):
        home = page(client.get("/", headers={"Sec-GPC": "1"}))
        assert not home.select_one(BAR)
        assert home.select_one(PAUSED)

    def test_the_way_back_stays_in_the_shop(self, client):
        assert answer(client, "yes", next="https://elsewhere.example/")["Location"] == reverse("privacy")

    def test_an_answer_that_is_none_is_refused(self, client):
        response = answer(client, "maybe")
        assert response.status_code == 400
        assert "consent" not in response.cookies

    def test_it_takes_a_post(self, client):
        assert client.get(reverse("privacy_choice")).status_code == 405


class TestPausing:
    def test_the_home_page_changes_at_once_and_back(self, client, member):
        liked = ProductFactory.create_batch(3)
        own_list(member.visitor, liked, kind="viewed", product_id=Event.objects.first().product_id)
        assert "Because you viewed" in client.get("/").content.decode()
        answer(client, "no")
        home = page(client.get("/"))
        assert home.select_one(PAUSED)
        assert "Because you viewed" not in home.text
        assert home.select_one("#shelf-home_for_you").text == "What many like"
        assert not RecommendationList.objects.exists()
        answer(client, "yes")
        home = page(client.get("/"))
        assert not home.select_one(PAUSED)
        assert home.select_one("#shelf-home_for_you").text == "For you"

    def test_nothing_more_is_written(self, client, member):
        answer(client, "no")
        before = Event.objects.count(), Slate.objects.count()
        client.get("/")
        client.get(ProductFactory().get_absolute_url())
        client.get("/search/?q=product")
        assert (Event.objects.count(), Slate.objects.count()) == before

    def test_a_guest_who_said_no_shops_all_the_same(self, client):
        product = ProductFactory(stock=5)
        answer(client, "no")
        client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 1})
        assert product.title in client.get(reverse("cart")).content.decode()
        assert not Event.objects.exists()
        assert not Visitor.objects.exists()

    def test_what_is_not_wanted_stays_away(self, client):
        hidden, *_ = ProductFactory.create_batch(4)
        answer(client, "no")
        assert hidden.title in client.get("/popular/").content.decode()
        client.post(reverse("dismiss", args=[hidden.pk]))
        assert hidden.title not in client.get("/popular/").content.decode()

    def test_a_member_who_paused_elsewhere_sees_it_here(self, client, member):
        Visitor.objects.update(allows_personalization=False)
        assert page(client.get("/")).select_one(PAUSED)
        assert "Resume" in client.get(reverse("privacy")).content.decode()


class TestHistory:
    def test_it_says_what_was_done_by_day(self, client, member):
        product = ProductFactory(title="Blue mug")
        client.get(product.get_absolute_url())
        client.get("/search/?q=mug")
        history = page(client.get(reverse("privacy_history")))
        said = [entry.get_text(" ", strip=True) for entry in history.select(".entry__text")]
        assert said[:2] == ["You searched for “mug”", "You looked at “Blue mug”"]
        assert len(history.select(".privacy__day")) == 1

    def test_what_the_shop_no_longer_has_is_said_so(self, client, member):
        EventFactory(session=VisitSessionFactory(visitor=member.visitor), product_id=999_999)
        assert "a product that we no longer have" in client.get(reverse("privacy_history")).content.decode()

    def test_it_comes_in_pages(self, client, member):
        EventFactory.create_batch(45, session=VisitSessionFactory(visitor=member.visitor))
        assert len(page(client.get(reverse("privacy_history"))).select(".entry")) == 40
        assert len(page(client.get(reverse("privacy_history") + "?page=2")).select(".entry")) == 7
        assert client.get(reverse("privacy_history") + "?page=3").status_code == 404

    def test_one_entry_goes_and_the_list_with_it(self, client, member, django_capture_on_commit_callbacks):
        kept, gone = Event.objects.order_by("pk")
        own_list(member.visitor, ProductFactory.create_batch(2))
        response = client.post(reverse("privacy_forget_entry", args=[gone.pk]), follow=True)
        assert "The entry is deleted" in response.content.decode()
        assert Event.objects.get() == kept
        assert not RecommendationList.objects.exists()

    def test_nobody_deletes_what_others_did(self, client, member):
        stranger = EventFactory()
        assert client.post(reverse("privacy_forget_entry", args=[stranger.pk])).status_code == 404
        assert Event.objects.filter(pk=stranger.pk).exists()

    def test_all_of_it_goes(self, client, member):
        client.get("/")
        client.post(reverse("dismiss", args=[ProductFactory().pk]))
        answer(client, "yes")
        client.post(reverse("privacy_forget_history"))
        for table in (Event, Slate, Dismissal):
            assert not table.objects.exists()
        assert member.visitor.allows_personalization is True
        assert "We have written nothing down" in client.get(reverse("privacy_history")).content.decode()


class TestSuggestions:
    def test_they_come_with_their_reasons(self, client, member):
        seen = Event.objects.first().product_id
        own_list(member.visitor, [ProductFactory(title="Red pot")], kind="viewed", product_id=seen)
        row = page(client.get(reverse("privacy_suggestions"))).select_one(".entry--product")
        assert "Red pot" in row.text
        assert "Because you viewed" in row.text

    def test_a_dismissal_can_be_taken_back(self, client, member):
        product = ProductFactory()
        client.post(reverse("dismiss", args=[product.pk]))
        assert product.title in client.get(reverse("privacy_suggestions")).content.decode()
        client.post(reverse("privacy_forget_dismissal", args=[product.pk]))
        assert not Dismissal.objects.exists()


@pytest.mark.parametrize(
    ("name", "queries"), [("privacy", 8), ("privacy_history", 5), ("privacy_suggestions", 6)]
)
def test_a_page_costs_few_queries(client, name, queries, django_assert_max_num_queries):
    client.get(ProductFactory().get_absolute_url())
    client.get(reverse(name))
    with django_assert_max_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


def test_every_cookie_of_a_whole_visit_is_listed(client):
    account, product = UserFactory(), ProductFactory()
    client.get("/")
    answer(client, "yes")
    client.post(reverse("choose_preferences"), {"language": "en", "currency": "USD"})
    client.post(reverse("choose_theme"), {"theme": "dark"})
    client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 1})
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert len(client.cookies) > 5
    assert set(client.cookies) <= {cookie.name for cookie in COOKIES}


def test_only_what_needs_a_yes_outlives_the_visit_without_one(client):
    client.get("/")
    client.get(ProductFactory().get_absolute_url())
    lasting = {name for name, morsel in client.cookies.items() if morsel["max-age"]}
    assert lasting == {"csrftoken"}
