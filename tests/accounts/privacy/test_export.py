"""All that the shop has of somebody, as one file."""

import json

import pytest
from django.urls import reverse

from accounts.privacy import export
from accounts.privacy.tables import LEFT_OUT, LEFT_OUT_COLUMNS, tables_of
from recommender.models import Event
from shop.shopper import Shopper
from tests.accounts.privacy.links import linked_models
from tests.factories.accounts import UserFactory
from tests.factories.behavior import EventFactory, request_visitor
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory
from tests.factories.whole_member import STREET, sign_in, whole_member

pytestmark = pytest.mark.django_db


def downloaded(client, address="privacy_download") -> dict:
    response = client.get(reverse(address))
    assert response.status_code == 200
    return json.loads(b"".join(response.streaming_content))


def test_every_table_that_has_to_do_with_a_shopper_is_in_it_or_has_a_reason():
    """A new table fails here until somebody decides: into accounts/privacy/tables.py with it."""
    exported = {rows.model._meta.label for rows in tables_of(member(UserFactory())).values()}
    linked = {model._meta.label for model in linked_models()}
    assert linked - exported == LEFT_OUT.keys()


def test_every_table_has_rows_of_somebody_who_did_everything(client):
    account = whole_member()
    sign_in(client, account)
    kept = downloaded(client)
    tables = tables_of(Shopper(visitor=request_visitor(account_id=None), account=account))
    assert [name for name in tables if not kept[name]] == []
    assert kept["account"][0]["email"] == account.email
    assert kept["orders"][0]["street"] == STREET
    assert kept["product_titles"][str(kept["favorites"][0]["product_id"])]
    assert set(kept["left_out"]) == LEFT_OUT.keys()


def test_it_opens_nothing(client):
    sign_in(client, whole_member())
    kept = downloaded(client)
    columns = {name for rows in kept.values() if isinstance(rows, list) for row in rows for name in row}
    assert not columns & LEFT_OUT_COLUMNS
    assert "argon2" not in json.dumps(kept)


def test_it_holds_nothing_of_others(client):
    other = whole_member()
    UserFactory(email="somebody.else@aisle.example")
    client.force_login(UserFactory(email="me@aisle.example"))
    said = json.dumps(downloaded(client))
    assert "me@aisle.example" in said
    assert other.email not in said
    assert "somebody.else" not in said


def test_a_guest_gets_what_is_known_of_a_guest(client):
    product = ProductFactory(stock=3)
    client.get(product.get_absolute_url())
    client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 1})
    CartLineFactory(shopper=guest())
    kept = downloaded(client)
    assert "account" not in kept
    assert [line["product_id"] for line in kept["cart_lines"]] == [product.pk]
    assert {event["kind"] for event in kept["events"]} == {"view", "cart_add"}
    assert kept["product_titles"] == {str(product.pk): product.title}


def test_a_long_history_travels_in_pieces(client, monkeypatch):
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 3)
    client.get(ProductFactory().get_absolute_url())
    EventFactory.create_batch(10, session=Event.objects.get().session)
    response = client.get(reverse("privacy_download"))
    pieces = list(response.streaming_content)
    assert len(json.loads(b"".join(pieces))["events"]) == 11
    assert sum(b'"occurred_at"' in piece for piece in pieces) == 4
    assert response["Content-Disposition"].startswith('attachment; filename="aisle-')


def test_the_api_gives_the_same(client):
    client.force_login(UserFactory(email="me@aisle.example"))
    assert downloaded(client, "api_privacy_export")["account"][0]["email"] == "me@aisle.example"
