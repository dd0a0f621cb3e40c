"""What the shop takes in, in its own currency."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, DateTimeField, F, Func, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce, Round, TruncDate
from django.utils import timezone

from shop.orders.models import Order, OrderTransition


class HourSales(NamedTuple):
    hour: datetime
    orders: int
    unrated: int
    """Of these in a currency for which there was no rate; they are not in the revenue."""
    revenue: Decimal


def hourly_sales(start: datetime, end: datetime) -> list[HourSales]:
    """Orders that were placed from `start` on and before `end`, and not canceled since; by hours from `start`.

    Revenue is what was paid, with tax and delivery, at the rate that the order kept, each order rounded to the cent.
    """
    hour = Func(
        Value("1 hour"), "placed_at", Value(start), function="date_bin", output_field=DateTimeField(),
        template="date_bin(%(expressions)s)", arg_joiner=", ",
    )  # fmt: skip
    placed = Order.objects.filter(placed_at__gte=start, placed_at__lt=end).exclude(
        status=Order.Status.CANCELED
    )
    sums = placed.order_by().annotate(hour=hour).values("hour").annotate(
        many=Count("pk"),
        unrated=Count("pk", filter=Q(rate=None)),
        revenue=Coalesce(Sum(Round(F("total") / F("rate"), precision=2)), Decimal(0)),
    )  # fmt: skip
    return [HourSales(row["hour"], row["many"], row["unrated"], row["revenue"]) for row in sums]


def first_sale() -> datetime | None:
    return Order.objects.aggregate(first=Min("placed_at"))["first"]


def days_of_changed_orders(after: int) -> set[date]:
    """When the orders were placed whose state changed (as by being placed) after the transition with this number."""
    placed = TruncDate("order__placed_at", tzinfo=timezone.get_default_timezone())
    changed = OrderTransition.objects.filter(pk__gt=after).order_by()
    return set(changed.annotate(day=placed).values_list("day", flat=True).distinct())


def newest_transition() -> int:
    return OrderTransition.objects.aggregate(newest=Max("pk"))["newest"] or 0
