import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

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
    def test_costs_a_member_at_most_six_queries(self, client, size, words, django_assert_max_num_queries):
        client.force_login(UserFactory())
        for _ in range(size):
            ProductPictureFactory(product__title="Kettle")
        client.get("/search/?q=kettle")
        with django_assert_max_num_queries(6):
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
