"""The administration is open to staff who proved twice who they are."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from accounts.checks import staff_need_a_second_factor
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.second_factor import App

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _strict(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    cache.clear()


def sign_in(client: Client, account) -> None:
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})


def where(client: Client, address: str = "/admin/") -> str:
    return client.get(address, follow=True).redirect_chain[-1][0]


def test_the_administration_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/shop/order/", follow=True)
    assert answer.status_code == 200
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form")
    assert form["action"] == "/accounts/login/"
    assert form.select_one("[name=next]")["value"] == "/admin/shop/order/"
    assert client.get("/admin/login/").status_code == 200
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_staff_without_a_second_factor_are_led_to_one(client):
    sign_in(client, AdministratorFactory())
    assert where(client) == "/accounts/2fa/?next=/admin/"


def test_staff_enter_with_a_code_beside_the_password(client):
    administrator = AdministratorFactory()
    app = App(administrator)
    sign_in(client, administrator)
    client.post("/accounts/2fa/authenticate/", {"code": app.code()})
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_the_second_factor_proves_it_first(client):
    """Otherwise a browser that was open before would need the password only."""
    administrator = AdministratorFactory()
    sign_in(client, administrator)
    app = App(administrator)
    assert where(client, "/admin/shop/order/") == "/accounts/2fa/reauthenticate/?next=/admin/shop/order/"
    answer = client.post(
        "/accounts/2fa/reauthenticate/", {"code": app.code(), "next": "/admin/shop/order/"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/admin/shop/order/"
    assert answer.status_code == 200


def test_members_are_told_that_they_may_not(client):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_next_page_is_one_of_ours(client):
    sign_in(client, AdministratorFactory())
    answer = client.get("/admin/login/?next=https://evil.example/", follow=True)
    assert all(not address.startswith("https://evil") for address, _status in answer.redirect_chain)


def test_the_demo_does_without_and_says_so(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    sign_in(client, AdministratorFactory())
    assert client.get("/admin/").status_code == 200
    assert [warning.id for warning in staff_need_a_second_factor(None)] == ["accounts.W001"]


def test_elsewhere_there_is_nothing_to_warn_of():
    assert staff_need_a_second_factor(None) == []
