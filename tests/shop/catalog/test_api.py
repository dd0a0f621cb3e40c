import pytest

from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def test_products_come_in_pages(client):
    ProductFactory.create_batch(3)
    ProductFactory(is_active=False)
    body = client.get("/api/v1/products/?page_size=2").json()
    assert body["count"] == 3
    assert len(body["results"]) == 2
    assert len(client.get(body["next"]).json()["results"]) == 1


def test_products_are_filtered_and_sorted(client):
    kitchen = CategoryFactory(slug="kitchen")
    cheap, dear = (
        ProductFactory(category=kitchen, price=5),
        ProductFactory(category=kitchen, price=9, brand="Korvel"),
    )
    ProductFactory(price=7)
    found = client.get("/api/v1/products/?category=kitchen&sort=-price").json()["results"]
    assert [product["id"] for product in found] == [dear.pk, cheap.pk]
    found = client.get("/api/v1/products/?brand=Korvel,Other").json()["results"]
    assert [product["id"] for product in found] == [dear.pk]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("price_min=abc", "price_min"),
        ("sort=foo", "sort"),
        ("category=nothing", "category"),
        ("rating=9", "rating"),
        ("brand=%00", "brand"),
    ],
)
def test_a_wrong_filter_is_a_problem_with_a_name(client, query, field):
    response = client.get(f"/api/v1/products/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["fields"]) == [field]


@pytest.mark.parametrize("address", ["products/?page=99", "products/nothing/"])
def test_what_is_not_there_is_a_problem(client, address):
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_one_product_says_all(client):
    product = ProductPictureFactory(product__attributes={"Volume": "350 ml"}).product
    body = client.get(f"/api/v1/products/{product.slug}/").json()
    assert body["title"] == product.title
    assert body["price"] == "12.90"
    assert body["category"] == product.category.slug
    assert body["attributes"] == {"Volume": "350 ml"}
    assert body["pictures"] == [{"url": f"http://testserver{product.picture.image.url}", "alt": "A drawing"}]


def test_a_withdrawn_product_is_not_listed_and_not_found(client):
    product = ProductFactory(is_active=False)
    assert client.get("/api/v1/products/").json()["results"] == []
    assert client.get(f"/api/v1/products/{product.slug}/").status_code == 404


def test_categories_are_a_tree(client):
    CategoryFactory(slug="mugs", parent=CategoryFactory(slug="kitchen"))
    tree = client.get("/api/v1/categories/").json()
    assert [node["slug"] for node in tree] == ["kitchen"]
    assert [node["slug"] for node in tree[0]["children"]] == ["mugs"]


@pytest.mark.parametrize("size", [2, 40])
def test_a_page_of_products_and_all_counts_cost_three_queries(client, size, django_assert_max_num_queries):
    for _ in range(size):
        ProductPictureFactory()
    client.get("/api/v1/products/")
    with django_assert_max_num_queries(3):
        client.get("/api/v1/products/")


def test_products_come_with_what_each_filter_would_leave(client):
    kitchen = CategoryFactory(slug="kitchen")
    ProductFactory(category=kitchen, brand="Halden", price=5, attributes={"Size": "M"})
    ProductFactory(category=kitchen, brand="Korvel", price=9)
    ProductFactory(brand="Elsewhere", category=CategoryFactory(slug="garden"))
    body = client.get("/api/v1/products/?category=kitchen&brand=Korvel").json()
    facets = body["facets"]
    assert body["count"] == 1
    assert facets["brand"] == [{"value": "Halden", "count": 1}, {"value": "Korvel", "count": 1}]
    assert facets["category"] == [{"value": "kitchen", "count": 1}]
    assert (facets["size"], facets["price_max"]) == ([], "9.00")
