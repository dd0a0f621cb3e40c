"""From a table of events to sequences and a dataset."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from recommender.dataset.clean import CleaningRules, EventTable, clean
from recommender.dataset.fingerprint import fingerprint
from recommender.dataset.sequences import Dataset, ItemFeatures, Sequences
from recommender.dataset.vocabulary import PADDING, Vocabulary


@dataclass(frozen=True)
class Built:
    """Sequences, their vocabulary, and how many events were dropped, by reason."""

    sequences: Sequences
    vocabulary: Vocabulary
    dropped: Counter


def build_sequences(
    events: EventTable,
    *,
    vocabulary: Vocabulary | None = None,
    rules: CleaningRules | None = None,
) -> Built:
    """Clean sequences, one row for each visitor, sorted by visitor and then time.

    Without a vocabulary, it is made of the products that are left; with one, products that it lacks are dropped.
    """
    dropped = Counter()
    if vocabulary is not None:
        known = vocabulary.encode(events.products) != PADDING
        dropped["unknown product"] = int(len(known) - known.sum())
        events = events.take(known)
    events, reasons = clean(events, rules=rules or CleaningRules())
    vocabulary = vocabulary or Vocabulary.of(events.products)
    return Built(sequences_of(events, vocabulary), vocabulary, +(dropped + reasons))


def sequences_of(events: EventTable, vocabulary: Vocabulary) -> Sequences:
    """One row for each visitor, from events sorted by visitor and then time."""
    keys, first = np.unique(events.visitors, return_index=True)
    return Sequences(
        offsets=np.append(first, len(events)).astype(np.int64),
        items=vocabulary.encode(events.products),
        kinds=events.kinds.astype(np.int8),
        times=events.times.astype(np.int64),
        weights=events.weights.astype(np.float32),
        keys=keys,
    )


def make_dataset(name: str, sequences: Sequences, vocabulary: Vocabulary, features: ItemFeatures) -> Dataset:
    """A dataset with its fingerprint."""
    mark = fingerprint(sequences, vocabulary, features)
    return Dataset(name, sequences, vocabulary, features, mark)


def no_features(vocabulary: Vocabulary) -> ItemFeatures:
    """For data sets that say nothing of their items."""
    return ItemFeatures(
        texts=[""] * vocabulary.size,
        categories=np.zeros(vocabulary.size, dtype=np.int32),
        log_prices=np.zeros(vocabulary.size, dtype=np.float32),
    )
