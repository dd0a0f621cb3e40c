"""REES46 "eCommerce behavior data": views, carts and purchases of a multi-category shop, as .csv or .parquet."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from recommender.dataset.readers.rows import EventRow, ProductRow, Reader
from recommender.dataset.readers.tables import MALFORMED, Table
from recommender.dataset.readers.values import as_id, as_price, as_text, as_time

_COLUMNS = {
    "time": ("event_time",),
    "kind": ("event_type", "event"),
    "product": ("product_id", "item_id"),
    "category_id": ("category_id",),
    "category": ("category_code",),
    "brand": ("brand",),
    "price": ("price",),
    "visitor": ("user_id",),
    "session": ("user_session", "session_id"),
}
_KINDS = {"view": "view", "cart": "cart_add", "remove_from_cart": "cart_remove", "purchase": "purchase"}


class Rees46Reader(Reader):
    """The file names no product: titles are made of brand and category."""

    format = "rees46"
    description = "REES46 eCommerce behavior: .csv or .parquet with event_time, event_type, product_id, …"
    currency = "USD"

    def __init__(self, path: Path):
        super().__init__(path)
        self._table = Table(self.path, columns=_COLUMNS, optional=("category_id",))

    def count(self) -> int | None:
        return self._table.count()

    def _products(self) -> Iterator[ProductRow]:
        """Each as the file knew it last."""
        newest = {}
        for row in self._table:
            if row and isinstance(_event(row), EventRow):
                newest[as_id(row["product"])] = (row["category"], row["brand"], row["price"])
        for product, (category, brand, price) in sorted(newest.items()):
            yield _product(product, as_text(category), as_text(brand), price)

    def _events(self) -> Iterator[EventRow]:
        for row in self._table:
            event = MALFORMED if row is None else _event(row)
            if isinstance(event, str):
                self._rejected_events[event] += 1
            else:
                yield event


def _event(row: dict) -> EventRow | str:
    """The event, or the reason why it is none."""
    kind = _KINDS.get(as_text(row["kind"]))
    visitor, product = as_id(row["visitor"]), as_id(row["product"])
    time, price = as_time(row["time"], zone=UTC), as_price(row["price"])
    if kind is None:
        return "unknown kind of event"
    if not visitor:
        return "no visitor"
    if not product:
        return "no product"
    if time is None:
        return "invalid time"
    if price is None or price < 0:
        return "invalid price"
    return EventRow(visitor, product, kind, time, as_text(row["session"]), price=price)


def _product(product: str, category: str, brand: str, price) -> ProductRow:
    path = tuple(part.replace("_", " ").capitalize() for part in category.split(".") if part)
    words = [brand.capitalize(), path[-1].lower() if path else "product", product]
    title = " ".join(word for word in words if word)
    return ProductRow(
        product,
        title[:1].upper() + title[1:],
        as_price(price),
        Rees46Reader.currency,
        path,
        brand.capitalize(),
    )
