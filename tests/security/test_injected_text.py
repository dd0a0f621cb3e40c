"""Text stays text: whatever is typed or stored anywhere, no page takes it for markup, and none for script."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.db import models
from django.urls import reverse

from accounts.models import User
from shop.models import Address, Category, Order, OrderLine, Product, ProductPicture, Review, Voucher
from tests.routes import Route, named_routes
from tests.security.world import World, administrator, browser

pytestmark = pytest.mark.django_db

MARK = "pwned"
PAYLOAD = f"""'"></script></textarea></title><script>{MARK}(1)</script><img src=x onerror={MARK}(2)>{{{{7*7}}}}javascript:{MARK}(3)"""
# What stands in addresses or has a form of its own, which no text can have.
SHAPED = (models.SlugField, models.EmailField, models.FileField)
KEPT = {"path", "currency", "country", "language", "status", "kind", "delivery_method", "number", "access_key",
        "idempotency_key", "request_hash", "password", "phone", "code", "external_id", "postal_code",
        "variant_group"}  # fmt: skip
STORED = (Product, Category, ProductPicture, Review, User, Order, OrderLine, Address, Voucher)
PARAMETERS = ("q", "page", "sort", "stars", "key", "currency", "ranking", "next", "brand", "color", "category", "size",
              "rating", "price_min", "price_max", "in_stock", "reduced", "helpful", "slate", "position", "product_id",
              "delivery_method", "code", "theme", "language", "e", "o", "p", "search")  # fmt: skip
TYPED = {"text", "search", "email", "tel", "url", "password", "number", None}


def text_fields(model: type[models.Model]) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, SHAPED)
        and not field.choices
        and field.name not in KEPT
    ]


def injected(page: str) -> Iterator[str]:
    """What of a page would run, or lead to what runs."""
    parsed = BeautifulSoup(page, "html.parser")
    for element in parsed.find_all(True):
        if element.name == "script" and MARK in element.get_text() and "json" not in element.get("type", ""):
            yield f"a script: {element}"
        for name, value in element.attrs.items():
            said = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on") and MARK in said:
                yield f"{name} of {element.name}"
            if name in {"href", "src", "action", "formaction"} and said.strip().lower().startswith(
                "javascript:"
            ):
                yield f"{name} of {element.name}"
    if f"</script><script>{MARK}" in page or f"<img src=x onerror={MARK}" in page:
        yield "the text as it is"


def pages(world: World) -> Iterator[tuple[Route, str]]:
    for route in named_routes().values():
        if route.is_admin or route.name.startswith(("headless:", "account_logout")):
            continue
        yield route, reverse(route.name, kwargs={name: world.addressed()[name] for name in route.parameters})


def text_of(response) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace") if "html" in response.get("Content-Type", "") else ""


@pytest.fixture
def told(world) -> World:
    """A shop in which every text says the same evil thing."""
    for model in STORED:
        names = {field.name: PAYLOAD[: field.max_length] for field in text_fields(model)}
        assert names or model in {Order, Voucher}, model
        if names:
            model.objects.update(**names)
    Product.objects.update(attributes={PAYLOAD: PAYLOAD, "color": PAYLOAD})
    for thing in vars(world.things).values():
        thing.refresh_from_db()
    world.owner.refresh_from_db()
    return world


def test_what_is_stored(told):
    client = browser(told.owner)
    found = [
        f"{route.name}: {what}"
        for route, address in pages(told)
        for what in injected(text_of(client.get(address)))
    ]
    assert found == []
    assert MARK in client.get(f"/p/{told.things.product.slug}/").content.decode()


def test_what_is_stored_and_looked_at_in_the_admin(told):
    client = browser(administrator())
    found = []
    for model in STORED:
        if model in {OrderLine, ProductPicture, Address}:
            continue
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        rows = list(model.objects.values_list("pk", flat=True)[:1])
        for address in [
            reverse(f"admin:{name}_changelist"),
            *(reverse(f"admin:{name}_change", args=[pk]) for pk in rows),
        ]:
            found += [f"{address}: {what}" for what in injected(text_of(client.get(address)))]
    assert found == []


def test_what_stands_in_an_address(world):
    """Every page, asked with every parameter that any page knows."""
    client = browser(world.owner)
    found = []
    for route, address in pages(world):
        response = client.get(
            address, dict.fromkeys(PARAMETERS, PAYLOAD), headers={"Referer": f"http://testserver/?{PAYLOAD}"}
        )
        assert response.status_code < 500, route.name
        found += [f"{route.name}: {what}" for what in injected(text_of(response))]
    found += [f"404: {what}" for what in injected(client.get(f"/{PAYLOAD}/").content.decode())]
    assert found == []


def test_what_is_typed_into_any_form(world):
    """Every form of every page of a member, and of those for guests, with the same text in each of its fields."""
    found, forms = [], set()
    for account in (world.owner, None):
        for _route, address in pages(world):
            page = BeautifulSoup(text_of(browser(account).get(address)), "html.parser")
            for form in page.find_all("form"):
                action = form.get("action") or address
                fields = form.find_all(["input", "textarea"])
                said = {
                    field["name"]: PAYLOAD
                    if field.get("type") in TYPED or field.name == "textarea"
                    else field.get("value", "")
                    for field in fields
                    if field.get("name")
                }
                if PAYLOAD not in said.values() or (action, *said) in forms:
                    continue
                forms.add((action, *said))
                client = browser(account)
                send = client.post if form.get("method", "get").lower() == "post" else client.get
                response = send(action.split("#")[0], said, follow=True)
                assert response.status_code < 500, action
                found += [f"{action}: {what}" for what in injected(text_of(response))]
    assert found == []
    assert len(forms) > 10
