from decimal import Decimal

import pytest

from shop.cart.selectors import cart_count, cart_summary
from tests.factories.cart import CartLineFactory, guest, member

pytestmark = pytest.mark.django_db


def test_an_empty_cart_costs_nothing():
    summary = cart_summary(guest())
    assert (summary.lines, summary.count, summary.goods_total) == ([], 0, Decimal("0.00"))
    assert cart_count(guest()) == 0


def test_the_price_is_always_todays():
    shopper = guest()
    line = CartLineFactory(shopper=shopper, product__price="3.00", product__stock=9, quantity=2)
    assert cart_summary(shopper).goods_total == Decimal("6.00")
    type(line.product).objects.filter(pk=line.product_id).update(price="4.50")
    assert cart_summary(shopper).goods_total == Decimal("9.00")


def test_a_line_says_why_it_cannot_be_ordered():
    shopper = member()
    CartLineFactory(shopper=shopper, product__stock=2, product__title="Blue Cup", quantity=3)
    CartLineFactory(shopper=shopper, product__stock=0, product__title="Red Cup")
    CartLineFactory(shopper=shopper, product__is_active=False, product__title="Old Cup")
    CartLineFactory(shopper=shopper, product__stock=5, product__price="1.00")
    summary = cart_summary(shopper)
    assert summary.problems == [
        "Only 2 of “Blue Cup” are left.",
        "“Red Cup” is sold out.",
        "“Old Cup” is sold out.",
    ]


def test_what_cannot_be_had_does_not_count_in_the_sum():
    shopper = guest()
    CartLineFactory(shopper=shopper, product__stock=0, product__price="9.00")
    CartLineFactory(shopper=shopper, product__stock=5, product__price="1.00")
    assert cart_summary(shopper).goods_total == Decimal("1.00")


def test_the_count_is_of_pieces():
    shopper = guest()
    CartLineFactory(shopper=shopper, quantity=2)
    CartLineFactory(shopper=shopper, quantity=3)
    assert cart_count(shopper) == cart_summary(shopper).count == 5


@pytest.mark.parametrize("lines", [1, 30])
def test_a_summary_takes_two_queries_whatever_the_cart_holds(lines, django_assert_num_queries):
    shopper = guest()
    CartLineFactory.create_batch(lines, shopper=shopper)
    with django_assert_num_queries(2):
        for line in cart_summary(shopper).lines:
            assert line.product.picture is None
