import pytest

from config.pagination import PageNumberPagination
from recommender.behavior.models import Event
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def test_search_finds_and_counts(client):
    product = ProductPictureFactory(product__title="Kettle").product
    body = client.get("/api/v1/search/?q=kettke").json()
    assert (body["count"], body["meant"]) == (1, "kettle")
    assert body["results"][0]["slug"] == product.slug
    assert body["results"][0]["category"] == product.category.slug
    assert body["results"][0]["pictures"][0]["url"].startswith("http://testserver/media/")
    assert list(Event.objects.values_list("kind", "query")) == [("search", "kettke")]


def test_nothing_found_is_an_answer(client):
    body = client.get("/api/v1/search/?q=xylophone").json()
    assert (body["count"], body["meant"], body["results"]) == (0, "", [])
    assert body["facets"]["brand"] == []


def test_search_takes_the_filters_of_products_and_counts_what_is_left(client):
    ProductFactory(title="Kettle", brand="Halden", price=5, attributes={"Color": "Sky"})
    ProductFactory(title="Kettle", brand="Korvel", price=9, attributes={"Color": "Moss"})
    ProductFactory(title="Spoon", brand="Korvel")
    body = client.get("/api/v1/search/?q=kettle&brand=Korvel&sort=-price").json()
    assert (body["count"], [found["brand"] for found in body["results"]]) == (1, ["Korvel"])
    assert body["facets"]["brand"] == [{"value": "Halden", "count": 1}, {"value": "Korvel", "count": 1}]
    assert body["facets"]["color"] == [{"value": "Moss", "count": 1}]
    assert (body["facets"]["price_min"], body["facets"]["price_max"]) == ("9.00", "9.00")
    refused = client.get("/api/v1/search/?q=kettle&price_min=abc")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["price_min"])


def test_a_page_is_as_long_as_it_was_asked_to_be_within_limits(client):
    for _ in range(5):
        ProductFactory(title="Kettle")
    ask = lambda query: client.get(f"/api/v1/search/?q=kettle&{query}")  # noqa: E731  as short as the others
    pages = [ask(f"page_size=2&page={page}").json()["results"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({product["slug"] for page in pages for product in page}) == 5
    assert ask("page_size=2&page=4").status_code == 404
    assert len(ask("page_size=100000").json()["results"]) == 5
    assert len(ask("page_size=none").json()["results"]) == 5


def test_no_page_is_longer_than_other_listings_have_them(client, monkeypatch):
    monkeypatch.setattr(PageNumberPagination, "max_page_size", 3)
    for _ in range(5):
        ProductFactory(title="Kettle")
    assert len(client.get("/api/v1/search/?q=kettle&page_size=4").json()["results"]) == 3


def test_a_search_with_a_page_size_is_a_search(client):
    client.get("/api/v1/search/?q=kettle&page_size=5")
    client.get("/api/v1/search/?q=kettle&sort=price")
    assert [event.query for event in Event.objects.filter(kind="search")] == ["kettle"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("search/", 400),
        ("search/?q=", 400),
        ("search/?q=%00", 400),
        ("search/?q=a&page=0", 400),
        ("search/?q=a&page=x", 400),
        ("search/?q=a&page=7", 404),
        ("suggestions/", 400),
    ],
)
def test_what_makes_no_sense_is_a_problem(client, address, status):
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_suggestions_are_products_and_categories(client):
    ProductFactory(title="Kettle", category=CategoryFactory(slug="kettles", name="Kettles"))
    body = client.get("/api/v1/suggestions/?q=ket").json()
    assert [product["title"] for product in body["products"]] == ["Kettle"]
    assert body["categories"] == [{"slug": "kettles", "name": "Kettles", "url": "/c/kettles/"}]


@pytest.mark.parametrize("size", [2, 30])
def test_a_search_costs_the_same_whatever_it_finds(client, size, django_assert_max_num_queries):
    for _ in range(size):
        ProductPictureFactory(product__title="Kettle")
    client.get("/api/v1/search/?q=kettle")
    with django_assert_max_num_queries(4):
        client.get("/api/v1/search/?q=kettle")
