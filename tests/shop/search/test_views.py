import pytest
from bs4 import BeautifulSoup
from django.test import Client

from recommender.behavior.models import Event, Slate
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.factories.experiments import make_experiment

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def titles_in(response) -> list[str]:
    return [link.get_text() for link in soup_of(response).select(".card__link")]


class TestSearchPage:
    def test_shows_what_is_found(self, client):
        ProductFactory(title="Kettle")
        response = client.get("/search/?q=kettle")
        assert titles_in(response) == ["Kettle"]
        assert soup_of(response).select_one("#search-words")["value"] == "kettle"

    def test_says_what_it_searched_instead_of_a_misspelled_word(self, client):
        ProductFactory(title="Kettle")
        response = client.get("/search/?q=kettke")
        assert titles_in(response) == ["Kettle"]
        assert "“kettle”" in soup_of(response).select_one(".page-head .notice").get_text()

    def test_says_that_nothing_is_found_and_offers_popular_products(self, client):
        popular = ProductFactory(popularity=5)
        response = client.get("/search/?q=xylophone")
        page = soup_of(response)
        assert response.status_code == 200
        assert page.h1.get_text() == "Nothing found for “xylophone”"
        assert page.select_one("#popular").get_text() == "Popular now"
        assert titles_in(response) == [popular.title]

    def test_without_words_asks_for_some(self, client):
        assert soup_of(client.get("/search/")).h1.get_text() == "What are you looking for?"
        assert not Event.objects.exists()

    def test_is_an_event_on_its_first_page_only(self, client, settings):
        settings.PAGE_SIZE = 1
        ProductFactory.create_batch(2, title="Kettle")
        client.get("/search/?q=kettle")
        client.get("/search/?q=kettle&page=2")
        assert list(Event.objects.values_list("kind", "query")) == [("search", "kettle")]

    def test_goes_on_to_the_next_page(self, client, settings):
        settings.PAGE_SIZE = 2
        ProductFactory.create_batch(3, title="Kettle")
        following = soup_of(client.get("/search/?q=kettle")).select_one("a[rel=next]")["href"]
        assert len(titles_in(client.get(following))) == 1

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("q=kettle&page=2", 404),
            ("q=kettle&page=x", 400),
            ("q=kettle&page=-1", 400),
            ("q=%00", 400),
            ("q=" + "a" * 201, 400),
        ],
    )
    def test_refuses_what_makes_no_sense(self, client, query, status):
        ProductFactory(title="Kettle")
        assert client.get(f"/search/?{query}").status_code == status

    def test_shows_words_as_words(self, client):
        page = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
        assert "<script>alert" not in page

    @pytest.mark.parametrize("size", [3, 60])
    @pytest.mark.parametrize("words", ["kettle", "kettke", "nothing of the kind"])
    def test_costs_a_member_at_most_eight_queries(self, client, size, words, django_assert_max_num_queries):
        client.force_login(UserFactory())
        for _ in range(size):
            ProductPictureFactory(product__title="Kettle")
        client.get("/search/?q=kettle")
        with django_assert_max_num_queries(8):
            assert titles_in(client.get(f"/search/?q={words}"))


class TestSuggestions:
    def test_are_products_and_categories(self, client):
        kettles = CategoryFactory(slug="kettles", name="Kettles")
        ProductFactory(slug="red-kettle", title="Red Kettle", category=kettles)
        page = soup_of(client.get("/search/suggestions/?q=ket"))
        assert [link["href"] for link in page.select("a")] == ["/c/kettles/", "/p/red-kettle/"]
        assert page.find("html") is None

    @pytest.mark.parametrize("query", ["", "q=", "q=k", "q=xylophone"])
    def test_are_silent_where_there_is_nothing_to_say(self, client, query):
        response = client.get(f"/search/suggestions/?{query}")
        assert (response.status_code, response.content.strip()) == (200, b"")

    def test_leave_nothing_in_the_log(self, client):
        ProductFactory(title="Kettle")
        client.get("/search/suggestions/?q=kettle")
        assert not Event.objects.exists()

    def test_mark_what_was_typed_and_escape_the_rest(self, client):
        ProductFactory(title="<b>Red</b> Kettle")
        page = client.get("/search/suggestions/?q=ket").content.decode()
        assert "&lt;b&gt;Red&lt;/b&gt; <mark>Ket</mark>tle" in page

    def test_begin_with_the_shoppers_own_searches(self, client):
        ProductFactory(title="Kettle")
        client.get("/search/?q=kettle")
        for address in ("/search/suggestions/", "/search/suggestions/?q=ke"):
            options = soup_of(client.get(address)).select("[role=option]")
            assert options[0]["href"] == "/search/?q=kettle"
        assert not soup_of(Client().get("/search/suggestions/")).select("[role=option]")

    def test_are_options_that_a_combobox_can_point_at(self, client):
        ProductFactory(title="Kettle", category=CategoryFactory(name="Kettles"))
        page = soup_of(client.get("/search/suggestions/?q=ket"))
        options = page.select("[role=listbox] [role=group] [role=option]")
        assert len({option["id"] for option in options}) == len(options) == 2
        assert page.select_one("[role=listbox]")["data-said"] == "2 suggestions"


class TestForgetting:
    def test_one_search_goes_from_the_page_and_from_the_log(self, client):
        client.get("/search/?q=kettle")
        client.get("/search/?q=mug")
        response = client.post("/search/forget/", {"q": "mug"}, follow=True)
        links = soup_of(response).select("[aria-labelledby=recent-searches] a")
        assert [link.get_text() for link in links] == ["kettle"]
        assert list(Event.objects.values_list("query", flat=True)) == ["kettle"]

    def test_all_go_at_once_and_htmx_gets_what_is_left_to_suggest(self, client):
        client.get("/search/?q=kettle")
        response = client.post("/search/forget/", headers={"HX-Request": "true"})
        assert (response.status_code, response.content.strip()) == (200, b"")
        assert not Event.objects.exists()

    def test_is_not_done_by_following_a_link(self, client):
        assert client.get("/search/forget/").status_code == 405


class TestListing:
    @pytest.fixture(autouse=True)
    def shop(self):
        mugs, pans = CategoryFactory(slug="mugs", name="Mugs"), CategoryFactory(slug="pans", name="Pans")
        ProductFactory(
            title="Blue Thing", category=mugs, brand="Halden", attributes={"Color": "Sky"}, price=5
        )
        ProductFactory(
            title="Green Thing", category=mugs, brand="Korvel", attributes={"Color": "Moss"}, price=9
        )
        ProductFactory(title="Iron Thing", category=pans, brand="Korvel", price=30)

    def test_filters_show_what_is_left_behind_each(self, client):
        page = soup_of(client.get("/search/?q=thing&brand=Korvel"))
        said = {
            box["value"]: box.parent.select_one(".facet__count").get_text()
            for box in page.select("#filters input[type=checkbox]")
        }
        assert said == {"mugs": "1", "pans": "1", "Halden": "1", "Korvel": "2", "Moss": "1", "true": "2"}
        assert [box["value"] for box in page.select("#filters input[checked]")] == ["Korvel"]

    def test_chips_take_one_filter_away_each(self, client):
        page = soup_of(client.get("/search/?q=thing&brand=Korvel&brand=Halden&price_max=20&sort=price"))
        links = {link.get_text(strip=True): link["href"] for link in page.select(".results__chips a")}
        assert list(links) == [
            "Remove filter:Korvel",
            "Remove filter:Halden",
            "Remove filter:up to €20.00",
            "Clear all",
        ]
        assert links["Remove filter:Korvel"] == "/search/?q=thing&brand=Halden&price_max=20&sort=price"
        assert sorted(links["Clear all"].removeprefix("/search/?").split("&")) == ["q=thing", "sort=price"]

    def test_a_changed_filter_changes_results_counts_and_what_is_announced(self, client):
        response = client.get("/search/?q=thing&brand=Korvel", headers={"HX-Request": "true"})
        page = soup_of(response)
        assert sorted(titles_in(response)) == ["Green Thing", "Iron Thing"]
        assert page.find("html") is None
        assert page.select_one("#filter-fields")["hx-swap-oob"] == "true"
        assert page.select_one("#listing-status[role=status]").get_text() == "2 products"
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("sort=price", ["Blue Thing", "Green Thing", "Iron Thing"]),
            ("sort=-price&brand=Korvel", ["Iron Thing", "Green Thing"]),
            ("category=mugs&color=Moss", ["Green Thing"]),
            ("color=Nothing", []),
        ],
    )
    def test_is_narrowed_and_sorted(self, client, query, expected):
        assert titles_in(client.get(f"/search/?q=thing&{query}")) == expected

    def test_nothing_left_leads_onward(self, client):
        page = soup_of(client.get("/search/?q=thing&brand=Nobody"))
        assert page.select_one(".empty a")["href"] == "/search/?q=thing"
        assert page.select_one(".results__chips a").get_text(strip=True) == "Remove filter:Nobody"

    def test_prices_are_typed_in_the_shoppers_currency(self, client, settings):
        settings.CURRENCIES = {"EUR": "1", "USD": "2"}
        assert titles_in(client.get("/search/?q=thing&price_max=10&currency=USD")) == ["Blue Thing"]


class TestChosenForYou:
    def test_what_was_looked_at_comes_first_and_can_be_switched_off(self, client):
        mugs = CategoryFactory(slug="mugs")
        lesser = ProductFactory(title="Thing", category=mugs, brand="Own")
        ProductFactory(title="Thing", popularity=5, brand="Halden")
        client.get(lesser.get_absolute_url())
        page = soup_of(client.get("/search/?q=thing"))
        slate = Slate.objects.get(placement="search_rerank")
        assert slate.product_ids[0] == lesser.pk
        assert page.select_one(".grid")["data-slate"] == str(slate.pk)
        assert f"slate={slate.pk}&position=1" in page.select_one(".card__link")["href"]
        switch = {link.get_text(): link["href"] for link in page.select(".ranking a")}
        plain = soup_of(client.get(switch["Plain relevance"]))
        assert "ranking=plain" in switch["Plain relevance"]
        assert plain.select_one(".card")["data-product"] != str(lesser.pk)
        assert plain.select_one(".ranking [aria-current]").get_text() == "Plain relevance"
        assert plain.select_one("#filters input[name=ranking]")["value"] == "plain"

    def test_a_new_guest_sees_no_switch(self, client):
        ProductFactory(title="Thing")
        page = soup_of(client.get("/search/?q=thing"))
        assert page.select_one(".card")
        assert not page.select(".ranking")
        assert not Slate.objects.exists()

    def test_an_arm_that_leaves_the_order_to_the_words_claims_nothing(self, client):
        make_experiment({"search_taste": 0}, {"search_taste": 0}, placement="search_rerank")
        mugs = CategoryFactory(slug="mugs")
        lesser = ProductFactory(title="Thing", category=mugs, brand="Own")
        better = ProductFactory(title="Thing", popularity=5, brand="Halden")
        client.get(lesser.get_absolute_url())
        page = soup_of(client.get("/search/?q=thing"))
        slate = Slate.objects.get(placement="search_rerank")
        assert slate.product_ids == [better.pk, lesser.pk]
        assert page.select_one(".grid")["data-slate"] == str(slate.pk)
        assert not page.select(".ranking")
