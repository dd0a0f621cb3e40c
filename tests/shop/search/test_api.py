import pytest

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
    assert client.get("/api/v1/search/?q=xylophone").json() == {"count": 0, "meant": "", "results": []}


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
