"""Filters by price in the currency that the shopper sees."""

import pytest
from bs4 import BeautifulSoup

from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def teapots(settings):
    settings.CURRENCIES = {"EUR": "1", "CNY": "7.80"}
    kitchen = CategoryFactory(slug="kitchen")
    for price in ("10.00", "12.95", "20.00"):
        ProductFactory(category=kitchen, price=price, title=f"Teapot {price}")


def listed(client, address: str) -> tuple[list[str], BeautifulSoup]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return sorted(link.text for link in page.select("#results .card__link")), page


def test_amounts_are_in_the_chosen_currency_and_the_address_says_which(client):
    client.cookies["currency"] = "CNY"
    titles, page = listed(client, "/c/kitchen/?price_min=101.01&price_max=156")
    assert titles == ["Teapot 12.95", "Teapot 20.00"]
    assert page.select_one("#filters [name=currency]")["value"] == "CNY"


def test_whoever_follows_the_address_sees_the_same_whatever_their_own_currency(client):
    titles, page = listed(client, "/c/kitchen/?price_min=101.01&price_max=156&currency=CNY")
    assert titles == ["Teapot 12.95", "Teapot 20.00"]
    assert "CN¥101.01" in page.select_one(".results__chips").text


def test_the_shops_own_currency_needs_no_name(client):
    titles, page = listed(client, "/c/kitchen/?price_max=12.95")
    assert titles == ["Teapot 10.00", "Teapot 12.95"]
    assert page.select_one("#filters [name=currency]") is None
