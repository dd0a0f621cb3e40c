"""The page of a product in a real Chromium: looked at, chosen, bought and reviewed."""

import pytest

from shop.models import Order, Review
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory, ProductPictureFactory
from tests.journeys.test_buying import fill_in_and_order
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mugs():
    """One mug in two sizes, with three pictures each."""
    mugs = [
        ProductFactory(title=f"Mug, {size}", slug=f"mug-{size.lower()}", variant_group="mug", attributes={"Size": size})
        for size in ("Small", "Large")
    ]  # fmt: skip
    for mug in mugs:
        ProductPictureFactory(product=mug, alt="From the front")
        ProductPictureFactory(product=mug, alt="From the side", position=1)
        ProductPictureFactory(product=mug, alt="From above", position=2)
    ProductFactory.create_batch(3)
    return mugs


def expect(locator):
    from playwright.sync_api import expect

    return expect(locator)


def test_pictures_are_enlarged_and_variants_chosen_by_keyboard(open_window, mugs):
    page = open_window().page
    page.goto("/p/mug-small/")
    page.locator(".gallery__small").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".gallery__small").nth(1)).to_have_attribute("aria-current", "true")
    page.locator(".gallery__zoom").nth(1).focus()
    page.keyboard.press("Enter")
    lightbox = page.locator("#lightbox")
    expect(lightbox.get_by_alt_text("From the side")).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    expect(lightbox.get_by_alt_text("From the front")).to_be_in_viewport(ratio=0.9)
    magnify = page.get_by_role("button", name="Twice as large")
    magnify.focus()
    page.keyboard.press("Enter")
    expect(magnify).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(lightbox).to_be_hidden()
    expect(page.locator(".gallery__small").nth(0)).to_have_attribute("aria-current", "true")
    page.locator(".option", has_text="Large").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/mug-large/")
    expect(page.locator(".option[aria-current]")).to_have_text("Large")


def test_without_javascript_a_picture_opens_by_itself(open_window, mugs):
    page = open_window(viewport=PHONE, javascript=False).page
    page.goto("/p/mug-small/")
    page.locator(".gallery__zoom").first.click()
    page.wait_for_url("**/media/**")
    assert page.locator("svg, img").count() == 1  # the picture, and no page around it


def test_a_member_buys_reviews_and_finds_a_review_helpful(open_window, mugs):
    other = UserFactory()
    Review.objects.create(product=mugs[0], account=other, rating=4, text="Warm hands.")
    type(mugs[0]).objects.filter(pk=mugs[0].pk).update(rating_sum=4, rating_count=1)
    member = UserFactory()
    page = open_window().page
    page.goto("/accounts/login/")
    page.fill("[name=login]", member.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Sign in')")
    page.goto("/p/mug-small/")
    page.get_by_role("button", name="Helpful").click()
    expect(page.get_by_role("button", name="Helpful")).to_have_attribute("aria-pressed", "true")
    page.locator("article.product").get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="To the checkout").click()
    fill_in_and_order(page)
    page.wait_for_url("**/orders/*/")
    assert Order.objects.get().account == member
    page.goto("/p/mug-small/")
    page.get_by_role("link", name="Write a review").click()
    page.get_by_label("Your review").fill("A good handle.")
    page.get_by_label("5 stars").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#reviews")).to_contain_text("A good handle.")
    page.get_by_role("link", name="5 stars").click()
    expect(page.locator(".review")).to_have_count(1)
    expect(page.locator(".review")).to_contain_text("Verified purchase")
    page.wait_for_url("**?stars=5")
