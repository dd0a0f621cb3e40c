"""From a word in the search box to an order, as a guest; and from a guest's cart to a member's."""

import re

import pytest

from shop.orders.models import Order
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory, ProductPictureFactory
from tests.factories.vouchers import VoucherFactory
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = {
    "email": "guest@aisle.example",
    "full_name": "Member One",
    "street": "Hafenweg 3",
    "postal_code": "20457",
    "city": "Hamburg",
}


@pytest.fixture
def kettle():
    kettle = ProductFactory(title="Copper kettle", stock=5)
    ProductPictureFactory(product=kettle)
    ProductFactory.create_batch(3)
    VoucherFactory(code="TEN")
    return kettle


def fill_in_and_order(page) -> None:
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.click("text=On to delivery and payment")
    page.check("[name=payment_token] >> nth=0")
    page.click("text=On to the last look")
    assert ADDRESS["street"] in page.inner_text("main")
    page.click("text=Order and pay")


def assert_ordered(page, product) -> None:
    page.wait_for_url(re.compile("/orders/[^/]+/"))
    order = Order.objects.get()
    assert (order.email, order.status) == (ADDRESS["email"], Order.Status.PAID)
    assert [line.product for line in order.lines.all()] == [product]
    assert order.number in page.inner_text("h1")
    assert product.title in page.inner_text("main")


def test_a_guest_finds_a_product_by_typing_and_buys_it(kettle, open_window):
    from playwright.sync_api import expect

    window = open_window(viewport=PHONE)
    page = window.page
    window.open()
    page.locator("#search-words").press_sequentially("kett")
    page.click("#suggestions >> text=Copper kettle")
    page.wait_for_url(f"**{kettle.get_absolute_url()}")

    loads = window.loads
    page.click("text=Add to cart >> nth=0")
    page.wait_for_selector("#cart-count .badge")
    assert page.inner_text("#cart-count .badge").endswith("1")
    assert window.loads == loads

    drawer = page.locator("#cart-drawer")
    assert "is in your cart" in drawer.inner_text()
    drawer.get_by_role("button", name="One more of Copper kettle").click()
    expect(page.locator("#cart-count .badge")).to_have_text(re.compile("2$"))
    drawer.get_by_role("button", name="One less of Copper kettle").click()
    expect(page.locator("#cart-count .badge")).to_have_text(re.compile("1$"))
    assert window.loads == loads
    drawer.get_by_role("link", name="To the checkout").click()
    fill_in_and_order(page)
    assert_ordered(page, kettle)


def test_a_guest_buys_without_any_script(kettle, open_window):
    window = open_window(javascript=False, consent="")
    page = window.page
    window.open()
    page.fill("#search-words", "kettle")
    page.press("#search-words", "Enter")
    page.click("main >> text=Copper kettle")
    page.click(".product >> text=Add to cart")
    page.click("header >> text=Cart")
    page.get_by_role("button", name="One more of Copper kettle").click()
    page.fill("[name=quantity]", "3")
    page.press("[name=quantity]", "Enter")
    assert page.input_value("[name=quantity]") == "3"
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("button", name="Move to the cart").click()
    if not page.is_visible("[name=code]"):
        page.click("text=Do you have a voucher?")
    page.fill("[name=code]", "ten")
    page.click("text=Use it")
    page.click("text=To the checkout")
    page.fill("[name=city]", "Half a City")
    page.click("text=To the cart")
    page.click("text=To the checkout")
    assert page.input_value("[name=city]") == "Half a City"
    fill_in_and_order(page)
    assert_ordered(page, kettle)
    assert (Order.objects.get().lines.get().quantity, Order.objects.get().voucher_code) == (3, "TEN")

    # On paper it is an invoice, with nothing of the page around it.
    page.emulate_media(media="print")
    assert page.is_visible("text=Invoice")
    for around in (".site-head", ".site-foot", ".consent"):
        assert page.is_hidden(around)


def test_a_guest_buys_by_keyboard_only(kettle, open_window):
    from playwright.sync_api import expect

    window = open_window()
    page = window.page
    window.open(kettle.get_absolute_url())

    def go_to(locator) -> None:
        """With the tab key, as far as it takes."""
        for _ in range(60):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {locator}")

    go_to(page.locator(".product").get_by_role("button", name="Add to cart"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#cart-drawer[open]")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Add to cart")
    page.locator(".skip-link").focus()
    go_to(page.locator("header").get_by_role("link", name="Cart"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#cart-drawer[open]")
    more = page.get_by_role("button", name="One more of Copper kettle")
    go_to(more)
    page.keyboard.press("Enter")
    expect(page.locator("#cart-count .badge")).to_have_text(re.compile("2$"))
    assert more.evaluate("element => element === document.activeElement"), "the place is kept"
    go_to(page.get_by_role("link", name="To the checkout"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/")
    for name, value in ADDRESS.items():
        go_to(page.locator(f"[name={name}]"))
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/delivery/")
    go_to(page.locator("[name=delivery_method] >> nth=0"))
    page.keyboard.press("ArrowDown")
    go_to(page.locator("[name=payment_token] >> nth=0"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/review/")
    go_to(page.get_by_role("button", name="Order and pay"))
    page.keyboard.press("Enter")
    assert_ordered(page, kettle)
    assert (Order.objects.get().delivery_method, Order.objects.get().pieces) == ("express", 2)


def test_what_a_guest_put_in_the_cart_is_there_after_signing_in(kettle, open_window):
    account = UserFactory()
    CartLineFactory(shopper=member(account), product=ProductFactory(title="Oak tray"))
    window = open_window()
    page = window.page
    window.open(kettle.get_absolute_url())
    page.click(".product >> text=Add to cart")
    page.wait_for_selector("#cart-count .badge")

    window.open("/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main >> button:has-text('Sign in')")
    page.wait_for_selector("text=We put 1 product from your visit into your cart.")

    window.open("/cart/")
    assert sorted(page.locator(".cart-line__title").all_inner_texts()) == ["Copper kettle", "Oak tray"]
