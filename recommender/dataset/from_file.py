"""A dataset straight from a behavior file, without a shop: for research and for comparing algorithms."""

from array import array
from collections import Counter

import numpy as np

from recommender.dataset.build import build_sequences, make_dataset
from recommender.dataset.clean import CleaningRules, EventTable
from recommender.dataset.readers.rows import ProductRow, Reader
from recommender.dataset.sequences import KIND_CODE, Dataset, ItemFeatures
from recommender.dataset.vocabulary import Vocabulary


def dataset_from(
    reader: Reader, *, name: str, weights: dict[str, float], rules: CleaningRules | None = None
) -> tuple[Dataset, Counter]:
    """The dataset, and how many events were left out, by reason. `weights`: event weight by kind, others are 0.

    Products get the ids 1, 2, … in the order of the reader.
    """
    products = [product for batch in reader.products() for product in batch]
    vocabulary = Vocabulary.of(range(1, len(products) + 1))
    numbers = {product.external_id: number for number, product in enumerate(products, start=1)}
    events = _event_table(reader, numbers, weights)
    built = build_sequences(events, vocabulary=vocabulary, rules=rules)
    return make_dataset(name, built.sequences, vocabulary, _features(products)), built.dropped


def _event_table(reader: Reader, numbers: dict[str, int], weights: dict[str, float]) -> EventTable:
    visitors: dict[str, int] = {}
    columns = (array("q"), array("q"), array("b"), array("q"), array("f"))
    for batch in reader.events():
        for event in batch:
            values = (
                visitors.setdefault(event.visitor_key, len(visitors)),
                numbers.get(event.product_id, 0),
                KIND_CODE[event.kind],
                int(event.time.timestamp()),
                weights.get(event.kind, 0.0),
            )
            for column, value in zip(columns, values, strict=True):
                column.append(value)
    codes, *others = (np.asarray(column) for column in columns)
    return EventTable(np.array(list(visitors), dtype=str)[codes], *others)


def _features(products: list[ProductRow]) -> ItemFeatures:
    categories = {
        path: code for code, path in enumerate(sorted({p.category for p in products if p.category}), 1)
    }
    texts = (" ".join(filter(None, (p.title, p.brand, *p.category))) for p in products)
    return ItemFeatures(
        texts=["", *texts],
        categories=np.array([0, *(categories.get(p.category, 0) for p in products)], dtype=np.int32),
        log_prices=np.log1p(np.array([0, *(float(p.price or 0) for p in products)])).astype(np.float32),
    )
