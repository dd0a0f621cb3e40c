"""What every page shares: its theme, its head, and what it says when the shop does not answer."""

import pytest

from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mugs():
    kitchen = CategoryFactory(slug="kitchen", name="Kitchen")
    return [ProductFactory(category=kitchen, slug=f"mug-{number}", stock=9) for number in range(30)]


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def lightness(page) -> float:
    """Of the paper that all lies on: 0 is black, 1 is white."""
    return page.evaluate(
        "Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)) / 255"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_chosen_theme_goes_before_that_of_the_device_and_stays(open_window, mugs, javascript):
    page = open_window(theme="dark", javascript=javascript).page
    page.goto("/cart/")
    assert lightness(page) < 0.2
    page.get_by_role("button", name="Light", exact=True).click()
    expect(page.get_by_role("button", name="Light", exact=True)).to_have_attribute("aria-pressed", "true")
    assert lightness(page) > 0.8
    assert page.url.partition("#")[0].endswith("/cart/")
    page.goto("/c/kitchen/")
    assert lightness(page) > 0.8


def test_a_shop_that_does_not_answer_says_so_and_can_be_asked_again(open_window, mugs):
    window = open_window(viewport=PHONE)
    page = window.page
    page.goto("/p/mug-1/")
    page.context.set_offline(True)
    add = page.locator("article.product").get_by_role("button", name="Add to cart")
    for _ in range(2):
        add.click()
        expect(page.locator("#toasts [data-toast]")).to_have_count(1)
        expect(page.locator("#toasts")).to_contain_text("does not answer")
        for told in ("ERR_INTERNET_DISCONNECTED", "htmx:afterRequest", "htmx:sendError"):
            window.pardon(told)
    page.context.set_offline(False)
    page.locator("#toasts").get_by_role("button", name="Try again").click()
    expect(page.locator("#cart-count")).to_contain_text("1")
    expect(page.locator("#toasts")).not_to_contain_text("does not answer")
    # What was seen is told by itself, and may have met the dead line too.
    window.problems[:] = [told for told in window.problems if "ERR_INTERNET_DISCONNECTED" not in told]
