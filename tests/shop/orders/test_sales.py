from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shop.orders.models import Order, OrderTransition
from shop.orders.sales import (
    days_of_changed_orders,
    first_sale,
    hourly_sales,
    newest_transition,
)
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 5, 8, 22, 30, tzinfo=UTC)
END = START + timedelta(days=1)


def order(minutes: int, goods: str, **changes) -> Order:
    return OrderFactory(placed_at=START + timedelta(minutes=minutes), goods_total=Decimal(goods), **changes)


def test_hours_are_counted_from_the_start_and_amounts_in_the_shops_currency():
    order(0, "10.00", delivery_total=Decimal("4.90"))
    order(59, "30.00", delivery_total=Decimal(0), discount_total=Decimal("5.00"))
    order(60, "100.00", delivery_total=Decimal(0), currency="USD", rate=Decimal(3))
    order(61, "100.00", delivery_total=Decimal(0), currency="USD", rate=Decimal(3))
    sales = {row.hour: row[1:] for row in hourly_sales(START, END)}
    assert sales == {
        START: (2, 0, Decimal("39.90")),
        START + timedelta(hours=1): (2, 0, Decimal("66.66")),  # each order is rounded
    }


def test_canceled_ones_and_those_of_other_days_do_not_count():
    order(-1, "10.00")
    order(24 * 60, "10.00")
    order(5, "10.00", status=Order.Status.CANCELED)
    assert hourly_sales(START, END) == []


def test_without_a_rate_an_order_has_no_revenue():
    order(5, "10.00", rate=None)
    assert [row[1:] for row in hourly_sales(START, END)] == [(1, 1, 0)]


def test_which_days_changed():
    assert (first_sale(), newest_transition()) == (None, 0)
    first, second = order(5, "10.00"), order(24 * 60, "10.00")
    seen = newest_transition()
    assert first_sale() == first.placed_at
    assert days_of_changed_orders(0) == {first.placed_at.date(), second.placed_at.date()}
    assert days_of_changed_orders(seen) == set()
    OrderTransition.objects.create(order=first, status=Order.Status.CANCELED)
    assert days_of_changed_orders(seen) == {first.placed_at.date()}
