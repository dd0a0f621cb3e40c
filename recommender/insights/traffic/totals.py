"""What is counted of the traffic, and what follows from it. Knows no database: sums and ratios of plain numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Protocol, Self


class Counted(Protocol):
    """A row of the hourly or daily table, which has a column for each field of Totals."""


@dataclass(frozen=True)
class Totals:
    """All of these can be added up over hours; docs/metrics.md defines each."""

    sessions: int = 0
    visitors: int = 0
    """Over several days: the sum of the days' visitors."""
    new_visitors: int = 0
    bounces: int = 0
    viewing_sessions: int = 0
    carting_sessions: int = 0
    """Of the viewing ones."""
    ordering_sessions: int = 0
    """Of the carting ones."""
    buying_sessions: int = 0
    """Of all, whether the product was viewed in them or in an earlier session."""
    product_views: int = 0
    searches: int = 0
    empty_searches: int = 0
    orders: int = 0
    unrated_orders: int = 0
    """In a currency without a rate: not in the revenue."""
    revenue: Decimal = Decimal(0)

    @classmethod
    def of(cls, rows: Iterable[Counted]) -> Self:
        total = cls()
        for row in rows:
            total = total.plus(row)
        return total

    def plus(self, row: Counted, share: Decimal | int = 1) -> Self:
        """With a share of a row, for an hour that is not over."""
        return type(self)(**{name: getattr(self, name) + getattr(row, name) * share for name in COLUMNS})

    def rounded(self) -> Self:
        """Whole numbers again, after shares; the revenue to the cent."""
        whole = {name: round(getattr(self, name)) for name in COLUMNS if name != "revenue"}
        return type(self)(**whole, revenue=round(self.revenue, 2))

    @property
    def page_views(self) -> int:
        return self.product_views + self.searches

    @property
    def returning_visitors(self) -> int:
        return self.visitors - self.new_visitors

    @property
    def conversion(self) -> float | None:
        """In percent, as all ratios here; None where there is nothing to divide by."""
        return percent(self.buying_sessions, self.sessions)

    @property
    def bounce_rate(self) -> float | None:
        return percent(self.bounces, self.sessions)

    @property
    def average_order(self) -> Decimal | None:
        rated = self.orders - self.unrated_orders
        return self.revenue / rated if rated else None


COLUMNS = tuple(field.name for field in fields(Totals))


def percent(part: float, whole: float) -> float | None:
    return 100 * float(part) / float(whole) if whole else None
