import pytest
from rest_framework.test import APIClient

from shop.addresses.models import Address
from shop.addresses.services import MOST
from tests.factories.accounts import UserFactory
from tests.factories.addresses import WRITTEN, AddressFactory

pytestmark = pytest.mark.django_db
ADDRESSES = "/api/v1/addresses/"


@pytest.fixture
def account():
    return UserFactory()


@pytest.fixture
def api(account) -> APIClient:
    api = APIClient()
    api.force_login(account)
    return api


def test_the_book_is_written_read_changed_and_emptied(api):
    created = api.post(ADDRESSES, WRITTEN)
    assert created.status_code == 201
    address = created.json()
    assert address == WRITTEN | {"id": address["id"], "is_default": True}
    assert api.get(ADDRESSES).json()["results"] == [address]
    one = f"{ADDRESSES}{address['id']}/"
    assert api.patch(one, {"city": "Hamburg"}).json() == address | {"city": "Hamburg"}
    assert api.get(one).json()["city"] == "Hamburg"
    assert api.delete(one).status_code == 204
    assert api.get(one).status_code == 404


def test_guests_have_no_book():
    response = APIClient().get(ADDRESSES)
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert APIClient().post(ADDRESSES, WRITTEN).status_code == 403


def test_somebody_elses_address_is_not_there(api):
    other = AddressFactory()
    one = f"{ADDRESSES}{other.pk}/"
    assert [
        api.get(one).status_code,
        api.patch(one, {"city": "X"}).status_code,
        api.delete(one).status_code,
    ] == [404] * 3
    assert Address.objects.get().city == other.city
    assert api.get(ADDRESSES).json()["results"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"postal_code": "1010"}, "postal_code"), ({"country": "XX"}, "country"), ({"city": ""}, "city")],
)
def test_a_wrong_field_is_named(api, changes, field):
    response = api.post(ADDRESSES, WRITTEN | changes)
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_a_new_country_is_looked_at_with_the_code_that_is_there(api):
    one = f"{ADDRESSES}{api.post(ADDRESSES, WRITTEN).json()['id']}/"
    assert "postal_code" in api.patch(one, {"country": "AT"}).json()["fields"]
    assert api.patch(one, {"country": "AT", "postal_code": "1010"}).status_code == 200


def test_whose_it_is_cannot_be_said(api):
    other = UserFactory()
    api.post(ADDRESSES, WRITTEN | {"account": other.pk, "account_id": other.pk, "id": 1})
    assert not other.addresses.exists()


def test_a_full_book_is_a_conflict(api, account):
    AddressFactory.create_batch(MOST - 1, is_default=False, account=account)
    assert api.post(ADDRESSES, WRITTEN).status_code == 201
    assert api.post(ADDRESSES, WRITTEN | {"city": "Hamburg"}).status_code == 409
