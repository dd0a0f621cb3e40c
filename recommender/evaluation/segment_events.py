"""Segments joined to a sequence model: each visit begins with an event that says which segment the visitor belongs to.

Paper 5 classifies visitors by k-means and then learns their sequences, but does not say how the one reaches the other. As
an event, a segment is an input like any item, and no network has to be changed. N events, R rows, V items.
"""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.build import make_dataset
from recommender.dataset.sequences import Dataset, ItemFeatures, Samples, Sequences
from recommender.dataset.sessionize import row_of_each, sessions_of
from recommender.dataset.vocabulary import Vocabulary

NONE = -1  # of a visitor of whom nothing was known yet


@dataclass(frozen=True)
class WithSegments:
    """dataset: the same with more events · places (N,): where each event of the old one stands in it."""

    dataset: Dataset
    items: int
    """V, of the old one: what lies above is a segment, never to be recommended."""
    old_offsets: np.ndarray
    places: np.ndarray

    def moved(self, samples: Samples) -> Samples:
        """The same targets, now with the segment's event in their history."""
        place = self.places[self.old_offsets[samples.rows] + samples.ends]
        return Samples(samples.rows, place - self.dataset.sequences.offsets[samples.rows])


def with_segment_events(dataset: Dataset, segments: np.ndarray) -> WithSegments:
    """segments (R,) int64 from 0, NONE for rows that get no event."""
    old, items = dataset.sequences, len(dataset.vocabulary)
    rows, sessions = row_of_each(old), sessions_of(old)
    begins = np.append(True, sessions[1:] != sessions[:-1])[: len(sessions)] & (segments[rows] != NONE)
    places = np.arange(len(rows)) + np.cumsum(begins)
    event = places[begins] - 1  # right before the visit's first event
    source = np.zeros(len(rows) + len(event), dtype=np.int64)  # whose time, kind and weight an event has
    source[places], source[event] = np.arange(len(rows)), np.flatnonzero(begins)
    new_items = old.items[source]
    new_items[event] = items + 1 + segments[rows[begins]]
    lengths = np.bincount(rows[source], minlength=len(old))
    sequences = Sequences(
        offsets=np.append(0, np.cumsum(lengths)).astype(np.int64),
        items=new_items,
        kinds=old.kinds[source],
        times=old.times[source],
        weights=old.weights[source],
        keys=old.keys,
    )
    count = int(segments.max(initial=NONE)) + 1
    joined = make_dataset(dataset.name, sequences, _vocabulary(dataset, count), _features(dataset, count))
    return WithSegments(joined, items, old.offsets, places)


def _vocabulary(dataset: Dataset, count: int) -> Vocabulary:
    """Segments above all products."""
    products = dataset.vocabulary.product_ids
    return Vocabulary.of(np.append(products, products.max(initial=0) + 1 + np.arange(count)))


def _features(dataset: Dataset, count: int) -> ItemFeatures:
    features = dataset.features
    return ItemFeatures(
        texts=[*features.texts, *[""] * count],
        categories=np.append(features.categories, np.zeros(count, dtype=np.int32)),
        log_prices=np.append(features.log_prices, np.zeros(count, dtype=np.float32)),
    )
