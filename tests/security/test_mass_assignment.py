"""A request says only what its form asks for; whatever else it brings along is left unread."""

import json

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from accounts.models import User
from shop.models import CartLine, Order, Product, Review
from tests.factories.accounts import PASSWORD
from tests.routes import named_routes
from tests.security.world import browser

pytestmark = pytest.mark.django_db

UNASKED = {
    "id": 1, "pk": 1, "is_staff": True, "is_superuser": True, "is_active": False, "is_simulated": True,
    "groups": [1], "user_permissions": [1], "account": 1, "account_id": 1, "user": 1, "owner": 1, "visitor_id": "x",
    "is_verified": True, "status": "delivered", "number": "AAAAA-AAAAA", "access_key": "known", "paid": True,
    "rate": "0.01", "goods_total": "0.01", "delivery_total": "0.00", "total": "0.01", "unit_price": "0.01",
    "price": "0.01", "tax_rate": "0", "voucher_code": "FREE", "confirmation_sent_at": "2026-01-01T00:00:00Z",
    "rating_sum": 999, "rating_count": 999, "popularity": 1e9, "helpful_count": 999, "created_at": "2000-01-01",
    "last_login": None, "password": "another-long-password", "stock": 99_999, "price_when_added": "0.01",
}  # fmt: skip
ASKED = {"quantity": 1, "rating": 5, "text": "Fine.", "name": "Wilhelmina", "language": "en"}


def state(world) -> dict:
    """All that those fields could have reached, of everybody."""
    return {
        "accounts": list(
            User.objects.order_by("pk").values_list(
                "pk",
                "is_staff",
                "is_superuser",
                "is_active",
                "is_simulated",
                "password",
                "email",
                "created_at",
            )
        ),
        "rights": [
            (user.pk, *user.groups.all(), *user.user_permissions.all())
            for user in User.objects.order_by("pk")
        ],
        "orders": [model_to_dict(order) for order in Order.objects.exclude(account=world.owner)],
        "order": [
            (order.number, order.status, order.access_key, order.goods_total, order.account_id)
            for order in Order.objects.filter(pk=world.things.order.pk)
        ],
        "products": list(Product.objects.order_by("pk").values_list("pk", "price", "popularity")),
        "owners": [line.cart.account_id for line in CartLine.objects.order_by("pk")][:1],
        "verified": list(Review.objects.filter(is_verified=True).exclude(account=world.owner)),
    }


@pytest.mark.parametrize("kind", ["api_", ""])
def test_nothing_that_was_not_asked_for_is_taken(world, kind):
    before, client = state(world), browser(world.owner)
    for route in named_routes().values():
        if (
            route.is_admin
            or not route.name.startswith(kind)
            or "cancel" in route.name
            or "logout" in route.name
        ):
            continue
        if not kind and route.is_api:
            continue
        address = reverse(route.name, kwargs={name: world.addressed()[name] for name in route.parameters})
        said = UNASKED | ASKED
        if route.is_api:
            for method in ("POST", "PUT", "PATCH"):
                client.generic(
                    method, address, json.dumps(said), "application/json", headers={"Idempotency-Key": "k"}
                )
        else:
            client.post(address, {name: value for name, value in said.items() if value is not None})
    after = state(world)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


def test_who_registers_gets_no_rights():
    said = UNASKED | {
        "email": "new@aisle.example",
        "login": "new@aisle.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    browser().post("/accounts/signup/", {name: value for name, value in said.items() if value is not None})
    account = User.objects.get(email="new@aisle.example")
    assert (account.is_staff, account.is_superuser, account.is_simulated) == (False, False, False)
    assert account.pk != 1
    assert not account.groups.exists()


def test_a_review_is_of_a_buyer_only_where_it_was_bought(world):
    client = browser(world.other)
    said = UNASKED | ASKED
    written = client.post(f"/api/v1/products/{world.things.product.slug}/reviews/", said, "application/json")
    assert written.status_code == 201
    assert written.json()["is_verified"] is False
    assert Review.objects.get(pk=written.json()["id"]).account == world.other
