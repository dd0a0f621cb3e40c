import pytest
from django.urls import reverse

from shop.addresses.models import Address
from shop.addresses.services import MOST
from tests.factories.accounts import UserFactory
from tests.factories.addresses import WRITTEN, AddressFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client):
    account = UserFactory(name="Member One")
    client.force_login(account)
    return account


def test_guests_are_asked_to_sign_in(client):
    for name, arguments in {"addresses": [], "address_add": [], "address_edit": [1]}.items():
        assert "/accounts/login/" in client.get(reverse(name, args=arguments)).url


def test_an_address_is_added_changed_put_first_and_removed(client, account):
    assert "No addresses yet" in client.get(reverse("addresses")).content.decode()
    assert 'value="Member One"' in client.get(reverse("address_add")).content.decode()
    assert client.post(reverse("address_add"), WRITTEN).url == reverse("addresses")
    first = Address.objects.get()
    client.post(reverse("address_add"), WRITTEN | {"street": "2 Side Street"})
    second = Address.objects.get(street="2 Side Street")
    client.post(reverse("address_edit", args=[second.pk]), WRITTEN | {"street": "3 Side Street"})
    client.post(reverse("address_default", args=[second.pk]))
    client.post(reverse("address_remove", args=[first.pk]))
    page = client.get(reverse("addresses")).content.decode()
    assert "3 Side Street" in page
    assert "Offered first" in page
    assert WRITTEN["street"] not in page
    assert Address.objects.get().is_default


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"postal_code": "1010"}, "A postal code in Germany looks like 10115."),
        ({"city": ""}, "This field is required."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"street": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(client, account, wrong, sentence):
    response = client.post(reverse("address_add"), WRITTEN | {"full_name": "Kept Name"} | wrong)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert f'id="id_{next(iter(wrong))}_error"' in page
    assert 'value="Kept Name"' in page
    assert not Address.objects.exists()


def test_a_full_book_keeps_what_was_typed(client, account):
    AddressFactory.create_batch(MOST, account=account, is_default=False)
    response = client.post(reverse("address_add"), WRITTEN)
    assert response.status_code == 409
    assert "Your address book is full" in response.content.decode()
    assert f'value="{WRITTEN["street"]}"' in response.content.decode()


def test_somebody_elses_address_is_not_there(client, account):
    other = AddressFactory()
    assert client.get(reverse("address_edit", args=[other.pk])).status_code == 404
    for name in ("address_edit", "address_default", "address_remove"):
        assert client.post(reverse(name, args=[other.pk]), WRITTEN).status_code == 404
    assert other.street not in client.get(reverse("addresses")).content.decode()
    assert Address.objects.get() == other


def test_the_book_takes_few_queries_whatever_it_holds(client, account, django_assert_max_num_queries):
    AddressFactory.create_batch(9, account=account, is_default=False)
    client.get(reverse("addresses"))  # that a session was used is written down once in a while
    with django_assert_max_num_queries(5):
        client.get(reverse("addresses"))
