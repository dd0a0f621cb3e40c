"""A member's own pages, from the first address to the order that goes there; and the demo's other eyes."""

import pytest
from django.urls import reverse

from shop.models import Address, Order
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.behavior import VisitorFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.orders import OrderFactory
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_address_is_written_down_once_and_bought_to_without_javascript(open_window):
    account = UserFactory(name="Member One")
    CartLineFactory(shopper=member(account), product__stock=3)
    window = open_window(viewport=PHONE, javascript=False)
    page = window.page
    window.open(reverse("account_login") + f"?next={reverse('account')}")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.click(".account-panels >> text=Addresses")
    page.click("text=Add an address")
    page.fill("[name=street]", "12 Mill Lane")
    page.fill("[name=postal_code]", "1010")
    page.fill("[name=city]", "Berlin")
    page.click("text=Save")
    page.wait_for_selector("text=A postal code in Germany looks like 10115.")
    page.fill("[name=postal_code]", "10115")
    page.click("text=Save")
    page.wait_for_selector("text=Offered first")
    window.open(reverse("checkout"))
    assert page.is_hidden("[name=street]")
    page.check("text=Another address")
    assert page.is_visible("[name=street]")
    page.check(f"[name=address][value='{Address.objects.get().pk}']")
    page.click("text=On to delivery and payment")
    page.check("[name=payment_token] >> nth=0")
    page.click("text=On to the last look")
    page.click("text=Order and pay")
    page.wait_for_selector("text=Thank you! Your order is placed.")
    assert Order.objects.get().street == "12 Mill Lane"
    window.pardon("400")


def test_another_shoppers_eyes_and_back(open_window):
    shopper = UserFactory(name="Shopper-12", is_simulated=True)
    VisitorFactory(account=shopper, is_simulated=True)
    order = OrderFactory(account=shopper)
    window = open_window()
    page = window.page
    window.open("/")
    page.click("footer >> text=Look as another shopper")
    page.click("text=Be this shopper")
    page.wait_for_selector("text=You are looking as Shopper-12.")
    window.open(reverse("orders"))
    page.wait_for_selector(f"text={order.number}")
    page.click("text=Go back")
    page.wait_for_selector("text=You are yourself again.")
    window.open(reverse("orders"))
    page.wait_for_selector("text=No orders yet")
    assert order.number not in page.content()
