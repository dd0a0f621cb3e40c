"""Passkeys in a real browser, with an authenticator that Chromium plays: its owner always looks into the camera."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import User
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.journeys.windows import PHONE, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Device:
    """What keeps the passkeys of a window."""

    def __init__(self, window: Window) -> None:
        self.browser = window.page.context.new_cdp_session(window.page)
        self.browser.send("WebAuthn.enable")
        self.id = self.browser.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def look_away(self) -> None:
        """The device does not recognize who holds it."""
        self.browser.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})

    def get_lost(self) -> None:
        self.browser.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})


def sign_in(window: Window, account: User, path: str = "/accounts/login/") -> None:
    window.open(path)
    window.page.fill("[name=login]", account.email)
    window.page.fill("[name=password]", PASSWORD)
    window.page.press("[name=password]", "Enter")


def arrive(window: Window) -> None:
    window.page.wait_for_url(f"{window.address}/")


def sign_out(window: Window) -> None:
    window.open("/accounts/logout/")
    window.page.click("main button")
    arrive(window)


def add_passkey(window: Window) -> list[str]:
    """Gives the recovery codes that come with the first one."""
    page = window.page
    window.open("/accounts/2fa/webauthn/add/")
    if page.locator("[name=password]").count():  # it is long ago that the password was typed
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
    page.click("button:has-text('Add a passkey')")
    page.wait_for_url("**/recovery-codes/")
    return page.locator(".codes code").all_inner_texts()


def test_a_member_adds_a_passkey_and_signs_in_by_it(open_window):
    account = UserFactory()
    window = open_window(viewport=PHONE)
    device = Device(window)
    sign_in(window, account)
    arrive(window)
    assert len(add_passkey(window)) == 10
    window.open("/accounts/2fa/")
    assert window.page.locator("h3:has-text('Chrome on Linux')").count() == 1
    sign_out(window)

    window.open("/accounts/login/")
    device.look_away()
    window.page.click("text=Sign in with a passkey")
    window.page.wait_for_selector("[data-trouble] p")
    assert "You can try again." in window.page.inner_text("[data-trouble]")
    device.browser.send("WebAuthn.setUserVerified", {"authenticatorId": device.id, "isUserVerified": True})
    window.page.click("text=Sign in with a passkey")
    arrive(window)
    window.open("/accounts/sessions/")
    assert "Chrome on Linux" in window.page.inner_text("#sessions")


def test_staff_enter_the_administration_with_a_passkey_beside_the_password(open_window, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    administrator = AdministratorFactory()
    window = open_window()
    page = window.page
    Device(window)
    sign_in(window, administrator, "/admin/")
    page.wait_for_url("**/accounts/2fa/?next=/admin/")
    assert "The administration asks for more than a password" in page.inner_text("#messages")
    add_passkey(window)
    page.click("text=On to the administration")
    page.wait_for_url("**/admin/")
    page.context.clear_cookies()

    sign_in(window, administrator, "/admin/")
    page.wait_for_url("**/2fa/authenticate/**")
    page.click("text=Use your passkey")
    page.wait_for_url("**/admin/")


def test_who_lost_the_passkey_comes_in_by_a_recovery_code_and_makes_a_new_one(open_window):
    account = UserFactory()
    window = open_window(viewport=PHONE)
    page = window.page
    device = Device(window)
    sign_in(window, account)
    arrive(window)
    code, *_ = add_passkey(window)
    sign_out(window)
    device.get_lost()

    sign_in(window, account)
    page.wait_for_url("**/2fa/authenticate/**")
    page.fill("[name=code]", code)
    page.click("main button:has-text('Go on')")
    arrive(window)
    Device(window)
    window.open("/accounts/2fa/")
    page.click("a:has-text('Remove')")
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
    page.click("button:has-text('Remove it')")
    page.wait_for_url("**/2fa/webauthn/")
    assert not Authenticator.objects.exists()  # recovery codes go with the last passkey
    assert len(add_passkey(window)) == 10


def test_a_session_that_is_ended_elsewhere_is_a_guests_at_once(open_window):
    account = UserFactory()
    desk, phone = open_window(), open_window(viewport=PHONE)
    for window in (desk, phone):
        sign_in(window, account)
        arrive(window)
    desk.open("/accounts/sessions/")
    desk.page.click("#sessions button")
    desk.page.wait_for_selector("text=That device is signed out.")
    phone.open("/accounts/")
    assert "/accounts/login/" in phone.page.url
    desk.open("/accounts/")
    assert "/accounts/login/" not in desk.page.url
