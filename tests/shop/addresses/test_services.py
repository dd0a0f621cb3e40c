import pytest

from config.errors import Conflict, NotFound
from shop.addresses.models import Address
from shop.addresses.services import (
    MOST,
    add_address,
    change_address,
    keep_address,
    make_default,
    remove_address,
)
from tests.concurrency import at_once
from tests.factories.addresses import WRITTEN, AddressFactory
from tests.factories.cart import guest, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper():
    return member()


def defaults(shopper) -> list[int]:
    return list(Address.objects.filter(account=shopper.account, is_default=True).values_list("pk", flat=True))


def test_the_first_address_is_the_default_and_a_further_one_only_if_it_is_said(shopper):
    first = add_address(shopper=shopper, **WRITTEN)
    second = add_address(shopper=shopper, **WRITTEN | {"street": "2 Side Street"})
    assert defaults(shopper) == [first.pk]
    third = add_address(shopper=shopper, is_default=True, **WRITTEN | {"street": "3 Side Street"})
    assert defaults(shopper) == [third.pk]
    make_default(shopper=shopper, address_id=second.pk)
    assert defaults(shopper) == [second.pk]


def test_the_same_address_is_written_once(shopper):
    assert add_address(shopper=shopper, **WRITTEN) == add_address(shopper=shopper, **WRITTEN)
    assert Address.objects.count() == 1


def test_changing_an_address_leaves_the_default_alone(shopper):
    address = add_address(shopper=shopper, **WRITTEN)
    change_address(shopper=shopper, address_id=address.pk, is_default=False, city="Hamburg")
    address.refresh_from_db()
    assert (address.city, address.street, address.is_default) == ("Hamburg", WRITTEN["street"], True)


def test_when_the_default_goes_the_newest_takes_its_place(shopper):
    first = AddressFactory(account=shopper.account)
    AddressFactory(account=shopper.account, is_default=False)
    newest = AddressFactory(account=shopper.account, is_default=False)
    remove_address(shopper=shopper, address_id=first.pk)
    assert defaults(shopper) == [newest.pk]
    for address in Address.objects.all():
        remove_address(shopper=shopper, address_id=address.pk)
    assert not Address.objects.exists()


@pytest.mark.parametrize("somebody", [member, guest])
def test_nobody_touches_somebody_elses(shopper, somebody):
    address, other = AddressFactory(account=shopper.account), somebody()
    if other.account:
        for change in (make_default, remove_address, change_address):
            with pytest.raises(NotFound):
                change(shopper=other, address_id=address.pk)
    keep_address(shopper=other, given=WRITTEN)
    assert Address.objects.filter(account=shopper.account).count() == 1


def test_a_full_book_says_so_but_stands_in_no_orders_way(shopper):
    AddressFactory.create_batch(MOST, account=shopper.account, is_default=False)
    with pytest.raises(Conflict, match=str(MOST)):
        add_address(shopper=shopper, **WRITTEN)
    keep_address(shopper=shopper, given=WRITTEN)
    assert Address.objects.count() == MOST


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_one_default(shopper):
    tabs = [
        lambda number=number: add_address(
            shopper=shopper, is_default=True, **WRITTEN | {"street": f"{number} Side Street"}
        )
        for number in range(4)
    ]
    at_once(tabs)
    assert Address.objects.count() == 4
    assert len(defaults(shopper)) == 1
