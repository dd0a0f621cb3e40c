"""Many at once: real threads, real connections, a real PostgreSQL."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from config.errors import Conflict
from recommender.behavior.models import Event
from shop.cart.models import CartLine
from shop.catalog.models import Product
from shop.orders.models import Order, OrderLine, Payment
from shop.orders.services import change_status, place_order
from tests.concurrency import at_once
from tests.factories.cart import CartLineFactory, guest
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory, checkout_details

pytestmark = pytest.mark.django_db(transaction=True)


def buying(shopper, key: str) -> Callable[[], Order]:
    return lambda: place_order(
        shopper=shopper,
        details=checkout_details(),
        idempotency_key=key,
        site_url="https://shop.example/",
        now=timezone.now(),
    )


def test_twenty_buyers_of_the_last_unit_give_one_order_and_nineteen_clear_refusals(gateway):
    product = ProductFactory(stock=1, title="Blue Cup")
    buyers = [guest() for _ in range(20)]
    for buyer in buyers:
        CartLineFactory(shopper=buyer, product=product)
    results = at_once([buying(buyer, "mine") for buyer in buyers])
    refusals = [result for result in results if isinstance(result, Conflict)]
    assert sum(isinstance(result, Order) for result in results) == 1
    assert [str(refusal) for refusal in refusals] == ["“Blue Cup” is sold out."] * 19
    assert Order.objects.count() == OrderLine.objects.count() == Payment.objects.count() == 1
    assert len(gateway.charges) == 1
    assert Product.objects.get().stock == 0
    assert CartLine.objects.count() == 19
    assert Event.objects.filter(kind="purchase").count() == 1


def test_one_shopper_who_posts_eight_times_at_once_gets_one_order(gateway):
    shopper = guest()
    CartLineFactory(shopper=shopper, quantity=2, product__stock=50)
    results = at_once([buying(shopper, "double click")] * 8)
    assert {result.pk for result in results} == {Order.objects.get().pk}
    assert Product.objects.get().stock == 48
    assert len(gateway.charges) == 1


def test_two_tabs_with_keys_of_their_own_sell_the_cart_once():
    shopper = guest()
    CartLineFactory(shopper=shopper, product__stock=50)
    results = at_once([buying(shopper, "one tab"), buying(shopper, "other tab")])
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Order"]
    assert Product.objects.get().stock == 49


def test_buyers_who_put_the_same_things_in_another_order_do_not_block_each_other():
    products = ProductFactory.create_batch(4, stock=100)
    buyers = [guest() for _ in range(10)]
    for number, buyer in enumerate(buyers):
        for product in products if number % 2 else reversed(products):
            CartLineFactory(shopper=buyer, product=product)
    results = at_once([buying(buyer, "mine") for buyer in buyers])
    assert all(isinstance(result, Order) for result in results)
    assert set(Product.objects.values_list("stock", flat=True)) == {90}


def test_an_order_is_canceled_or_shipped_but_never_both(gateway):
    order = OrderFactory(product__stock=0)
    results = at_once([lambda to=to: change_status(order=order, to=to) for to in ["canceled", "shipped"]] * 4)
    assert sum(isinstance(result, Order) for result in results) == 1
    canceled = Order.objects.get().status == "canceled"
    assert Product.objects.get().stock == (1 if canceled else 0)
    assert len(gateway.refunds) == (1 if canceled else 0)


def test_canceling_many_times_at_once_gives_back_once(gateway):
    order = OrderFactory(pieces=2, product__stock=0)
    results = at_once([lambda: change_status(order=order, to="canceled")] * 6)
    assert sum(isinstance(result, Order) for result in results) == 1
    assert Product.objects.get().stock == 2
    assert len(gateway.refunds) == 1
