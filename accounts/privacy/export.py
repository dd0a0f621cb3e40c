"""All that the shop has of a shopper, as one JSON file that is written while it travels: its size needs no memory."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from accounts.privacy.tables import LEFT_OUT, columns_of, tables_of
from shop.catalog.models import Product
from shop.shopper import Shopper

ROWS_AT_ONCE = 500


def export_of(shopper: Shopper, *, now: datetime) -> Iterator[str]:
    """Pieces of the file. Its keys are in docs/privacy.md."""
    products: set[int] = set()
    yield f'{{\n"made_at": {_json(now)}'
    for name, rows in tables_of(shopper).items():
        yield f",\n{_json(name)}: ["
        yield from _in_pieces(_rows(rows, products))
        yield "\n]"
    # Rows name products by number; this says what they are called.
    titles = Product.objects.filter(pk__in=products).values_list("pk", "title")
    yield f',\n"product_titles": {_json(dict(titles))}'
    yield f',\n"left_out": {_json({name: str(reason) for name, reason in LEFT_OUT.items()})}\n}}\n'


def _rows(rows: QuerySet, products: set[int]) -> Iterator[str]:
    for row in rows.values(*columns_of(rows.model)).iterator(chunk_size=ROWS_AT_ONCE):
        products.update(row.get("product_ids") or ())
        if product := row.get("product_id"):
            products.add(product)
        yield _json(row)


def _in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """Several rows at once: a piece for each would be a packet for each."""
    piece, comma = [], ""
    for line in lines:
        piece.append(f"{comma}\n{line}")
        comma = ","
        if len(piece) == ROWS_AT_ONCE:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
