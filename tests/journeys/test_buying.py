"""From a word in the search box to an order, as a guest; and from a guest's cart to a member's."""

import re

import pytest

from shop.orders.models import Order
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory, ProductPictureFactory
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
    return kettle


def fill_in_and_order(page) -> None:
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=payment_token] >> nth=0")
    page.click("text=Order and pay")


def assert_ordered(page, product) -> None:
    page.wait_for_url(re.compile("/orders/[^/]+/"))
    order = Order.objects.get()
    assert (order.email, order.status) == (ADDRESS["email"], Order.Status.PAID)
    assert [line.product for line in order.lines.all()] == [product]
    assert order.number in page.inner_text("h1")
    assert product.title in page.inner_text("main")


def test_a_guest_finds_a_product_by_typing_and_buys_it(kettle, open_window):
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

    page.click("#toasts >> text=Open the cart")
    page.click("text=To the checkout")
    fill_in_and_order(page)
    assert_ordered(page, kettle)


def test_a_guest_buys_without_any_script(kettle, open_window):
    window = open_window(javascript=False)
    page = window.page
    window.open()
    page.fill("#search-words", "kettle")
    page.press("#search-words", "Enter")
    page.click("main >> text=Copper kettle")
    page.click(".product >> text=Add to cart")
    page.click("header >> text=Cart")
    page.click("text=To the checkout")
    fill_in_and_order(page)
    assert_ordered(page, kettle)


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
