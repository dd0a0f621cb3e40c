"""Lines of address books."""

import factory
from factory.django import DjangoModelFactory

from shop.addresses.models import Address
from tests.factories.accounts import UserFactory

# What the form and the API take.
WRITTEN = {
    "full_name": "Member One",
    "street": "12 Mill Lane",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


class AddressFactory(DjangoModelFactory):
    """The account's default; give `is_default=False` for a further one."""

    class Meta:
        model = Address

    account = factory.SubFactory(UserFactory)
    full_name, postal_code, city, country = "Member One", "10115", "Berlin", "DE"
    street = factory.Sequence(lambda n: f"{n + 1} Orchard Row")
    is_default = True
