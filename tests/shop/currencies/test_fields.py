import pytest

from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_the_api_gives_prices_in_the_currency_that_is_asked_for(client, settings):
    settings.CURRENCIES = {"EUR": "1", "USD": "1.10"}
    ProductFactory(price="10.00", list_price="20.00", slug="mug")
    product = client.get("/api/v1/products/mug/?currency=USD").json()
    assert (product["price"], product["list_price"], product["currency"]) == ("11.00", "22.00", "USD")
    (product,) = client.get("/api/v1/products/?currency=USD").json()["results"]
    assert (product["price"], product["currency"]) == ("11.00", "USD")


def test_without_a_currency_the_visitors_choice_counts(client):
    ProductFactory(price="10.00", slug="mug")
    assert client.get("/api/v1/products/mug/").json()["currency"] == "EUR"
    client.cookies["currency"] = "GBP"
    product = client.get("/api/v1/products/mug/").json()
    assert (product["price"], product["list_price"], product["currency"]) == ("8.50", None, "GBP")


def test_a_currency_that_we_do_not_know_is_refused(client):
    response = client.get("/api/v1/products/?currency=XXX")
    assert response.status_code == 400
    assert response.json()["fields"] == {"currency": ["There are no prices in this currency."]}
