"""The storefront in a real Chromium: instant with JavaScript, complete without it, on every width."""

import os
import shutil
from collections.abc import Iterator

import pytest

from recommender.behavior.models import Event
from shop.models import Favorite
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for a forbidden place to query from.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
        except sync_api.Error as error:
            pytest.skip(f"no Chromium was found: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def shop():
    kitchen = CategoryFactory(slug="kitchen", name="Kitchen")
    return [
        ProductFactory(
            category=kitchen, slug=f"mug-{number}", title=f"Mug {number}", price=number, stock=3,
            popularity=100 - number,
        )
        for number in range(1, 31)
    ]  # fmt: skip


@pytest.fixture
def page(chromium, live_server, shop) -> Iterator:
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1200, "height": 900})
    problems = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert problems == []


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_a_filter_changes_the_results_and_the_address_at_once(page):
    page.goto("/c/kitchen/")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("to", exact=True).fill("5")
    page.get_by_label("to", exact=True).dispatch_event("change")
    expect(page.locator(".results__count")).to_have_text("5 products")
    page.get_by_role("link", name="Price: high to low").click()
    expect(page.locator(".card__link").first).to_have_text("Mug 5")
    page.wait_for_url("**/c/kitchen/?price_max=5&sort=-price")
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.locator(".card__link").first).to_have_text("Mug 1")
    expect(page.locator(".results__count")).to_have_text("5 products")
    expect(page.locator(".site-head")).to_have_count(1)


def test_cart_and_favorites_change_on_the_spot(page):
    page.goto("/p/mug-1/")
    page.get_by_label("Quantity").fill("2")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#toasts")).to_contain_text("is in your cart")
    expect(page.locator("#cart-count")).to_contain_text("2")
    heart = page.locator("article.product").get_by_role("button", name="Favorite: Mug 1")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_a_refusal_is_said_in_a_toast(page):
    page.goto("/p/mug-1/")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-count")).to_contain_text("1")
    page.get_by_label("Quantity").fill("3")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#toasts .notice--error")).to_be_visible()
    expect(page.locator("#cart-count")).to_contain_text("1")


def test_suggestions_are_walked_by_keyboard(page):
    page.goto("/")
    box = page.get_by_label("Search the shop")
    box.press_sequentially("mug 2")
    expect(page.locator("#suggestions a").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.locator("#suggestions a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions a")).to_have_count(0)
    expect(box).to_be_focused()


def test_another_list_replaces_the_shelf(page):
    page.goto("/")
    cards = page.locator("[data-placement=home_for_you] .card__link")
    expect(cards.first).to_have_text("Mug 1")
    page.get_by_role("link", name="Another list").click()
    expect(cards.first).to_have_text("Mug 13")
    assert page.url.endswith("/")


def test_the_journey_works_without_javascript(chromium, live_server, shop):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Another list").click()
    assert "/popular/?page=2" in page.url
    page.get_by_label("Search the shop").fill("mug")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “mug”")
    page.goto("/c/kitchen/")
    page.get_by_label("to", exact=True).fill("1")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Favorite: Mug 1", exact=True).click()
    page.get_by_role("link", name="Mug 1", exact=True).click()
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#messages")).to_contain_text("is in your cart")
    expect(page.locator("#cart-count")).to_contain_text("1")
    context.close()
    assert Favorite.objects.get().product == shop[0]
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "search",
        "favorite",
        "view",
        "cart_add",
        "view",
    ]


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_scrolls_sideways(chromium, live_server, shop, width):
    context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = {}
    for address in (
        "/",
        "/c/kitchen/",
        "/p/mug-1/",
        "/search/?q=mug",
        "/search/?q=nothing",
        "/favorites/",
        "/cart/",
        "/accounts/login/",
    ):
        page.goto(address)
        wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert not {address: pixels for address, pixels in wide.items() if pixels > 0}
