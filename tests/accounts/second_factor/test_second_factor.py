"""Codes of an app and recovery codes beside the password."""

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.second_factor import App, code_of, kinds, recovery_codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_code_was_used():
    """A code of an app counts once; the cache remembers it for half a minute, accounts of tests have the same numbers."""
    cache.clear()


def sign_in(client: Client, account, path: str = "/accounts/login/"):
    return client.post(path, {"login": account.email, "password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def confirm(client: Client, address: str):
    """Open a page, and give the password once more if it asks for it."""
    asked = client.get(address)
    if asked.status_code != 302:
        return asked
    return client.post(asked.url, {"password": PASSWORD, "next": address}, follow=True)


def test_with_an_app_the_password_alone_opens_nothing(client):
    account = UserFactory()
    app = App(account)
    assert sign_in(client, account).url.startswith("/accounts/2fa/authenticate/")
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": app.code()})
    assert is_signed_in(client)


def test_a_code_that_does_not_fit_is_refused_beside_its_field(client):
    account = UserFactory()
    App(account)
    sign_in(client, account)
    page = BeautifulSoup(
        client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content, "html.parser"
    )
    assert page.select_one("#code_error").text == "That did not fit. Please try again."
    assert not is_signed_in(client)


def test_a_recovery_code_lets_in_once_however_it_is_typed(client):
    account = UserFactory()
    App(account)
    code = recovery_codes(account)[0]
    sign_in(client, account)
    client.post("/accounts/2fa/authenticate/", {"code": f"{code[:4]} {code[4:]}"})
    assert is_signed_in(client)

    other = Client()
    sign_in(other, account)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_signed_in(other)


def test_a_code_of_the_app_counts_once():
    account = UserFactory()
    app = App(account)
    code = app.code()
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, account)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_an_app_is_set_up_and_brings_recovery_codes(client):
    account = UserFactory()
    sign_in(client, account)
    page = confirm(client, "/accounts/2fa/totp/activate/")
    picture = BeautifulSoup(page.content, "html.parser").select_one("#authenticator_secret")
    secret = picture.text.replace(" ", "")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert kinds(account) == {"totp", "recovery_codes"}
    assert len(BeautifulSoup(answer.content, "html.parser").select(".codes code")) == 10


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
def test_what_keeps_an_account_safe_asks_who_is_there(client, address):
    """A browser that was left open changes nothing."""
    account = UserFactory()
    recovery_codes(account)
    client.force_login(account)
    assert client.get(address).url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/2fa/webauthn/"])
def test_pages_about_passkeys_have_the_shops_face(client, address):
    client.force_login(UserFactory())
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("header.site-head")
    assert page.h1


def test_the_database_does_not_hold_the_key_of_an_app_in_the_clear():
    account = UserFactory()
    app = App(account)
    assert app.secret not in str(Authenticator.objects.get(user=account).data)


def test_keys_stay_readable_when_the_secret_key_changes(settings):
    account = UserFactory()
    app = App(account)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "quite another"
    assert Authenticator.objects.get(user=account).wrap().validate_code(app.code())


def test_nobody_touches_the_passkey_of_somebody_else(client):
    theirs = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Theirs"})
    account = UserFactory()
    sign_in(client, account)
    for page in ("edit", "remove"):
        address = f"/accounts/2fa/webauthn/keys/{theirs.pk}/{page}/"
        assert confirm(client, address).status_code == 404
        assert client.post(address, {"name": "Mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Theirs"


def test_no_page_runs_an_inline_script(client):
    sign_in(client, UserFactory())
    for address in ("/accounts/2fa/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/"):
        page = confirm(client, address)
        scripts = BeautifulSoup(page.content, "html.parser").find_all("script")
        assert [tag for tag in scripts if not tag.get("src") and tag.get("type") != "application/json"] == []
        assert " style=" not in page.content.decode()
