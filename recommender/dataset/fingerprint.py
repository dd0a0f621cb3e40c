"""A dataset's fingerprint: equal content gives equal marks, whatever machine made it."""

import hashlib
from collections.abc import Mapping

import numpy as np

from recommender.dataset.sequences import ItemFeatures, Sequences
from recommender.dataset.vocabulary import Vocabulary


def fingerprint(sequences: Sequences, vocabulary: Vocabulary, features: ItemFeatures) -> str:
    """SHA-256 (hex) over all content."""
    digest = hashlib.sha256()
    for owner, names in (
        (sequences, ("offsets", "items", "kinds", "times", "weights")),
        (vocabulary, ("product_ids",)),
        (features, ("categories", "log_prices")),
    ):
        for name in names:
            _add_array(digest, name, getattr(owner, name))
    _add_strings(digest, "keys", sequences.keys.tolist())
    _add_strings(digest, "texts", features.texts)
    return digest.hexdigest()


def mark_of(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 (hex) over arrays that are no dataset."""
    digest = hashlib.sha256()
    for name, values in arrays.items():
        _add_array(digest, name, values)
    return digest.hexdigest()


def _add_array(digest, name: str, values: np.ndarray) -> None:
    little_endian = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    digest.update(f"{name} {little_endian.dtype.str} {values.shape}\n".encode())
    digest.update(little_endian.tobytes())


def _add_strings(digest, name: str, values: list) -> None:
    """Each with its length, so that no two lists read the same."""
    digest.update(f"{name} {len(values)}\n".encode())
    for value in values:
        text = str(value).encode()
        digest.update(f"{len(text)} ".encode() + text)
