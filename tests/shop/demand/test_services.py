from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from shop.demand.models import Demand
from shop.demand.selectors import reorder_list
from shop.demand.services import pieces_by_day, refresh_demand
from shop.models import Order, OrderLine, Product
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def order(product, pieces: int, *, days: float, **fields) -> None:
    placed = OrderFactory(placed_at=NOW - timedelta(days=days), **fields)
    others = Product.objects.filter(pk__in=list(placed.lines.values_list("product", flat=True)))
    placed.lines.all().delete()
    others.delete()
    OrderLine.objects.create(
        order=placed, product=product, title=product.title, unit_price=1, quantity=pieces, total=pieces
    )


@pytest.fixture
def product():
    return ProductFactory(stock=3, released_at=NOW - timedelta(days=200))


def test_pieces_are_counted_by_day_and_canceled_orders_are_not(product):
    order(product, 2, days=0.5)
    order(product, 3, days=0.9)
    order(product, 1, days=2.5)
    order(product, 9, days=0.2, status=Order.Status.CANCELED)
    order(product, 9, days=85)

    sold = pieces_by_day(np.array([product.pk]), now=NOW)

    assert sold.shape == (1, 84)
    assert sold[0, -3:].tolist() == [1, 0, 5]
    assert sold.sum() == 6


def test_what_runs_out_first_stands_at_the_top(product, django_assert_num_queries):
    plenty = ProductFactory(stock=500, released_at=NOW - timedelta(days=200))
    ProductFactory(is_active=False)
    for days in range(28):
        order(product, 1, days=days + 0.5)
        order(plenty, 1, days=days + 0.5)

    assert refresh_demand(now=NOW) == 2

    with django_assert_num_queries(1):
        first, second = reorder_list()
    assert (first.slug, second.slug) == (product.slug, plenty.slug)
    assert (first.sold, first.stock) == (14, 3)
    assert first.days_left == pytest.approx(3 / first.expected * 14, rel=1e-3)
    assert first.suggested == np.ceil(first.expected + 1.2816 * first.expected**0.5) - 3
    assert second.suggested == 0


def test_twice_is_as_once_and_what_is_not_sold_any_more_goes(product):
    order(product, 2, days=1)
    refresh_demand(now=NOW)
    before = list(Demand.objects.values("product", "sold", "expected"))

    refresh_demand(now=NOW)
    assert list(Demand.objects.values("product", "sold", "expected")) == before

    product.is_active = False
    product.save()
    assert refresh_demand(now=NOW) == 0
    assert not Demand.objects.exists()


def test_a_shop_without_orders_expects_nothing(product):
    refresh_demand(now=NOW)

    (line,) = reorder_list()
    assert (line.expected, line.days_left, line.suggested) == (0, None, 0)
