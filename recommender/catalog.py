"""The back door: all that the recommender knows of the shop. Nothing else here imports from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from recommender.dataset.readers.rows import ProductRow
from shop.catalog.importing import ImportedProduct, ProductImport
from shop.catalog.models import Category, Product
from shop.catalog.selectors import categories_by_id, ids_below, low_stock
from shop.catalog.services import set_popularity
from shop.orders.models import Order
from shop.orders.sales import (
    days_of_changed_orders,
    first_sale,
    hourly_sales,
    newest_transition,
)

# Sales are the shop's own figures; insights count them beside the visits.
__all__ = ["days_of_changed_orders", "first_sale", "hourly_sales", "low_stock", "newest_transition"]


@dataclass(frozen=True)
class ProductFacts:
    """Columns of one length, ascending by id: ids (V,) int64 · texts · categories (V,) int32 · prices (V,) float64."""

    ids: np.ndarray
    texts: list[str]
    categories: np.ndarray
    prices: np.ndarray


class Offer(NamedTuple):
    """What serving must know of a product that may be sold."""

    category: int
    rhythm: int | None
    """Days until a consumable is bought again, None for what lasts."""
    variant_group: str | None
    """What it is one color or size of, None where there is only one."""


class Kind(NamedTuple):
    """What a product is one of."""

    category: int
    brand: str


def kinds(ids: Collection[int]) -> dict[int, Kind]:
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "category_id", "brand")
    return {pk: Kind(category, brand) for pk, category, brand in rows}


def sellable_ids(ids: Iterable[int] | None = None) -> set[int]:
    """Which of these products (of all, if None) may be offered now: active and in stock."""
    products = Product.objects.active().in_stock()
    if ids is not None:
        products = products.filter(pk__in=set(ids))
    return set(products.values_list("pk", flat=True))


def count_sellable() -> int:
    return Product.objects.active().in_stock().count()


def offers(ids: Collection[int]) -> dict[int, Offer]:
    """The sellable ones of these products."""
    return _offers(Product.objects.active().in_stock().filter(pk__in=ids))


def popular_offers(
    limit: int, *, without: Collection[int] = (), without_categories: Collection[int] = ()
) -> dict[int, Offer]:
    """What the shop itself thinks of as wanted, for the time before any list: most popular, most rated, newest."""
    products = Product.objects.active().in_stock().exclude(pk__in=without)
    products = products.exclude(category__in=without_categories)
    return _offers(products.order_by("-popularity", "-rating_count", "-released_at", "-pk")[:limit])


def _offers(products: QuerySet[Product]) -> dict[int, Offer]:
    rows = products.values_list("pk", "category_id", "is_consumable", "replenishment_days", "variant_group")
    return {
        pk: Offer(category, days if consumable else None, group or None)
        for pk, category, consumable, days, group in rows
    }


def write_popularity(scores: Mapping[int, float]) -> None:
    """How much each product is wanted now: the shop sorts its listings by it."""
    set_popularity(scores)


def known_ids(ids: Iterable[int]) -> set[int]:
    """Which of these products exist, sellable or not."""
    return set(Product.objects.filter(pk__in=set(ids)).values_list("pk", flat=True))


def consumables(ids: Iterable[int]) -> dict[int, int]:
    """Of these products the consumables, each with the days until it is bought again."""
    rows = Product.objects.filter(pk__in=set(ids), is_consumable=True)
    return dict(rows.values_list("pk", "replenishment_days"))


def product_facts() -> ProductFacts:
    """What is known of every product without any behavior."""
    rows = Product.objects.order_by("pk").values_list(
        "pk", "title", "brand", "description", "category_id", "price"
    )
    names = category_names()
    ids, texts, categories, prices = [], [], [], []
    for pk, title, brand, description, category_id, price in rows.iterator(chunk_size=5_000):
        ids.append(pk)
        texts.append(f"{title} {brand} {names[category_id]} {description}")
        categories.append(category_id)
        prices.append(float(price))
    return ProductFacts(
        np.array(ids, dtype=np.int64),
        texts,
        np.array(categories, dtype=np.int32),
        np.array(prices, dtype=np.float64),
    )


def prices(ids: Collection[int]) -> ProductFacts:
    """Facts of these products that tell nothing but their prices."""
    rows = Product.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "category_id", "price")
    ids, categories, amounts = zip(*rows, strict=True) if rows else ((), (), ())
    return ProductFacts(
        np.array(ids, dtype=np.int64),
        [""] * len(ids),
        np.array(categories, dtype=np.int32),
        np.array(amounts, dtype=np.float64),
    )


def category_names() -> dict[int, str]:
    return dict(Category.objects.values_list("pk", "name"))


def names(ids: Collection[int]) -> dict[int, Product]:
    """Slug and title of these products."""
    return Product.objects.only("slug", "title").in_bulk(ids)


def product_import() -> ProductImport:
    """Takes batches of products, and knows afterwards under which number each is sold here."""
    return ProductImport()


def imported_product(row: ProductRow, *, external_id: str) -> ImportedProduct:
    """A product of a behavior file as the shop takes it in."""
    return ImportedProduct(external_id, row.title, row.price, row.currency, row.category, row.brand)


def categories_below(ids: Collection[int]) -> dict[int, set[int]]:
    """Each of these categories, with itself and all under it."""
    nodes = categories_by_id()
    return {pk: set(ids_below(nodes[pk])) if pk in nodes else {pk} for pk in ids}


def categories_above(category_id: int) -> list[int]:
    """The category itself and those that it is in."""
    nodes = categories_by_id()
    return [
        category_id,
        *(pk for pk, node in nodes.items() if pk != category_id and category_id in ids_below(node)),
    ]


def order_owner(number: str) -> tuple[int | None, UUID | None] | None:
    """The account and the visitor of an order; None where there is no such order."""
    return Order.objects.filter(number__iexact=number).values_list("account_id", "visitor_id").first()


def products_with_reasons(listed: Sequence[tuple[int, dict | None]], *, source: str) -> list[Product]:
    """Products of a list, each with `why` it is there, in the words that the shopper reads."""
    from shop.catalog.shelves import products_with_reasons as explained  # which knows our front door

    return explained(listed, source=source)
