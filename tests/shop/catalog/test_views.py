import json

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings

from recommender.behavior.models import Event, Slate
from recommender.models import RecommendationList
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def titles_in(response) -> list[str]:
    return [link.get_text() for link in soup_of(response).select(".card__link")]


@pytest.fixture
def member(client):
    client.force_login(UserFactory())
    return client


class TestCategoryPage:
    def test_shows_the_products_of_the_category_and_all_below(self, client):
        kitchen = CategoryFactory(slug="kitchen")
        ProductFactory(category=kitchen, title="Apron")
        ProductFactory(category=CategoryFactory(parent=kitchen), title="Mug")
        ProductFactory(category=kitchen, title="Withdrawn", is_active=False)
        ProductFactory(title="Elsewhere")
        assert sorted(titles_in(client.get("/c/kitchen/"))) == ["Apron", "Mug"]

    def test_says_where_it_is_to_people_and_to_search_engines(self, client):
        kitchen = CategoryFactory(slug="kitchen", name="Kitchen")
        CategoryFactory(slug="mugs", name="Mugs", parent=kitchen)
        page = soup_of(client.get("/c/mugs/"))
        crumbs = [item.get_text(strip=True) for item in page.select(".breadcrumbs li")]
        data = json.loads(page.select_one('script[type="application/ld+json"]').string)
        assert crumbs == ["Home", "Kitchen", "Mugs"]
        assert data["@type"] == "BreadcrumbList"
        assert data["itemListElement"][1]["item"] == "http://testserver/c/mugs/"

    def test_links_the_categories_below(self, client):
        kitchen = CategoryFactory(slug="kitchen")
        CategoryFactory(slug="mugs", parent=kitchen)
        page = soup_of(client.get("/c/kitchen/"))
        assert [link["href"] for link in page.select("main .chips a")] == ["/c/mugs/"]

    def test_filters_by_form_without_javascript(self, client):
        kitchen = CategoryFactory(slug="kitchen")
        ProductFactory(category=kitchen, title="Cheap", price=5)
        ProductFactory(category=kitchen, title="Dear", price=50)
        response = client.get("/c/kitchen/", {"price_max": "10", "sort": "price"})
        form = soup_of(response).select_one("form#filters")
        assert titles_in(response) == ["Cheap"]
        assert (form["method"], form["action"]) == ("get", "/c/kitchen/")

    def test_gives_htmx_the_results_only(self, client):
        ProductFactory(category=CategoryFactory(slug="kitchen"), title="Mug")
        response = client.get("/c/kitchen/", headers={"HX-Request": "true"})
        assert titles_in(response) == ["Mug"]
        assert soup_of(response).find("html") is None
        assert "HX-Request" in response["Vary"]

    def test_gives_the_whole_page_back_to_the_browsers_history(self, client):
        CategoryFactory(slug="kitchen")
        headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert soup_of(client.get("/c/kitchen/", headers=headers)).find("html")

    @pytest.mark.parametrize("query", ["price_min=abc", "sort=foo", "brand=%00", "rating=7", "price_max=-3"])
    def test_says_which_filter_is_wrong(self, client, query):
        ProductFactory(category=CategoryFactory(slug="kitchen"))
        response = client.get(f"/c/kitchen/?{query}")
        assert response.status_code == 400
        assert soup_of(response).select_one(".notice--error").get_text(strip=True)

    def test_shows_a_wrong_filter_in_its_place_to_htmx(self, client):
        CategoryFactory(slug="kitchen")
        response = client.get("/c/kitchen/?price_min=abc", headers={"HX-Request": "true"})
        assert (response.status_code, response["HX-Retarget"]) == (400, "#results")

    @pytest.mark.parametrize(
        ("page", "status"), [("2", 404), ("999", 404), ("-1", 400), ("abc", 400), ("0", 400), ("²", 400)]
    )
    def test_refuses_pages_that_do_not_exist(self, client, page, status):
        CategoryFactory(slug="kitchen")
        response = client.get("/c/kitchen/", {"page": page})
        assert response.status_code == status
        assert "page" in soup_of(response).h1.get_text()

    def test_goes_on_to_the_next_page_and_keeps_the_filters(self, client, settings):
        settings.PAGE_SIZE = 2
        kitchen = CategoryFactory(slug="kitchen")
        ProductFactory.create_batch(3, category=kitchen)
        response = client.get("/c/kitchen/?sort=price")
        following = soup_of(response).select_one("a[rel=next]")["href"]
        assert len(titles_in(client.get(following))) == 1
        assert "sort=price" in following

    def test_unknown_category_is_not_found(self, client):
        assert client.get("/c/nothing/").status_code == 404

    def test_answers_to_reading_only(self, client):
        CategoryFactory(slug="kitchen")
        assert client.post("/c/kitchen/").status_code == 405

    @pytest.mark.parametrize("size", [3, 60])
    def test_costs_at_most_eight_queries_whatever_the_catalog_holds(
        self, member, size, django_assert_max_num_queries
    ):
        kitchen = CategoryFactory(slug="kitchen")
        for _ in range(size):
            ProductPictureFactory(product__category=kitchen)
        member.get("/c/kitchen/")
        with django_assert_max_num_queries(8):
            assert titles_in(member.get("/c/kitchen/?in_stock=on"))


class TestProductPage:
    def test_shows_what_one_needs_to_decide(self, client):
        product = ProductFactory(
            title="Stoneware Mug", brand="Halden", price="12.90", list_price="16.00", stock=3,
            description="Holds coffee.", attributes={"Volume": "350 ml"}, rating_sum=9, rating_count=2,
        )  # fmt: skip
        page = soup_of(client.get(product.get_absolute_url()))
        text = page.select_one("article.product").get_text(" ", strip=True)
        for said in (
            "Stoneware Mug",
            "Halden",
            "€12.90",
            "€16.00",
            "Only 3 left",
            "Holds coffee.",
            "Volume",
            "350 ml",
        ):
            assert said in text
        assert page.select_one(".stars__row")["aria-label"] == "Rated 4.5 of 5"

    def test_limits_the_quantity_by_stock(self, client):
        few, many = ProductFactory(stock=3), ProductFactory(stock=500)
        quantity = [
            soup_of(client.get(p.get_absolute_url())).select_one("#quantity")["max"] for p in (few, many)
        ]
        assert quantity == ["3", str(django_settings.CART_MAX_QUANTITY)]

    def test_sells_nothing_that_is_sold_out(self, client):
        page = soup_of(client.get(ProductFactory(stock=0).get_absolute_url()))
        assert "Sold out" in page.select_one("article.product").get_text()
        assert page.select_one("article.product form[action='/cart/add/']") is None

    def test_says_how_long_a_consumable_lasts(self, client):
        product = ProductFactory(is_consumable=True, replenishment_days=30)
        assert "Lasts about 30 days" in soup_of(client.get(product.get_absolute_url())).get_text()

    def test_shows_a_placeholder_where_there_is_no_picture(self, client):
        page = soup_of(client.get(ProductFactory().get_absolute_url()))
        assert page.select_one("#large-picture")["src"].endswith("placeholder.svg")

    def test_tells_search_engines_price_stock_and_rating(self, client):
        product = ProductFactory(title="Mug </script>", rating_sum=9, rating_count=2)
        page = soup_of(client.get(product.get_absolute_url()))
        data = json.loads(page.select_one('script[type="application/ld+json"]').string)
        assert data["name"] == "Mug </script>"
        assert data["offers"]["price"] == "12.90"
        assert data["offers"]["availability"] == "https://schema.org/InStock"
        assert data["aggregateRating"] == {
            "@type": "AggregateRating",
            "ratingValue": "4.50",
            "reviewCount": 2,
        }

    def test_is_a_view_in_the_log(self, client):
        product = ProductFactory()
        client.get(product.get_absolute_url())
        assert list(Event.objects.values_list("kind", "product_id")) == [("view", product.pk)]

    def test_reached_from_a_shelf_is_a_click_of_that_place_then_a_view(self, client):
        product = ProductFactory()
        ProductFactory.create_batch(3)
        card = soup_of(client.get("/")).select_one(f"[data-slate] [data-product='{product.pk}']")
        response = client.get(card.select_one(".card__link")["href"], follow=True)
        click = Event.objects.get(kind="click")
        assert response.redirect_chain == [(product.get_absolute_url(), 302)]
        assert click.slate == Slate.objects.get(placement="home_for_you")
        assert click.position == int(card["data-position"])
        assert Event.objects.get(kind="view").product_id == product.pk

    def test_with_an_invented_slate_is_still_shown(self, client):
        product = ProductFactory()
        response = client.get(product.get_absolute_url(), {"slate": "invented", "position": "x"}, follow=True)
        assert response.status_code == 200

    def test_of_a_withdrawn_product_says_so_and_offers_others(self, client):
        product, other = ProductFactory(is_active=False), ProductFactory()
        response = client.get(product.get_absolute_url())
        assert response.status_code == 410
        assert "no longer sell" in soup_of(response).get_text()
        assert titles_in(response) == [other.title]

    def test_of_an_unknown_product_is_not_found(self, client):
        assert client.get("/p/nothing/").status_code == 404

    def test_calls_popular_products_popular_not_similar(self, client):
        product = ProductFactory()
        ProductFactory.create_batch(3)
        heads = [
            head.get_text() for head in soup_of(client.get(product.get_absolute_url())).select(".shelf h2")
        ]
        assert heads == ["Popular now"]

    @pytest.mark.parametrize("size", [3, 40])
    def test_costs_at_most_twelve_queries_whatever_the_catalog_holds(
        self, member, size, django_assert_max_num_queries
    ):
        products = [ProductPictureFactory().product for _ in range(size)]
        url = products[0].get_absolute_url()
        # The dearest case: a list that is there, and too short.
        RecommendationList.objects.create(
            placement="product_similar", product_id=products[0].pk, product_ids=[products[1].pk],
            scores=[1.0], reasons=[None],
        )  # fmt: skip
        member.get(url)
        with django_assert_max_num_queries(12):
            assert member.get(url).status_code == 200
        slate = Slate.objects.first()
        shown = next(product for product in products if product.pk == slate.product_ids[0])
        with django_assert_max_num_queries(12):
            assert member.get(f"{shown.get_absolute_url()}?slate={slate.pk}&position=1").status_code == 302
