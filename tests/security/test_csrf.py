"""No other site can have a member's browser do something: whatever changes anything asks for a token."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD
from tests.routes import routes
from tests.security.world import administrator, browser, row_of

pytestmark = pytest.mark.django_db

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# What needs none, because no browser sends along what would make it the member's.
WITHOUT_TOKEN = {
    "api_events": "the visitor cookie alone, which is SameSite",
    "mail_unsubscribe": "a signed link; mail programs that send it have no cookies (RFC 8058)",
}


def test_every_unsafe_request_of_the_site_asks_for_a_token(world):
    client = browser(world.owner, enforce_csrf_checks=True)
    let_through = []
    for route in routes():
        if not route.name or route.is_admin or route.name.startswith(tuple(WITHOUT_TOKEN)):
            continue
        address = reverse(route.name, kwargs={name: world.addressed()[name] for name in route.parameters})
        for method in UNSAFE:
            status = client.generic(method, address, "{}", "application/json").status_code
            let_through += [f"{method} {route.name}: {status}"] * (status != 403)
    assert let_through == []


def test_every_unsafe_request_of_the_admin_asks_for_a_token(world):
    client = browser(administrator(), enforce_csrf_checks=True)
    let_through = []
    for route in routes():
        if not (route.is_admin and route.name) or route.name == "admin:view_on_site":
            continue
        app, _underscore, rest = route.name.removeprefix("admin:").partition("_")
        values = {"app_label": "shop", "id": world.owner.pk, "visitor_id": uuid4(), "product_id": 1}
        if "object_id" in route.parameters:
            values["object_id"] = row_of(f"{app}.{rest.rpartition('_')[0]}", world).pk
        address = reverse(route.name, kwargs={name: values[name] for name in route.parameters})
        status = client.post(address, {"post": "yes"}).status_code
        let_through += [f"{route.name}: {status}"] * (status != 403)
    assert let_through == []


@pytest.mark.parametrize("token", ["", "a" * 32, "a" * 64])
def test_a_made_up_token_is_none(world, token):
    client = browser(world.owner, enforce_csrf_checks=True)
    client.get("/cart/")
    said = {"product_id": world.things.product.pk, "csrfmiddlewaretoken": token}
    assert client.post("/cart/add/", said).status_code == 403


def test_a_token_from_elsewhere_is_refused_by_where_it_comes_from(world):
    client = browser(world.owner, enforce_csrf_checks=True)
    client.get("/cart/")
    said = {
        "product_id": world.things.product.pk,
        "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
    }
    assert client.post("/cart/add/", said, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/cart/add/", said, headers={"Origin": "http://testserver"}).status_code == 302


def test_cookies_stay_at_home_when_another_site_sends_something(world):
    """What guests may do without a token rests on this."""
    client = browser()
    client.post("/cart/add/", {"product_id": world.things.product.pk})
    client.post("/accounts/login/", {"login": world.owner.email, "password": PASSWORD})
    for name in ("visitor", "sessionid"):
        assert client.cookies[name]["samesite"] == "Lax"
        assert client.cookies[name]["httponly"]
