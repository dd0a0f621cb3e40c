"""The storefront in a real Chromium: instant with JavaScript, complete without it, on every width."""

import pytest

from recommender.behavior.models import Event
from shop.models import Favorite, Product
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/popular/",
    "/c/kitchen/",
    "/p/mug-1/",
    "/search/",
    "/search/?q=mug",
    "/search/?q=nothing",
    "/favorites/",
    "/cart/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
]


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
def page(open_window, shop):
    return open_window().page


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_a_filter_changes_the_results_and_the_address_at_once(page):
    page.goto("/c/kitchen/")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("to", exact=True).fill("5")
    page.get_by_label("to", exact=True).dispatch_event("change")
    expect(page.locator(".results__count")).to_have_text("5 products")
    page.get_by_label("Sort by").select_option(label="Price: high to low")
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
    expect(page.locator("#cart-drawer")).to_contain_text("is in your cart")
    expect(page.locator("#cart-count")).to_contain_text("2")
    page.keyboard.press("Escape")
    heart = page.locator("article.product").get_by_role("button", name="Favorite: Mug 1")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_a_refusal_is_said_in_a_toast(open_window, shop):
    window = open_window()
    page = window.page
    page.goto("/p/mug-1/")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-count")).to_contain_text("1")
    expect(page.locator("#cart-drawer[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#cart-drawer[open]")).to_have_count(0)
    page.get_by_label("Quantity", exact=True).fill("3")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    expect(page.locator("#toasts .notice--error")).to_be_visible()
    expect(page.locator("#cart-count")).to_contain_text("1")
    window.pardon("409 (Conflict)")


def test_filters_are_ticked_taken_away_and_come_back_with_the_back_button(page):
    page.goto("/search/?q=mug")
    page.evaluate("window.sameDocument = true")
    before = page.locator(".results__count").inner_text()
    box = page.get_by_role("checkbox", name="In stock")
    box.check()
    expect(page.locator(".results__chips")).to_contain_text("In stock")
    expect(box).to_be_focused()
    expect(page.locator("#listing-status")).to_have_text(page.locator(".results__count").inner_text())
    page.wait_for_url("**/search/?q=mug&in_stock=true")
    page.get_by_role("link", name="Remove filter: In stock").click()
    expect(page.locator(".results__chips")).to_have_count(0)
    expect(page.locator("#results-title")).to_be_focused()
    expect(box).not_to_be_checked()
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.locator(".results__chips")).to_contain_text("In stock")
    expect(page.get_by_role("checkbox", name="In stock")).to_be_checked()
    page.go_back()
    expect(page.locator(".results__chips")).to_have_count(0)
    expect(page.locator(".results__count")).to_have_text(before)


def test_of_boxes_and_chips_in_quick_succession_the_last_word_counts(open_window, shop):
    """All within the moment that the form waits, and once more while its answer is on the way."""
    window = open_window()
    page = window.page
    Product.objects.filter(slug__in=["mug-1", "mug-2"]).update(brand="Ostra")
    Product.objects.filter(slug="mug-3").update(brand="Korvel")
    page.goto("/c/kitchen/?brand=Ostra")
    before = page.evaluate("history.length")
    press = "selectors => selectors.forEach(selector => document.querySelector(selector).click())"
    page.evaluate(
        press, ["[name=brand][value=Korvel]", "[name=in_stock]", "[data-filter=brand][data-value=Ostra]"]
    )
    page.wait_for_url("**/c/kitchen/?brand=Korvel&in_stock=true")
    expect(page.locator(".card__link")).to_have_text(["Mug 3"])
    assert page.evaluate("history.length") == before + 1

    page.evaluate(press, ["[data-filter=brand]", "[name=brand][value=Ostra]"])
    page.evaluate(press, ["[name=in_stock]"])
    page.wait_for_url("**/c/kitchen/?brand=Ostra")
    expect(page.locator(".card__link")).to_have_text(["Mug 1", "Mug 2"])
    expect(page.locator("#filters input:checked:not([type=radio])")).to_have_count(1)

    page.evaluate(press, ["[name=in_stock]", "a[data-filter='']"])
    page.wait_for_url("**/c/kitchen/")
    expect(page.locator(".results__chips")).to_have_count(0)
    page.go_back()
    expect(page.locator(".card__link")).to_have_text(["Mug 1", "Mug 2"])
    # A script pressed, so the browser takes for a shift what a hand would have wanted.
    window.problems = [problem for problem in window.problems if "site-foot" not in problem]


def test_suggestions_are_walked_by_keyboard(page):
    page.goto("/")
    box = page.get_by_label("Search the shop")
    options = page.get_by_role("option")
    box.press_sequentially("mug 2")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("mug 2")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    address = options.last.get_attribute("href")
    box.press("Enter")
    page.wait_for_url(f"**{address}")


def test_another_list_replaces_the_shelf(page):
    page.goto("/")
    cards = page.locator("[data-placement=home_for_you] .card__link")
    expect(cards.first).to_have_text("Mug 1")
    page.get_by_role("link", name="Another list").click()
    expect(cards.first).to_have_text("Mug 19")  # twelve were in this shelf, six are in the next
    assert page.url.endswith("/")


def test_the_journey_works_without_javascript(open_window, shop):
    page = open_window(javascript=False).page
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
    assert Favorite.objects.get().product == shop[0]
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "search",
        "favorite",
        "view",
        "cart_add",
        "view",
    ]


def test_every_page_fits_every_screen_and_shows_all_its_pictures(open_window, shop):
    """What the window watches over happens by itself: pictures below are only asked for when they come near."""
    ProductPictureFactory(product=shop[0])
    page = open_window().page
    wide = {}
    for path in PAGES:
        page.goto(path)
        assert page.inner_text("h1")
        for width in (1440, 768, 390, 360):
            page.set_viewport_size({"width": width, "height": 900})
            wide[path, width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
    assert not {place: pixels for place, pixels in wide.items() if pixels > 0}
