import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_addresses_are_kept_in_small_letters():
    assert User.objects.create_user("Some.One@Aisle.Example", "x").email == "some.one@aisle.example"


def test_an_account_may_have_a_phone_instead_of_an_address():
    account = User.objects.create(phone="+4915100000000")
    assert str(account) == "+4915100000000"


def test_an_account_without_any_address_is_impossible():
    with pytest.raises(IntegrityError):
        User.objects.create()


def test_a_customer_is_no_staff(client):
    client.force_login(UserFactory())
    response = client.get("/admin/")
    assert response.status_code == 302
    assert "/admin/login/" in response.url


@pytest.mark.parametrize(
    ("name", "signature"), [("Ada Lovelace", "Ada"), ("王小明", "王**"), ("王 小明", "王"), ("", "reader")]
)
def test_strangers_read_a_part_of_a_name(name, signature):
    assert User(name=name, email="reader@aisle.example").signature == signature
