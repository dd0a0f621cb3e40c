"""Looking around: hearts, filters, another list, and pages on a narrow screen."""

import re

import pytest

from shop.favorites.models import Favorite
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_heart_is_given_and_taken_without_leaving_the_page(open_window):
    product = ProductFactory()
    window = open_window()
    window.open(product.get_absolute_url())
    loads = window.loads
    heart = ".product .heart__button[aria-pressed={}]"
    window.page.click(heart.format("false"))
    window.page.wait_for_selector(heart.format("true"))
    assert [favorite.product for favorite in Favorite.objects.all()] == [product]
    window.page.click(heart.format("true"))
    window.page.wait_for_selector(heart.format("false"))
    assert not Favorite.objects.exists()
    assert window.loads == loads


def test_a_filter_changes_the_list_and_the_address_and_the_back_button_takes_it_back(open_window):
    category = CategoryFactory()
    for brand, title in (("Halden", "Blue lamp"), ("Orme", "Red lamp")):
        ProductPictureFactory(product=ProductFactory(category=category, brand=brand, title=title))
    window = open_window()
    page, titles = window.page, window.page.locator("#results .card__title")
    window.open(category.get_absolute_url())
    assert sorted(titles.all_inner_texts()) == ["Blue lamp", "Red lamp"]

    loads = window.loads
    if not page.is_visible("#filters"):
        page.click(".filters summary")
    page.check("#filters >> text=Orme")
    page.wait_for_url("**brand=Orme**")
    assert titles.all_inner_texts() == ["Red lamp"]
    assert window.loads == loads

    page.go_back()
    page.wait_for_url(re.compile(category.get_absolute_url() + "$"))
    page.wait_for_selector("text=Blue lamp")
    assert sorted(titles.all_inner_texts()) == ["Blue lamp", "Red lamp"]


def test_who_likes_nothing_gets_another_list(open_window):
    ProductFactory.create_batch(40)
    window = open_window()
    window.open()
    titles = window.page.locator("[data-placement=home_for_you] .card__title")
    first = titles.all_inner_texts()
    assert len(first) == 12
    slate = window.page.get_attribute("[data-placement=home_for_you]", "data-slate")
    loads = window.loads
    window.page.click("text=Another list")
    window.page.wait_for_selector(f"[data-placement=home_for_you]:not([data-slate='{slate}'])")
    assert set(titles.all_inner_texts()).isdisjoint(first)
    assert window.loads == loads


def test_every_page_fits_a_narrow_screen(open_window):
    """And shows all its pictures, also those below: the window watches."""
    category = CategoryFactory(parent=CategoryFactory())
    for product in ProductFactory.create_batch(9, category=category):
        ProductPictureFactory(product=product)
    window = open_window(viewport=PHONE)
    pages = [
        "/",
        category.get_absolute_url(),
        product.get_absolute_url(),
        "/search/",
        "/search/?q=product",
        "/search/?q=nothing-like-it",
        "/popular/",
        "/cart/",
        "/favorites/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ]
    for path in pages:
        window.open(path)
        window.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        window.page.wait_for_load_state("networkidle")
        assert window.page.inner_text("h1")
