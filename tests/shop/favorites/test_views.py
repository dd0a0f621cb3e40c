import pytest
from bs4 import BeautifulSoup

from shop.models import Favorite
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_the_heart_works_as_a_plain_form(client):
    product = ProductFactory()
    response = client.post(f"/favorites/{product.pk}/", {"favorite": "1", "next": product.get_absolute_url()})
    assert response.status_code == 302
    assert response.url == product.get_absolute_url()
    page = client.get("/favorites/")
    assert product.title in page.content.decode()


def test_the_heart_answers_htmx_with_itself(client):
    product = ProductFactory()
    response = client.post(f"/favorites/{product.pk}/", {"favorite": "1"}, headers={"HX-Request": "true"})
    button = BeautifulSoup(response.content, "html.parser").button
    assert button["aria-pressed"] == "true"
    response = client.post(f"/favorites/{product.pk}/", {"favorite": "0"}, headers={"HX-Request": "true"})
    assert BeautifulSoup(response.content, "html.parser").button["aria-pressed"] == "false"
    assert not Favorite.objects.exists()


def test_the_way_back_never_leads_to_another_site(client):
    product = ProductFactory()
    response = client.post(f"/favorites/{product.pk}/", {"next": "https://elsewhere.example/"})
    assert response.url == "/favorites/"


def test_an_empty_page_helps_onward(client):
    page = BeautifulSoup(client.get("/favorites/").content, "html.parser")
    assert page.select_one("main a.button--primary")["href"] == "/"


def test_an_unknown_product_is_a_clear_404(client):
    assert client.post("/favorites/999999/").status_code == 404


def test_favorites_cost_the_same_however_many(client, django_assert_max_num_queries):
    for count in (2, 12):
        for _ in range(count):
            client.post(f"/favorites/{ProductFactory().pk}/", {"favorite": "1"})
        with django_assert_max_num_queries(8):
            client.get("/favorites/")


def test_the_api_lists_adds_and_removes(client):
    product = ProductFactory()
    made = client.post("/api/v1/favorites/", {"product_id": product.pk}, content_type="application/json")
    assert made.status_code == 201
    assert [row["slug"] for row in client.get("/api/v1/favorites/").json()["results"]] == [product.slug]
    assert client.delete(f"/api/v1/favorites/{product.pk}/").status_code == 204
    assert client.get("/api/v1/favorites/").json()["results"] == []
    bad = client.post("/api/v1/favorites/", {"product_id": "x"}, content_type="application/json")
    assert (bad.status_code, bad["Content-Type"]) == (400, "application/problem+json")
