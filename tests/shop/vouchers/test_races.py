"""Two at once: real threads, real connections, a real PostgreSQL."""

import pytest
from django.utils import timezone

from config.errors import Conflict
from shop.cart.models import Cart
from shop.cart.services import apply_voucher
from shop.catalog.models import Product
from shop.orders.models import Order, Payment
from shop.orders.services import change_status, place_order
from shop.vouchers.models import Voucher, VoucherUse
from tests.concurrency import at_once
from tests.factories.cart import CartLineFactory, guest
from tests.factories.orders import checkout_details
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db(transaction=True)


def holding(code: str):
    """A guest with goods of their own and the voucher in the cart."""
    shopper = guest()
    CartLineFactory(shopper=shopper, product__stock=50, product__price="10.00")
    apply_voucher(shopper=shopper, code=code)
    return shopper


def buying(shopper, **changes):
    return lambda: place_order(
        shopper=shopper,
        details=checkout_details(**changes),
        idempotency_key="mine",
        site_url="https://shop.example/",
        now=timezone.now(),
    )


@pytest.mark.parametrize("shoppers", [2, 8])
def test_the_last_use_is_taken_by_one_and_the_others_lose_nothing(shoppers):
    VoucherFactory(code="LAST", max_uses=1)
    results = at_once([buying(holding("LAST")) for _ in range(shoppers)])
    refusals = [str(result) for result in results if isinstance(result, Conflict)]
    assert refusals == ["“LAST” is used up. Nothing was ordered. Please look at the new total."] * (
        shoppers - 1
    )
    assert Order.objects.count() == VoucherUse.objects.count() == Payment.objects.count() == 1
    assert Voucher.objects.get().used == 1
    assert Cart.objects.filter(lines__isnull=False, voucher__code="LAST").count() == shoppers - 1
    assert sorted(Product.objects.values_list("stock", flat=True)) == [49] + [50] * (shoppers - 1)


def test_one_shopper_under_two_cookies_uses_it_once():
    VoucherFactory(code="ONCE", once_per_shopper=True)
    shoppers = [holding("ONCE"), holding("ONCE")]
    results = at_once([buying(shopper, email="same@aisle.example") for shopper in shoppers])
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Order"]
    assert Voucher.objects.get().used == 1


def test_a_use_that_comes_back_while_others_buy_is_counted_right():
    VoucherFactory(code="TWO", max_uses=2)
    order = buying(holding("TWO"))()
    cancel = lambda: change_status(order=order, to="canceled")  # noqa: E731  as short as the others
    results = at_once([cancel, *(buying(holding("TWO")) for _ in range(3))])
    bought = sum(isinstance(result, Order) for result in results[1:])
    assert Voucher.objects.get().used == VoucherUse.objects.filter(returned_at=None).count() == bought
    assert bought in {1, 2}
