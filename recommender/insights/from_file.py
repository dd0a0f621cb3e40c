"""From a behavior file to a behavior table, without a shop."""

import numpy as np

from recommender.dataset.readers.rows import Reader
from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import BehaviorTable, behavior_table


def behavior_of_file(reader: Reader) -> BehaviorTable:
    """Visitors and products get numbers in the order of the file; 0 stays free for "no product"."""
    visitors: dict[str, int] = {}
    products: dict[str, int] = {}
    rows = [
        (
            visitors.setdefault(event.visitor_key, len(visitors)),
            products.setdefault(event.product_id, len(products) + 1),
            KIND_CODE[event.kind],
            int(event.time.timestamp()),
            np.nan if event.price is None else float(event.price),
        )
        for batch in reader.events()
        for event in batch
    ]
    codes, items, kinds, times, prices = zip(*rows, strict=True) if rows else ([],) * 5
    return behavior_table(
        visitors=codes, products=items, kinds=kinds, times=times, prices=prices, words=np.zeros(len(rows))
    )
