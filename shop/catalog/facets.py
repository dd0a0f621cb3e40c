"""What is left behind each filter: all counts of a listing in one statement.

Each product is marked with the filters that it misses. A filter's own values are counted over what misses nothing else,
so a second brand can be added to the first, and no count promises what a click does not keep. Among 100,000 products, on
two slow cores: a department of 19,200 takes 0.12 s, with three filters 0.07 s; all products at once (the API) 0.28 s.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.fields.json import KT

from shop.catalog.filters import ATTRIBUTES, RATINGS
from shop.catalog.selectors import categories_by_id

FACETS = ["category", "brand", "rating", "in_stock", "reduced", *ATTRIBUTES, "price"]
BITS = {name: 1 << place for place, name in enumerate(FACETS)}
# What a product counts as, facet by facet; where that is NULL, it has nothing to choose by.
VALUES = {
    "category": "category_id::text",
    "brand": "nullif(brand, '')",
    "rating": "floor(rating)::int::text",
    "in_stock": "CASE WHEN stock > 0 THEN 'true' END",
    "reduced": "CASE WHEN list_price IS NOT NULL THEN 'true' END",
    **{name: name for name in ATTRIBUTES},
}


@dataclass(frozen=True)
class Counts:
    total: int = 0
    """How many products pass all filters."""
    lowest: Decimal | None = None
    """The prices that there are, whatever the price filter says."""
    highest: Decimal | None = None
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    """Facet → value → how many products; categories by their ids."""

    def of(self, facet: str) -> dict[str, int]:
        """As it is chosen in an address: categories by their slugs."""
        counted = self.values.get(facet, {})
        if facet != "category":
            return counted
        nodes = categories_by_id()
        return {nodes[int(pk)].slug: count for pk, count in counted.items() if int(pk) in nodes}


def facet_counts(products: QuerySet, conditions: dict[str, Q]) -> Counts:
    try:
        listed, parameters = _listed(products, conditions).query.sql_with_params()
    except EmptyResultSet:
        return Counts()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(listed=listed), parameters)
        rows = cursor.fetchall()
    values: dict[str, dict[str, int]] = defaultdict(dict)
    total, lowest, highest = 0, None, None
    for facet, value, count, least, most in rows:
        if facet == "total":
            total = count
        elif facet == "price":
            lowest, highest = least, most
        else:
            values[facet][value] = count
    values["rating"] = _and_more(values["rating"])
    return Counts(total, lowest, highest, dict(values))


def _listed(products: QuerySet, conditions: dict[str, Q]) -> QuerySet:
    missed = sum(
        (Case(When(asked, then=0), default=BITS[name]) for name, asked in conditions.items()),
        start=Value(0, output_field=IntegerField()),
    )
    attributes = {name: KT(f"attributes__{attribute}") for name, attribute in ATTRIBUTES.items()}
    columns = ["category_id", "brand", "rating", "stock", "list_price", "price"]
    return products.order_by().values(*columns, **attributes, missed=missed)


def _and_more(stars: dict[str, int]) -> dict[str, int]:
    """Four stars and more, three and more: each holds the ones above it."""
    sums = {least: sum(n for star, n in stars.items() if int(star) >= least) for least, _label in RATINGS}
    return {str(least): count for least, count in sums.items() if count}


# S608: every name in it is from this file.
COUNTED = [
    f"SELECT '{name}', {value}, count(*), NULL::numeric, NULL::numeric FROM listed"  # noqa: S608
    f" WHERE missed IN (0, {BITS[name]}) AND {value} IS NOT NULL GROUP BY 2"
    for name, value in VALUES.items()
]
TOTAL = "SELECT 'total', NULL, count(*), NULL::numeric, NULL::numeric FROM listed WHERE missed = 0"
PRICE = f"SELECT 'price', NULL, 0, min(price), max(price) FROM listed WHERE missed IN (0, {BITS['price']})"  # noqa: S608
STATEMENT = "WITH listed AS MATERIALIZED ({listed}) " + " UNION ALL ".join([TOTAL, PRICE, *COUNTED])
