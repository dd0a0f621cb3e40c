"""Small datasets with a pattern that is known: each item has one usual successor."""

import numpy as np

from recommender.dataset.build import make_dataset as with_fingerprint
from recommender.dataset.clean import EventTable
from recommender.dataset.sequences import KIND_CODE, Dataset, ItemFeatures, Sequences
from recommender.dataset.split import TemporalSplit, split_moments, temporal_split
from recommender.dataset.vocabulary import Vocabulary

START = 1_750_000_000
DAY = 86_400
WEIGHTS = {"view": 1.0, "click": 1.0, "favorite": 2.0, "cart_add": 3.0, "purchase": 5.0}


def successors(items: int) -> np.ndarray:
    """The usual next item (items + 1,) of each item, from 1: one great circle that is not in the order of ids."""
    order = np.random.default_rng(12345).permutation(items) + 1
    following = np.zeros(items + 1, dtype=np.int64)
    following[order] = np.roll(order, -1)
    return following


def make_dataset(
    *,
    rows: int = 300,
    items: int = 30,
    untouched: int = 2,
    noise: float = 0.2,
    longest: int = 12,
    seed: int = 0,
    name: str = "markov",
) -> Dataset:
    """`rows` visitors follow `successors`; with probability `noise` they jump to an item, small ids more often.

    The last `untouched` items of the vocabulary have no behavior at all. Categories and texts follow the circle too.
    """
    random = np.random.default_rng(seed)
    following = successors(items)
    taste = 1 / np.arange(1, items + 1)
    taste /= taste.sum()
    walks = []
    for length in random.integers(2, longest + 1, size=rows):
        walk = [random.choice(items, p=taste) + 1]
        while len(walk) < length:
            jumps = random.random() < noise
            walk.append(random.choice(items, p=taste) + 1 if jumps else following[walk[-1]])
        walks.append(walk)
    vocabulary = Vocabulary.of(1_000 + 7 * np.arange(items + untouched))
    return with_fingerprint(name, _sequences(walks, random), vocabulary, _features(vocabulary, following))


def make_split(dataset: Dataset) -> TemporalSplit:
    """60 % training, 20 % validation, 20 % test."""
    moments = split_moments(dataset.sequences, validation_share=0.2, test_share=0.2)
    return temporal_split(
        dataset.sequences,
        validation_from=moments.validation_from,
        test_from=moments.test_from,
    )


def _sequences(walks: list[list[int]], random: np.random.Generator) -> Sequences:
    lengths = np.array([len(walk) for walk in walks])
    starts = START + np.sort(random.integers(0, 60 * DAY, size=len(walks)))
    return Sequences(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=np.concatenate(walks).astype(np.int32),
        kinds=random.choice(
            np.array([KIND_CODE["view"], KIND_CODE["purchase"]], dtype=np.int8),
            size=lengths.sum(),
            p=[0.9, 0.1],
        ),
        times=np.concatenate(
            [start + 20 * np.arange(length) for start, length in zip(starts, lengths, strict=True)]
        ).astype(np.int64),
        weights=np.ones(lengths.sum(), dtype=np.float32),
        keys=np.array([f"visitor-{number}" for number in range(len(walks))]),
    )


def _features(vocabulary: Vocabulary, following: np.ndarray) -> ItemFeatures:
    place = np.zeros(vocabulary.size, dtype=np.int64)
    item = 1
    for number in range(len(following) - 1):
        place[item] = number
        item = following[item]
    shelf = place // 5
    return ItemFeatures(
        texts=["", *(f"shelf{shelf[i]} thing{i}" for i in range(1, vocabulary.size))],
        categories=np.concatenate([[0], 1 + shelf[1:]]).astype(np.int32),
        log_prices=np.concatenate([[0], np.log1p(5 + shelf[1:])]).astype(np.float32),
    )


def event_table(*events):
    """Events given as (visitor, product, kind, time)."""
    visitors, products, kinds, times = zip(*events, strict=True)
    return EventTable(
        np.array(visitors),
        np.array(products, dtype=np.int64),
        np.array([KIND_CODE[kind] for kind in kinds], dtype=np.int8),
        np.array(times, dtype=np.int64),
        np.array([WEIGHTS.get(kind, 1.0) for kind in kinds], dtype=np.float32),
    )
