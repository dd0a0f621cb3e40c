"""What to order: expected demand against stock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FloatField
from django.db.models.functions import Cast, NullIf

from shop.demand.forecast import DAYS, pieces_to_order
from shop.demand.models import Demand


@dataclass(frozen=True)
class ReorderLine:
    """`days_left`: until the stock is sold; None where nothing is expected to be sold."""

    product_id: int
    slug: str
    title: str
    stock: int
    sold: int
    expected: float
    days_left: float | None
    made_at: datetime

    @property
    def suggested(self) -> int:
        return pieces_to_order(self.expected, stock=self.stock)


def reorder_list() -> Iterator[ReorderLine]:
    """What is for sale, what runs out first at the top; one query."""
    rows = (
        Demand.objects.filter(product__is_active=True)
        .annotate(days=Cast(F("product__stock"), FloatField()) * DAYS / NullIf(F("expected"), 0.0))
        .order_by(F("days").asc(nulls_last=True), "-expected", "pk")
    )
    columns = (
        "product_id",
        "product__slug",
        "product__title",
        "product__stock",
        "sold",
        "expected",
        "days",
        "made_at",
    )
    for row in rows.values_list(*columns).iterator(chunk_size=2_000):
        yield ReorderLine(*row)
