"""The tables of the first page as files: all that is kept of the period, not only what fits on the page."""

from collections.abc import Iterable, Iterator

from recommender import catalog
from recommender.insights.traffic.days import Period
from recommender.insights.traffic.models import DayCount
from recommender.insights.traffic.selectors import Met, daily, top_of
from recommender.insights.traffic.totals import COLUMNS

RATIOS = ("page_views", "returning_visitors", "conversion", "bounce_rate", "average_order")
DAYS, LOW_STOCK = "days", "low_stock"
NAMES = (DAYS, LOW_STOCK, *DayCount.What.values)
MOST_ROWS = 10_000


def rows(name: str, period: Period) -> Iterable[Iterable]:
    """A table, head first. Raises KeyError for a name that is none."""
    if name == DAYS:
        return _days(period)
    if name == LOW_STOCK:
        low = catalog.low_stock(limit=MOST_ROWS)
        return [("product", "title", "stock"), *((one.pk, one.title, one.stock) for one in low)]
    sort = {what.value: what for what in DayCount.What}[name]
    met = top_of(period, limit=MOST_ROWS, what=[sort])[sort]
    if sort == DayCount.What.VIEWED:
        return [("product", "title", "views"), *((one.product, one.name, one.count) for one in met)]
    return [(name, "count"), *_counted(met)]


def _days(period: Period) -> Iterator[tuple]:
    yield ("day", *COLUMNS, *RATIOS)
    for day, total in daily(period).items():
        values = (getattr(total, name) for name in (*COLUMNS, *RATIOS))
        yield (day.isoformat(), *(round(value, 2) if isinstance(value, float) else value for value in values))


def _counted(met: list[Met]) -> Iterator[tuple]:
    return ((one.key, one.count) for one in met)
