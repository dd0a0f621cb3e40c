"""Visitors who come back: each has a taste, a group of items of which every visit takes a few."""

import numpy as np

from recommender.dataset.build import build_sequences, make_dataset, no_features
from recommender.dataset.clean import EventTable
from recommender.dataset.sequences import KIND_CODE, Dataset

DAY = 86_400


def visits_dataset(
    *, visitors: int = 60, visits: int = 5, tastes: int = 8, size: int = 6, seed: int = 0
) -> Dataset:
    rng = np.random.default_rng(seed)
    rows = [
        (f"visitor-{visitor:03}", 1 + size * (visitor % tastes) + int(item), at + 10 * place)
        for visitor in range(visitors)
        for at in np.sort(rng.integers(0, 100 * DAY, size=visits)).tolist()
        for place, item in enumerate(rng.permutation(size)[:4])
    ]
    keys, products, times = zip(*rows, strict=True)
    events = EventTable(
        np.array(keys),
        np.array(products, dtype=np.int64),
        np.full(len(rows), KIND_CODE["view"], dtype=np.int8),
        np.array(times, dtype=np.int64),
        np.ones(len(rows), dtype=np.float32),
    )
    built = build_sequences(events)
    return make_dataset("visits", built.sequences, built.vocabulary, no_features(built.vocabulary))
