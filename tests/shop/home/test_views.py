from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from recommender.behavior.models import EventKind, Placement, Slate, Visitor
from recommender.models import RecommendationList, SegmentMember
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.factories.loop import view
from tests.factories.segments import make_segment

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def for_you(page: BeautifulSoup) -> list[int]:
    return [int(card["data-product"]) for card in page.select("[data-placement=home_for_you] .card")]


def on_shelf(page: BeautifulSoup, name: str) -> list[int]:
    return [int(card["data-product"]) for card in page.select(f"section[aria-labelledby=shelf-{name}] .card")]


def make_list(visitor: Visitor, products, *, reason: dict | None) -> None:
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU,
        visitor=visitor,
        product_ids=[product.pk for product in products],
        scores=[1.0] * len(products),
        reasons=[reason] * len(products),
    )


class TestHome:
    def test_of_an_empty_shop_is_a_page(self, client):
        assert client.get("/").status_code == 200

    def test_offers_a_stranger_popular_products_and_another_list(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(20)]
        page = soup_of(client.get("/"))
        assert for_you(page) == [product.pk for product in products[:12]]
        assert page.select_one("a[href='/popular/?page=2']").get_text() == "Another list"
        assert "What others like" in page.select_one(".shelf__why").get_text()

    def test_shows_no_product_in_two_slates(self, client):
        ProductFactory.create_batch(20)
        client.get("/")
        for_you, popular = Slate.objects.order_by("placement")
        assert (for_you.placement, popular.placement) == ("home_for_you", "home_popular")
        assert not set(for_you.product_ids) & set(popular.product_ids)

    def test_offers_a_member_their_list_and_says_why(self, client):
        account = UserFactory()
        client.force_login(account)
        seen, *listed = ProductFactory.create_batch(15)
        ProductFactory.create_batch(10, popularity=5)
        visitor = Visitor.objects.create(account=account)
        make_list(visitor, listed, reason={"kind": "viewed", "product_id": seen.pk})
        page = soup_of(client.get("/"))
        assert for_you(page) == [product.pk for product in listed[:12]]
        assert page.select_one(".shelf__why").get_text() == f"Because you viewed “{seen.title}”"
        assert page.find("a", string="Another list") is None

    def test_shows_who_did_little_yet_what_is_popular_with_shoppers_like_them(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(20)]
        client.get("/")
        visitor = Visitor.objects.get()
        SegmentMember.objects.create(visitor=visitor, segment=make_segment())
        RecommendationList.objects.create(
            placement=Placement.HOME_POPULAR,
            segment=visitor.membership.segment,
            product_ids=[product.pk for product in products[12:20]],
            scores=[1.0] * 8,
            reasons=[{"kind": "segment"}] * 8,
        )

        page = soup_of(client.get("/"))

        assert for_you(page) == [product.pk for product in [*products[12:20], *products[:4]]]
        shelf = page.select_one("[data-placement=home_for_you]")
        assert shelf.select_one(".shelf__why").get_text() == "Popular with shoppers like you"
        assert shelf.select_one("a[href='/popular/?page=2']").get_text() == "Another list"
        said = [card.get_text(" ") for card in shelf.select(".card")]
        like_you = ["Popular with shoppers like you" in text for text in said]
        assert like_you == [True] * 8 + [False] * 4

    def test_links_cards_to_their_place_in_the_slate(self, client):
        product = ProductFactory()
        page = soup_of(client.get("/"))
        shelf = page.select_one("[data-placement=home_for_you]")
        slate = Slate.objects.get(placement="home_for_you")
        assert shelf["data-slate"] == str(slate.pk)
        assert shelf.select_one(".card")["data-position"] == "1"
        assert (
            shelf.select_one(".card__link")["href"]
            == f"{product.get_absolute_url()}?slate={slate.pk}&position=1"
        )

    def test_shows_departments_with_pictures_and_new_arrivals(self, client):
        kitchen = CategoryFactory(slug="kitchen", image="categories/pot.svg")
        CategoryFactory(slug="mugs", parent=kitchen)
        ProductFactory.create_batch(24, category=kitchen, popularity=5)
        newest = ProductFactory(category=kitchen, title="Fresh")
        page = soup_of(client.get("/"))
        assert [tile["href"] for tile in page.select("a.tile")] == ["/c/kitchen/"]
        assert page.select_one("a.tile img")["src"] == "/media/categories/pot.svg"
        assert on_shelf(page, "newest")[0] == newest.pk

    def test_says_of_each_recommended_product_why_it_is_there(self, client):
        account = UserFactory()
        client.force_login(account)
        seen, *listed = ProductFactory.create_batch(15)
        ProductFactory.create_batch(30, popularity=5)
        make_list(
            Visitor.objects.create(account=account), listed, reason={"kind": "liked", "product_id": seen.pk}
        )
        page = soup_of(client.get("/"))
        cards = page.select("[data-slate] .card")
        assert len(cards) == len(page.select("[data-slate] .card .card__why")) == 18
        assert cards[0].select_one(".card__why").get_text() == f"Why this? Because you like “{seen.title}”"
        assert "Many look at it" in page.select_one("[data-placement=home_popular] .card__why").get_text()

    def test_turns_around_what_the_shopper_viewed_and_used_up(self, client):
        account = UserFactory()
        client.force_login(account)
        visitor = Visitor.objects.create(account=account)
        seen, before, *near = ProductFactory.create_batch(6)
        coffee, filters = ProductFactory.create_batch(2, is_consumable=True, replenishment_days=20)
        ProductFactory.create_batch(40, popularity=5)
        now = timezone.now()
        view(visitor, before.pk, at=now - timedelta(hours=1))
        view(visitor, seen.pk, at=now)
        for product, days in ((coffee, 25), (filters, 5)):
            view(visitor, product.pk, at=now - timedelta(days=days), kind=EventKind.PURCHASE)
        RecommendationList.objects.create(
            placement=Placement.PRODUCT_SIMILAR,
            product_id=seen.pk,
            product_ids=[product.pk for product in near],
            scores=[1.0] * 4,
            reasons=[{"kind": "viewed_together", "product_id": seen.pk}] * 4,
        )

        page = soup_of(client.get("/"))

        assert on_shelf(page, "home_because_viewed") == [product.pk for product in near]
        assert (
            page.select_one("#shelf-home_because_viewed").get_text() == f"Because you viewed “{seen.title}”"
        )
        assert on_shelf(page, "home_buy_again") == [coffee.pk]
        assert on_shelf(page, "viewed") == [seen.pk, before.pk]
        why = page.select_one("[data-placement=home_buy_again] .card__why").get_text()
        assert why == "Why this? You bought it before, and it may be used up by now"
        cards = [card["data-product"] for card in page.select(".card")]
        assert len(set(cards)) == len(cards)

    def test_has_no_shelf_for_what_a_stranger_has_not_done(self, client):
        ProductFactory.create_batch(40)
        page = soup_of(client.get("/"))
        heads = [head["id"] for head in page.select("section.shelf h2")]
        assert heads == ["shelf-home_for_you", "departments", "shelf-home_popular", "shelf-newest"]

    def test_reminds_of_nothing_that_is_no_longer_sold(self, client):
        gone = ProductFactory(is_active=False)
        ProductFactory.create_batch(20)
        client.get("/")
        view(Visitor.objects.get(), gone.pk, at=timezone.now())
        assert on_shelf(soup_of(client.get("/")), "viewed") == []

    def test_hints_at_what_is_nearly_sold_out(self, client):
        ProductFactory(stock=3)
        ProductFactory(stock=6)
        assert [
            hint.get_text()
            for hint in soup_of(client.get("/")).select("[data-placement=home_for_you] .card__stock")
        ] == ["Only 3 left"]

    # Besides session, account and cart: refusals, viewed, lists, offers, slates, newest, products, favorites.
    @pytest.mark.parametrize("size", [15, 80])
    @pytest.mark.parametrize("listed", [False, True])
    def test_costs_a_member_at_most_thirteen_queries(
        self, client, size, listed, django_assert_max_num_queries
    ):
        account = UserFactory()
        client.force_login(account)
        products = [ProductPictureFactory().product for _ in range(size)]
        if listed:
            reason = {"kind": "viewed", "product_id": products[0].pk}
            make_list(Visitor.objects.create(account=account), products, reason=reason)
        client.get("/")
        with django_assert_max_num_queries(13):
            assert for_you(soup_of(client.get("/")))


class TestAnotherList:
    def test_is_a_shelf_for_htmx_and_a_page_without(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(30)]
        second = [product.pk for product in products[12:24]]
        fragment = soup_of(client.get("/popular/?page=2", headers={"HX-Request": "true"}))
        page = soup_of(client.get("/popular/?page=2"))
        assert for_you(fragment) == for_you(page) == second
        assert fragment.find("html") is None
        assert page.find("html")
        assert page.select_one("a[href='/popular/?page=3']")

    def test_leaves_out_what_the_page_shows_on_other_shelves(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(40)]
        elsewhere = [product.pk for product in products[12:18]]
        shelf = soup_of(
            client.get("/popular/", {"page": 2, "product_id": elsewhere}, headers={"HX-Request": "true"})
        )
        assert for_you(shelf) == [product.pk for product in products[18:30]]

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999"])
    def test_refuses_what_is_no_page(self, client, page):
        assert client.get("/popular/", {"page": page}).status_code == 400


class TestNews:
    def test_says_when_the_list_was_made_anew(self, client):
        products = ProductFactory.create_batch(30)
        client.get("/")
        address = f"/news/{Slate.objects.get(placement='home_for_you').pk}/"
        before = client.get(address)
        make_list(Visitor.objects.get(), products[:12], reason=None)
        after = client.get(address)
        assert (before.status_code, after.status_code) == (204, 200)
        assert after.content == b""
        assert "no-store" in after["Cache-Control"]

    def test_costs_three_queries_at_most(self, client, django_assert_max_num_queries):
        ProductFactory.create_batch(30)
        client.get("/")
        slate = Slate.objects.get(placement="home_for_you")
        with django_assert_max_num_queries(3):
            client.get(f"/news/{slate.pk}/")

    def test_is_not_asked_for_by_bots(self, client):
        ProductFactory.create_batch(3)
        assert soup_of(client.get("/")).select_one("[data-news]")
        bot = soup_of(client.get("/", headers={"User-Agent": "Googlebot/2.1"}))
        assert not bot.select("[data-news], script[src*=news]")


class TestFrame:
    def test_can_be_used_without_a_script_and_by_keyboard(self, client):
        CategoryFactory(slug="kitchen")
        page = soup_of(client.get("/"))
        assert page.html["lang"] == "en"
        assert page.select_one(".skip-link")["href"] == "#main"
        assert page.select_one("main#main")
        assert page.select_one("details.menu nav a[href='/c/kitchen/']")
        assert page.select_one("search form[action='/search/'] label[for=search-words]")

    def test_has_no_inline_scripts_and_styles(self, client):
        ProductFactory(category=CategoryFactory(slug="kitchen"))
        for address in ("/", "/c/kitchen/", "/search/?q=product", "/popular/"):
            page = soup_of(client.get(address))
            scripts = [s for s in page.find_all("script") if not s.get("src")]
            assert all(script["type"] == "application/ld+json" for script in scripts)
            assert not page.find_all("style")
            assert not page.select("[style], [onclick], [onload]")

    def test_counts_what_is_in_the_cart(self, client):
        client.post("/cart/add/", {"product_id": ProductFactory().pk, "quantity": "2"})
        assert soup_of(client.get("/")).select_one("#cart-count .badge").get_text(strip=True).endswith("2")

    def test_offers_a_guest_to_sign_in_and_a_member_to_sign_out(self, client):
        assert soup_of(client.get("/")).select_one("header a[href='/accounts/login/']")
        client.force_login(UserFactory())
        assert soup_of(client.get("/")).select_one("header form[action='/accounts/logout/']")
