"""Product id ↔ item index. Index 0 is padding, here and nowhere else."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

PADDING = 0


@dataclass(frozen=True)
class Vocabulary:
    """`product_ids` (V,) int64, ascending and unique: item index i (1..V) stands for product_ids[i - 1]."""

    product_ids: np.ndarray

    @classmethod
    def of(cls, product_ids) -> "Vocabulary":
        return cls(np.unique(np.asarray(product_ids, dtype=np.int64)))

    def __len__(self) -> int:
        return len(self.product_ids)

    @property
    def size(self) -> int:
        """Rows an embedding needs: the items and the padding."""
        return len(self.product_ids) + 1

    def encode(self, product_ids) -> np.ndarray:
        """Item indices (int32); what the vocabulary does not know becomes PADDING."""
        wanted = np.asarray(product_ids, dtype=np.int64)
        if not len(self.product_ids):
            return np.zeros(wanted.shape, dtype=np.int32)
        place = np.searchsorted(self.product_ids, wanted).clip(max=len(self.product_ids) - 1)
        return np.where(self.product_ids[place] == wanted, place + 1, PADDING).astype(np.int32)

    def decode(self, items) -> np.ndarray:
        """Product ids (int64); PADDING becomes 0, which no product has."""
        return self._with_padding[np.asarray(items)]

    @cached_property
    def _with_padding(self) -> np.ndarray:
        return np.concatenate([[0], self.product_ids]).astype(np.int64)
