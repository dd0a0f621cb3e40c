import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Dismissal, Event
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_dismissed_product_leaves_the_shelves_and_comes_back(client):
    products = ProductFactory.create_batch(3)
    unwanted = products[0]
    form = soup_of(client.get("/")).select_one(f".card[data-product='{unwanted.pk}'] form.dismiss")
    response = client.post(form["action"], follow=True)
    assert "not be recommended" in soup_of(response).h1.get_text()
    assert not soup_of(client.get("/")).select(f"[data-slate] [data-product='{unwanted.pk}']")
    undo = soup_of(response).select_one("main form")
    client.post(undo["action"], {field["name"]: field["value"] for field in undo.select("input")})
    assert soup_of(client.get("/")).select(f"[data-slate] [data-product='{unwanted.pk}']")


def test_is_a_fact_of_the_log(client):
    product = ProductFactory()
    client.post(f"/dismiss/{product.pk}/")
    assert list(Event.objects.values_list("kind", "product_id")) == [("dismiss", product.pk)]


def test_htmx_swaps_the_card_and_swaps_it_back_to_its_place(client):
    product = ProductFactory()
    headers, place = (
        {"HX-Request": "true"},
        {"slate": "5f0c1b9e-0000-4000-8000-000000000000", "position": "4"},
    )
    gone = soup_of(client.post(f"/dismiss/{product.pk}/", place, headers=headers))
    assert gone.find("html") is None
    assert Dismissal.objects.count() == 1
    again = {field["name"]: field["value"] for field in gone.select("input")}
    card = soup_of(client.post(f"/dismiss/{product.pk}/", again, headers=headers)).select_one(".card")
    assert (card["data-position"], card["data-product"]) == ("4", str(product.pk))
    assert not Dismissal.objects.exists()


def test_an_unknown_product_is_not_found(client):
    assert client.post("/dismiss/999/").status_code == 404
