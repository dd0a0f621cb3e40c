from uuid import uuid4

import pytest

from config.errors import Conflict, InvalidInput, NotFound
from recommender.behavior.models import Event
from shop.cart.models import Cart, CartLine
from shop.cart.services import add_to_cart, empty_cart, merge_guest_cart, set_quantity
from tests.concurrency import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def quantities(shopper) -> dict[int, int]:
    return dict(CartLine.objects.of(shopper.owner).values_list("product_id", "quantity"))


@pytest.mark.parametrize("new_shopper", [guest, member])
def test_guests_and_members_fill_a_cart_of_their_own(new_shopper):
    shopper, other, product = new_shopper(), new_shopper(), ProductFactory(stock=9)
    add_to_cart(shopper=shopper, product_id=product.pk)
    add_to_cart(shopper=shopper, product_id=product.pk, quantity=2)
    assert quantities(shopper) == {product.pk: 3}
    assert quantities(other) == {}


@pytest.mark.parametrize("quantity", [0, -1, 21, 10**9])
def test_a_quantity_that_no_stock_could_serve_is_refused(quantity):
    product = ProductFactory(stock=99)
    with pytest.raises(InvalidInput, match=r"at (least 1|most 20)"):
        add_to_cart(shopper=guest(), product_id=product.pk, quantity=quantity)
    assert not CartLine.objects.exists()


def test_stock_limits_what_a_cart_may_hold_and_the_sentence_says_so():
    shopper, product = guest(), ProductFactory(stock=3, title="Blue Cup")
    add_to_cart(shopper=shopper, product_id=product.pk, quantity=2)
    with pytest.raises(Conflict, match=r"Only 3 of “Blue Cup” are left\. Your cart has 2 already\."):
        add_to_cart(shopper=shopper, product_id=product.pk, quantity=2)
    assert quantities(shopper) == {product.pk: 2}


def test_the_cart_limit_holds_over_several_additions():
    shopper, product = guest(), ProductFactory(stock=99)
    add_to_cart(shopper=shopper, product_id=product.pk, quantity=20)
    with pytest.raises(Conflict, match="at most 20"):
        add_to_cart(shopper=shopper, product_id=product.pk)


def test_what_is_sold_out_cannot_be_added():
    product = ProductFactory(stock=0, title="Blue Cup")
    with pytest.raises(Conflict, match="“Blue Cup” is sold out"):
        add_to_cart(shopper=guest(), product_id=product.pk)


@pytest.mark.parametrize("product_id", [-1, 0, 123_456_789, 10**30])
def test_an_unknown_product_is_not_found(product_id):
    with pytest.raises(NotFound):
        add_to_cart(shopper=guest(), product_id=product_id)


def test_a_product_that_is_not_sold_any_more_is_not_found():
    with pytest.raises(NotFound):
        add_to_cart(shopper=guest(), product_id=ProductFactory(is_active=False).pk)


def test_changes_are_recorded_as_events():
    shopper, product = guest(), ProductFactory(stock=9, price="2.50")
    add_to_cart(shopper=shopper, product_id=product.pk, quantity=2)
    line = CartLine.objects.get()
    set_quantity(shopper=shopper, line_id=line.pk, quantity=3)
    set_quantity(shopper=shopper, line_id=line.pk, quantity=3)
    set_quantity(shopper=shopper, line_id=line.pk, quantity=0)
    events = Event.objects.order_by("pk").values_list("kind", "product_id", "quantity", "amount")
    assert [(kind, pk, count, str(amount)) for kind, pk, count, amount in events] == [
        ("cart_add", product.pk, 2, "5.00"),
        ("cart_add", product.pk, 1, "2.50"),
        ("cart_remove", product.pk, 3, "7.50"),
    ]


def test_quantity_zero_removes_the_line():
    shopper = guest()
    line = CartLineFactory(shopper=shopper)
    set_quantity(shopper=shopper, line_id=line.pk, quantity=0)
    assert quantities(shopper) == {}


def test_a_line_cannot_be_set_beyond_the_stock():
    shopper = guest()
    line = CartLineFactory(shopper=shopper, product__stock=2, quantity=1)
    with pytest.raises(Conflict, match="Only 2 of"):
        set_quantity(shopper=shopper, line_id=line.pk, quantity=3)
    assert quantities(shopper) == {line.product_id: 1}


def test_the_lines_of_others_are_not_found():
    line = CartLineFactory(shopper=guest())
    for stranger in (guest(), member()):
        with pytest.raises(NotFound):
            set_quantity(shopper=stranger, line_id=line.pk, quantity=0)
    assert CartLine.objects.filter(pk=line.pk).exists()


def test_an_emptied_cart_is_empty_and_only_that_one():
    shopper, other = guest(), guest()
    CartLineFactory.create_batch(3, shopper=shopper)
    CartLineFactory(shopper=other)
    empty_cart(shopper=shopper)
    assert quantities(shopper) == {}
    assert len(quantities(other)) == 1
    assert Event.objects.filter(kind="cart_remove").count() == 3


class TestMerge:
    def test_quantities_add_up(self):
        visitor, account = guest(), UserFactory()
        both, new = ProductFactory(stock=9), ProductFactory(stock=9)
        CartLineFactory(shopper=member(account), product=both, quantity=2)
        CartLineFactory(shopper=visitor, product=both, quantity=3)
        CartLineFactory(shopper=visitor, product=new, quantity=1)
        merged = merge_guest_cart(visitor_id=visitor.visitor_id, account=account)
        assert quantities(member(account)) == {both.pk: 5, new.pk: 1}
        assert quantities(visitor) == {}
        assert (merged.added, merged.changed) == (2, [])

    def test_stock_limits_the_sum_and_the_shopper_is_told(self):
        visitor, account = guest(), UserFactory()
        product = ProductFactory(stock=4, title="Blue Cup")
        CartLineFactory(shopper=member(account), product=product, quantity=3)
        CartLineFactory(shopper=visitor, product=product, quantity=3)
        merged = merge_guest_cart(visitor_id=visitor.visitor_id, account=account)
        assert quantities(member(account)) == {product.pk: 4}
        assert merged.changed == ["Only 4 of “Blue Cup” are left."]

    def test_what_is_sold_out_meanwhile_does_not_come_over_and_the_shopper_is_told(self):
        visitor, account = guest(), UserFactory()
        CartLineFactory(shopper=visitor, product__stock=0, product__title="Blue Cup")
        merged = merge_guest_cart(visitor_id=visitor.visitor_id, account=account)
        assert quantities(member(account)) == {}
        assert (merged.added, merged.changed) == (0, ["“Blue Cup” is sold out."])

    def test_merging_twice_adds_once(self):
        visitor, account = guest(), UserFactory()
        line = CartLineFactory(shopper=visitor, quantity=1, product__stock=9)
        for _ in range(2):
            merge_guest_cart(visitor_id=visitor.visitor_id, account=account)
        assert quantities(member(account)) == {line.product_id: 1}

    def test_a_guest_without_a_cart_brings_nothing(self):
        merged = merge_guest_cart(visitor_id=uuid4(), account=UserFactory())
        assert (merged.added, merged.changed) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_many_tabs_at_once_make_one_cart_with_one_line_and_lose_nothing():
    shopper, product = guest(), ProductFactory(stock=50)
    at_once([lambda: add_to_cart(shopper=shopper, product_id=product.pk, quantity=2)] * 8)
    assert quantities(shopper) == {product.pk: 16}
    assert Cart.objects.count() == 1
