"""The ways into an account, as a shopper walks them with a browser."""

import pytest
from django.core import mail

from accounts.models import User
from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in
from tests.factories.catalog import ProductFactory
from tests.journeys.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "+491713920001"


def fill_in(page, code: str) -> None:
    """As a shopper types it: the field has the focus."""
    page.wait_for_selector("[name=code]:focus")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def greeting(page) -> str:
    return page.locator("#messages").inner_text()


def test_a_guest_registers_by_phone_and_keeps_what_is_in_the_cart(open_window, texts):
    product = ProductFactory(stock=9)
    window = open_window(viewport=PHONE)
    page = window.page
    window.open(f"/p/{product.slug}/")
    page.click(".product >> text=Add to cart")
    page.wait_for_selector("#cart-drawer[open]")
    window.open("/accounts/signup/")
    page.fill("[name=login]", "0171 3920001")
    page.click("main >> text=Send me a code")
    fill_in(page, code_in(texts[0].body))
    page.wait_for_url("/")
    assert "We put 1 product from your visit into your cart." in greeting(page)
    assert User.objects.get().phone == NUMBER


def test_a_guest_registers_by_mail(open_window):
    window = open_window()
    page = window.page
    window.open("/accounts/signup/")
    page.fill("[name=login]", "new@aisle.example")
    page.fill("[name=password1]", PASSWORD)
    page.click("main >> text=Send me a code")
    page.wait_for_selector("[name=code]")
    fill_in(page, "1234")
    page.wait_for_selector(".field__error")
    fill_in(page, code_in(mail.outbox[0].body).replace("-", ""))
    page.wait_for_url("/")
    assert User.objects.get().check_password(PASSWORD)


def test_a_member_signs_in_by_password_then_by_code(open_window, texts):
    UserFactory(phone=NUMBER, phone_verified=True)
    window = open_window()
    page = window.page
    window.open("/accounts/login/?next=/favorites/")
    page.fill("[name=login]", "+49 171 392 0001")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/favorites/")
    window.open("/accounts/logout/")
    page.click("main >> button")
    page.wait_for_url("/")
    window.open("/accounts/login/?next=/orders/")
    page.click("main >> text=Send me a code")
    page.fill("[name=login]", NUMBER)
    page.click("main >> text=Send me a code")
    page.wait_for_selector("[name=code]")
    fill_in(page, code_in(texts[0].body))
    page.wait_for_url("**/orders/")
    assert len(texts) == 1


def test_a_member_forgot_the_password(open_window, texts):
    """Without a script, too."""
    account = PhoneAccountFactory(phone=NUMBER)
    window = open_window(viewport=PHONE, javascript=False)
    page = window.page
    window.open("/accounts/login/")
    page.click("main >> text=Forgot your password?")
    page.fill("[name=login]", NUMBER)
    page.click("main >> text=Send me a code")
    page.fill("[name=code]", code_in(texts[0].body))
    page.click("main form >> text=Go on")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main form button.button--primary")
    page.wait_for_url("/")
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
