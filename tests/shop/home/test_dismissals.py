import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Dismissal, Event, Slate
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def fields_of(form) -> dict:
    return {field["name"]: field["value"] for field in form.select("input")}


class Shelf:
    """The first shelf of home as htmx knows it."""

    def __init__(self, client):
        self.client = client
        self.page = soup_of(client.get("/"))
        self.slate = Slate.objects.get(placement="home_for_you")
        self.shown = [field["value"] for field in self.page.select("#main [name=product_id]")]

    def dismiss(self, position: int, form=None) -> BeautifulSoup:
        place = f"place-{self.slate.pk}-{position}"
        form = form or self.page.select_one(f"#{place} form.dismiss")
        fields = fields_of(form) | {"product_id": self.shown}
        return self.post(form["hx-post"], fields, place)

    def undo(self, answer: BeautifulSoup) -> BeautifulSoup:
        form = answer.select_one("form:has([name=restore])")
        return self.post(form["hx-post"], fields_of(form), form["hx-target"].removeprefix("#"))

    def post(self, address, fields, place) -> BeautifulSoup:
        return soup_of(self.client.post(address, fields, headers={"HX-Request": "true", "HX-Target": place}))


def test_a_dismissed_product_leaves_the_shelves_and_comes_back(client):
    products = ProductFactory.create_batch(3)
    unwanted = products[0]
    form = soup_of(client.get("/")).select_one(f".card[data-product='{unwanted.pk}'] form.dismiss")
    response = client.post(form["action"], follow=True)
    assert "not be recommended" in soup_of(response).h1.get_text()
    assert not soup_of(client.get("/")).select(f"[data-slate] [data-product='{unwanted.pk}']")
    undo = soup_of(response).select_one("main form")
    client.post(undo["action"], fields_of(undo))
    assert soup_of(client.get("/")).select(f"[data-slate] [data-product='{unwanted.pk}']")


def test_is_a_fact_of_the_log(client):
    product = ProductFactory()
    client.post(f"/dismiss/{product.pk}/")
    assert list(Event.objects.values_list("kind", "product_id")) == [("dismiss", product.pk)]


def test_the_next_candidate_takes_the_place_at_once(client):
    products = [ProductFactory(popularity=100 - place) for place in range(40)]
    shelf = Shelf(client)
    answer = shelf.dismiss(4)
    card = answer.select_one(".card")
    assert answer.find("html") is None
    assert Dismissal.objects.get().product_id == products[3].pk
    assert card["data-position"] == "4"
    assert card["data-product"] not in shelf.shown
    slate = Slate.objects.get(pk=card["data-slate"])
    assert slate.product_ids[3] == int(card["data-product"])
    assert f"slate={slate.pk}&position=4" in card.select_one(".card__link")["href"]
    assert "Why this?" in card.select_one(".card__why").get_text()
    assert products[3].title in answer.select_one("[hx-swap-oob] p").get_text()


def test_and_undo_puts_the_product_back_into_its_own_slate(client):
    products = [ProductFactory(popularity=100 - place) for place in range(40)]
    shelf = Shelf(client)
    answer = shelf.undo(shelf.dismiss(4))
    card = answer.select_one(".card")
    assert (card["data-product"], card["data-position"]) == (str(products[3].pk), "4")
    assert card["data-slate"] == str(shelf.slate.pk)
    assert card.select_one(".card__why")
    assert answer.select_one("[hx-swap-oob=delete]")["id"] == f"dismissed-{products[3].pk}"
    assert not Dismissal.objects.exists()


def test_one_after_the_other_in_one_place(client):
    products = [ProductFactory(popularity=100 - place) for place in range(40)]
    shelf = Shelf(client)
    first = shelf.dismiss(1)
    second = shelf.dismiss(1, first.select_one("form.dismiss"))
    cards = [answer.select_one(".card")["data-product"] for answer in (first, second)]
    assert len({*cards, str(products[0].pk)}) == 3
    back = shelf.undo(second).select_one(".card")
    assert (back["data-product"], back["data-slate"]) == (
        cards[0],
        first.select_one(".card")["data-slate"],
    )


def test_where_nothing_is_left_the_note_stands_in_the_place(client):
    ProductFactory.create_batch(3)
    shelf = Shelf(client)
    gone = shelf.dismiss(2)
    assert gone.select_one(".card--dismissed")
    back = shelf.undo(gone).select_one(".card")
    assert (back["data-position"], back["data-slate"]) == ("2", str(shelf.slate.pk))


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"slate": "no slate"},
        {
            "slate": "5f0c1b9e-0000-4000-8000-000000000000",
            "about": ["x", "9" * 40],
            "product_id": ["²", "-1"],
        },
    ],
)
def test_nonsense_in_the_form_loses_the_place_and_nothing_else(client, place):
    product = ProductFactory()
    headers = {"HX-Request": "true", "HX-Target": "main, #head"}
    answer = client.post(f"/dismiss/{product.pk}/", place, headers=headers)
    assert answer.status_code == 200
    form = soup_of(answer).select_one(".card--dismissed form")
    assert form["hx-target"] == "closest li"
    client.post(form["hx-post"], fields_of(form), headers=headers)
    assert not Dismissal.objects.exists()


def test_an_unknown_product_is_not_found(client):
    assert client.post("/dismiss/999/").status_code == 404
