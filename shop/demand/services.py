"""Each night: what will be sold, from the shop's own orders and from who is likely to buy."""

from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from recommender.services import expected_buyers
from shop.catalog.models import Product
from shop.demand.forecast import DAYS, blended, expected_pieces
from shop.demand.models import Demand
from shop.orders.models import Order, OrderLine

HISTORY = timedelta(days=84)
_DAY = 86_400


def refresh_demand(*, now: datetime | None = None) -> int:
    """Replace what was expected of every product that is for sale; says how many. The same orders give the same numbers."""
    now = now or timezone.now()
    rows = list(Product.objects.active().order_by("pk").values_list("pk", "category_id", "released_at"))
    if not rows:
        Demand.objects.all().delete()
        return 0
    ids, categories, released = (np.array(column) for column in zip(*rows, strict=True))
    sold = pieces_by_day(ids, now=now)
    ages = np.array([(now - at).total_seconds() / _DAY for at in released])
    own = expected_pieces(sold, np.maximum(ages, 1), categories)
    buyers = expected_buyers(now=now)
    interest = np.array([buyers.get(pk, 0.0) for pk in ids.tolist()])
    expected = blended(own, interest, weight=settings.DEMAND_BUYERS_SHARE)
    _write(ids, sold[:, -DAYS:].sum(axis=1), expected, now=now)
    return len(ids)


def pieces_by_day(ids: np.ndarray, *, now: datetime) -> np.ndarray:
    """(P, D) pieces that were ordered and not canceled, in days that end at this hour; the newest last."""
    days = HISTORY.days
    sold = np.zeros((len(ids), days))
    lines = OrderLine.objects.filter(
        product__in=ids.tolist(), order__placed_at__gte=now - HISTORY, order__placed_at__lt=now
    ).exclude(order__status=Order.Status.CANCELED)
    for product, at, pieces in lines.values_list("product_id", "order__placed_at").annotate(Sum("quantity")):
        ago = int((now - at).total_seconds() // _DAY)
        sold[np.searchsorted(ids, product), days - 1 - min(ago, days - 1)] += pieces
    return sold


@transaction.atomic
def _write(ids: np.ndarray, sold: np.ndarray, expected: np.ndarray, *, now: datetime) -> None:
    Demand.objects.exclude(product__in=ids.tolist()).delete()
    made = (
        Demand(product_id=pk, sold=pieces, expected=round(value, 4), made_at=now)
        for pk, pieces, value in zip(ids.tolist(), sold.astype(int).tolist(), expected.tolist(), strict=True)
    )
    Demand.objects.bulk_create(
        made,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["sold", "expected", "made_at"],
    )
