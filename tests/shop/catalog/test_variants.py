import json

import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Slate
from shop.catalog.selectors import variants_of
from shop.catalog.variants import choice_names, choices_of
from tests.factories.catalog import ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def mug(color: str, size: str, **fields):
    attributes = {"Color": color, "Size": size, "Brand": "Halden"} | fields.pop("attributes", {})
    return ProductFactory(variant_group="halden-mug", attributes=attributes, **fields)


def options(product) -> dict[str, dict]:
    return {
        choice.name: {option.value: option for option in choice.options}
        for choice in choices_of(product, variants_of(product))
    }


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_what_differs_can_be_chosen_and_what_is_the_same_cannot():
    moss = mug("Moss", "S")
    mug("Sand", "S")
    mug("Moss", "L")
    assert {name: list(values) for name, values in options(moss).items()} == {
        "Color": ["Moss", "Sand"],
        "Size": ["S", "L"],
    }


def test_what_follows_from_another_choice_is_none():
    small, large = [mug("Moss", size, attributes={"Weight": weight}) for size, weight in (("S", 1), ("L", 2))]
    assert choice_names([small, large]) == ["Size"]


def test_an_option_keeps_all_else_as_it_is_where_that_exists():
    shown = mug("Moss", "L")
    mug("Sand", "S")
    sand_large = mug("Sand", "L")
    small = mug("Plum", "S")
    found = options(shown)
    assert found["Color"]["Moss"].is_chosen
    assert (found["Color"]["Sand"].product, found["Color"]["Sand"].is_exact) == (sand_large, True)
    assert (found["Color"]["Plum"].product, found["Color"]["Plum"].is_exact) == (small, False)


def test_an_option_that_is_sold_out_is_shown_as_such(client):
    shown = mug("Moss", "S")
    mug("Sand", "S", stock=0)
    page = soup_of(client.get(shown.get_absolute_url()))
    assert "sold out" in page.select_one(".option--sold-out").get_text()


def test_options_that_look_different_come_first_as_pictures(client):
    moss, sand = mug("Moss", "S"), mug("Sand", "S")
    mug("Moss", "L")
    for product in (moss, sand):
        ProductPictureFactory(product=product)
    page = soup_of(client.get(moss.get_absolute_url()))
    chosen = page.select(".option[aria-current]")
    assert [option.get_text(" ", strip=True) for option in chosen] == ["Moss", "S"]
    assert [bool(option.img) for option in chosen] == [True, False]


def test_a_look_that_comes_from_something_else_makes_no_picture(client):
    """The large one is there in sand only: that it looks different is not its size."""
    moss, sand, large = mug("Moss", "S"), mug("Sand", "S"), mug("Sand", "L")
    ProductPictureFactory(product=moss)
    picture = ProductPictureFactory(product=sand).image.name
    ProductPictureFactory(product=large, image=picture)
    page = soup_of(client.get(moss.get_absolute_url()))
    assert [bool(option.img) for option in page.select(".option")] == [True, True, False, False]


def test_the_page_of_a_single_product_offers_no_choice(client):
    product = ProductFactory(variant_group="alone", attributes={"Color": "Moss"})
    assert variants_of(product) == []
    assert soup_of(client.get(product.get_absolute_url())).select(".choice") == []


def test_a_withdrawn_variant_cannot_be_chosen_and_leads_to_the_others(client):
    gone, there = mug("Moss", "S", is_active=False), mug("Sand", "S", title="Sand mug")
    assert variants_of(there) == []
    response = client.get(gone.get_absolute_url())
    assert response.status_code == 410
    assert "Sand mug" in soup_of(response).select_one("[aria-labelledby=variants-head]").get_text()


def test_no_shelf_of_the_page_shows_the_other_variants(client):
    shown, other = mug("Moss", "S"), mug("Sand", "S")
    ProductFactory.create_batch(2)
    client.get(shown.get_absolute_url())
    assert all({shown.pk, other.pk}.isdisjoint(slate.product_ids) for slate in Slate.objects.all())


def test_search_engines_learn_what_belongs_together(client):
    shown = mug("Moss", "S", title="Halden Mug, S, Moss")
    other = mug("Sand", "S", title="Halden Mug, S, Sand")
    page = soup_of(client.get(shown.get_absolute_url()))
    data = json.loads(page.select_one('script[type="application/ld+json"]').string)
    group = data["isVariantOf"]
    assert (data["color"], data["size"]) == ("Moss", "S")
    assert (group["@type"], group["productGroupID"], group["name"]) == (
        "ProductGroup",
        "halden-mug",
        "Halden Mug, S",
    )
    assert group["variesBy"] == ["https://schema.org/color"]
    assert [each["url"] for each in group["hasVariant"]] == [
        f"http://testserver{product.get_absolute_url()}" for product in (shown, other)
    ]


def test_the_api_names_the_variants(client):
    shown, other = mug("Moss", "S"), mug("Sand", "S")
    found = client.get(f"/api/v1/products/{shown.slug}/").json()
    assert [each["slug"] for each in found["variants"]] == [shown.slug, other.slug]
    assert found["variants"][1]["attributes"]["Color"] == "Sand"
