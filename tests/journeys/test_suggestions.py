"""What a shopper can say about suggestions, and how new ones come: in a real Chromium."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from recommender.behavior.models import Dismissal, Impression, Placement, Slate, Visitor
from recommender.models import RecommendationList
from tests.factories.catalog import ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_YOU = "[data-placement=home_for_you]"


@pytest.fixture
def shop():
    return [ProductFactory(title=f"Mug {number}", popularity=100 - number) for number in range(1, 41)]


def test_a_product_that_does_not_interest_is_replaced_and_can_be_taken_back(open_window, shop):
    page = open_window().page
    page.goto("/")
    second = page.locator(f"{FOR_YOU} li").nth(1)
    second.locator("summary").click()
    expect(second.locator(".card__why")).to_be_visible()
    second.get_by_role("button", name="Not interested").click()
    expect(second.locator(".card__link")).not_to_have_text("Mug 2")
    replacement = second.locator(".card")
    expect(second.locator(".card__link")).to_be_focused()
    slate = replacement.get_attribute("data-slate")
    assert Dismissal.objects.get().product_id == shop[1].pk
    page.wait_for_timeout(1_500)  # seen for a second
    with page.expect_response("**/api/v1/events/"):
        page.reload()
    seen = Impression.objects.get(slate=slate)
    assert (seen.position, seen.product_id) == (2, Slate.objects.get(pk=slate).product_ids[1])


def test_undo_puts_it_back(open_window, shop):
    page = open_window().page
    page.goto("/")
    second = page.locator(f"{FOR_YOU} li").nth(1)
    second.locator("summary").click()
    second.get_by_role("button", name="Not interested").click()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(second.locator(".card__link")).to_have_text("Mug 2")
    expect(page.locator("#toasts > *")).to_have_count(0)
    assert not Dismissal.objects.exists()


def make_list(products) -> None:
    RecommendationList.objects.update_or_create(
        placement=Placement.HOME_FOR_YOU,
        visitor=Visitor.objects.get(),
        defaults={
            "product_ids": [product.pk for product in products],
            "scores": [1.0] * len(products),
            "reasons": [None] * len(products),
            "made_at": timezone.now(),
        },
    )


def test_new_suggestions_wait_for_the_reader_and_come_by_themselves_where_nobody_looks(open_window, shop):
    page = open_window().page
    page.goto("/")
    first = page.locator(f"{FOR_YOU} .card__link").first
    page.locator(FOR_YOU).scroll_into_view_if_needed()
    expect(first).to_have_text("Mug 1")
    make_list(shop[27:])
    button = page.get_by_role("button", name="New suggestions are here")
    expect(button).to_be_visible(timeout=15_000)
    expect(first).to_have_text("Mug 1")  # nothing moves under the cursor
    button.click()
    expect(first).to_have_text("Mug 28")
    expect(button).to_be_hidden()
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    top = page.evaluate("document.querySelector('.site-foot').getBoundingClientRect().top")
    make_list(shop[20:33])
    expect(first).to_have_text("Mug 21", timeout=15_000)
    assert page.evaluate("document.querySelector('.site-foot').getBoundingClientRect().top") == top
