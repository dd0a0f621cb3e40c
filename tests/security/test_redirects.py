"""No address of ours leads a visitor to another site."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD
from tests.routes import named_routes
from tests.security.world import browser

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    " https://evil.example",
    "\thttps://evil.example",
    "https://testserver@evil.example/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
]
NAMES = ("next", "redirect_to", "redirect", "url", "return", "success_url")


def leads_away(response) -> bool:
    """As a browser understands it: it drops blanks, and takes \\ for /."""
    location = response.headers.get("Location", "").strip().replace("\\", "/")
    htmx = response.headers.get("HX-Redirect", "") + response.headers.get("HX-Location", "")
    return "evil.example" in (location + htmx).split("?")[0] or location.startswith(("javascript:", "data:"))


@pytest.mark.parametrize("where", ELSEWHERE)
def test_after_signing_in_one_stays_here(world, where):
    said = {"login": world.owner.email, "password": PASSWORD, "next": where}
    assert not leads_away(browser().post("/accounts/login/", said))
    assert not leads_away(browser().post("/accounts/login/", said, QUERY_STRING=f"next={where.strip()}"))


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_form_of_the_shop_goes_back_to_the_shop_only(world, where):
    client, pk = browser(world.owner), world.things.product.pk
    for address in ("/preferences/theme/", "/accounts/preferences/", f"/favorites/{pk}/"):
        said = {"theme": "dark", "language": "en", "favorite": "1", "next": where}
        assert not leads_away(client.post(address, said))
    assert not leads_away(client.post("/cart/add/", {"product_id": pk}, headers={"Referer": where.strip()}))


def test_no_page_takes_the_way_on_from_its_address(world):
    """Every page there is, asked with every name that such a parameter usually has."""
    query = "&".join(f"{name}=https://evil.example/" for name in NAMES)
    away = []
    for account in (None, world.owner):
        for route in named_routes().values():
            if route.is_admin or route.is_api:
                continue
            address = reverse(route.name, kwargs={name: world.addressed()[name] for name in route.parameters})
            response = browser(account).get(f"{address}?{query}")
            if response.streaming:
                list(response)
            away += [route.name] * leads_away(response)
    assert away == []


def test_the_admin_goes_back_to_the_admin_only(world):
    assert not leads_away(browser().get("/admin/login/?next=https://evil.example/"))
    said = {"username": world.owner.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert not leads_away(browser().post("/admin/login/", said))
