"""The arrays that all learning code works on: sequences, items, and the samples cut from them."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.vocabulary import PADDING, Vocabulary

# Order is the stored code of a kind (int8); new kinds go to the end.
EVENT_KINDS = (
    "view",
    "click",
    "search",
    "favorite",
    "unfavorite",
    "cart_add",
    "cart_remove",
    "purchase",
    "review",
    "dismiss",
)
KIND_CODE = {kind: code for code, kind in enumerate(EVENT_KINDS)}


@dataclass(frozen=True)
class Sequences:
    """Many item sequences in one block (CSR): row r is the slice offsets[r]:offsets[r + 1].

    A row is a visitor in the shop and a session in the session data sets. Each row is in time order.

    offsets (R+1,) int64 · items (N,) int32, from 1 · kinds (N,) int8, codes of EVENT_KINDS
    times (N,) int64, seconds since the epoch (UTC) · weights (N,) float32, the event weight
    keys (R,) str or int: what the row is outside (visitor id, session id).
    """

    offsets: np.ndarray
    items: np.ndarray
    kinds: np.ndarray
    times: np.ndarray
    weights: np.ndarray
    keys: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.offsets)


@dataclass(frozen=True)
class ItemFeatures:
    """What is known of an item without any behavior; row 0 is padding.

    texts: V+1 strings (title, brand, category, description) · categories (V+1,) int32, 0 is unknown
    log_prices (V+1,) float32.
    """

    texts: list[str]
    categories: np.ndarray
    log_prices: np.ndarray


@dataclass(frozen=True)
class Dataset:
    """Interactions up to a moment, ready to learn from."""

    name: str
    sequences: Sequences
    vocabulary: Vocabulary
    features: ItemFeatures
    fingerprint: str


@dataclass(frozen=True)
class Samples:
    """Prediction cases: the target is sequence `rows[i]`'s item at position `ends[i]`, the history all before it.

    rows (S,) int64 · ends (S,) int64, from 1.
    """

    rows: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index) -> "Samples":
        return Samples(self.rows[index], self.ends[index])


NOTHING = Samples(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def joined(first: Samples, second: Samples) -> Samples:
    """All of both, the first ones first."""
    return Samples(
        np.concatenate([first.rows, second.rows]).astype(np.int64),
        np.concatenate([first.ends, second.ends]).astype(np.int64),
    )


@dataclass(frozen=True)
class Histories:
    """A batch of pasts, padded on the left to one length: items (B, L) int32, kinds (B, L) int8, times (B, L) int64."""

    items: np.ndarray
    kinds: np.ndarray
    times: np.ndarray

    def __len__(self) -> int:
        return len(self.items)

    def take(self, index) -> "Histories":
        return Histories(self.items[index], self.kinds[index], self.times[index])


def histories_of(sequences: Sequences, samples: Samples, *, max_length: int) -> Histories:
    """The last `max_length` events before each sample's target. Never contains the target or what follows it."""
    start = sequences.offsets[samples.rows]
    length = np.minimum(samples.ends, max_length)
    width = int(length.max(initial=1))
    column = np.arange(width)[None, :] - (width - length)[:, None]  # (B, L), negative where padded
    real = column >= 0
    place = np.where(real, (start + samples.ends - length)[:, None] + column, 0)
    return Histories(
        items=np.where(real, sequences.items[place], PADDING).astype(np.int32),
        kinds=np.where(real, sequences.kinds[place], 0).astype(np.int8),
        times=np.where(real, sequences.times[place], 0).astype(np.int64),
    )


def targets_of(sequences: Sequences, samples: Samples) -> np.ndarray:
    """Target items (S,) int32."""
    return sequences.items[sequences.offsets[samples.rows] + samples.ends]


def target_times(sequences: Sequences, samples: Samples) -> np.ndarray:
    """When the targets happened (S,) int64, seconds since the epoch."""
    return sequences.times[sequences.offsets[samples.rows] + samples.ends]


def pad_histories(rows: list[tuple], *, max_length: int) -> Histories:
    """Histories from (items, kinds, times) triples, one for each visitor; for serving, where nothing is held out."""
    width = max(1, min(max_length, max((len(row[0]) for row in rows), default=1)))
    items = np.full((len(rows), width), PADDING, dtype=np.int32)
    kinds = np.zeros((len(rows), width), dtype=np.int8)
    times = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        for block, values in zip((items, kinds, times), row, strict=True):
            tail = np.asarray(values)[-width:]
            if len(tail):
                block[i, -len(tail) :] = tail
    return Histories(items, kinds, times)
