"""Products that are alike by what they are: for those that too few have looked at."""

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender.dataset.sequences import ItemFeatures

AT_ONCE = 200  # products whose similarities are in memory at once


class Resemblance:
    """Compares within a category only: that is affordable in a large catalog, and keeps a chair from a book on chairs."""

    def __init__(self, features: ItemFeatures, *, allowed: np.ndarray):
        self.categories = features.categories
        self.allowed = allowed
        self.words = _word_vectors(features.texts)

    def alike(self, items: np.ndarray, *, keep: int) -> dict[int, list[tuple[int, float]]]:
        """For each of `items` the most alike allowed ones of its category, with the cosine of their words."""
        found = {}
        for category in np.unique(self.categories[items]):
            inside = items[self.categories[items] == category]
            others = np.flatnonzero((self.categories == category) & self.allowed)
            for start in range(0, len(inside), AT_ONCE):
                block = inside[start : start + AT_ONCE]
                likeness = (self.words[block] @ self.words[others].T).toarray()
                found |= {
                    int(item): _best(row, others, item, keep)
                    for item, row in zip(block, likeness, strict=True)
                }
        return found


def _word_vectors(texts: list[str]) -> sparse.csr_matrix:
    try:
        return TfidfVectorizer(sublinear_tf=True, max_features=20_000, dtype=np.float32).fit_transform(texts)
    except ValueError:  # no product has a word
        return sparse.csr_matrix((len(texts), 1), dtype=np.float32)


def _best(likeness: np.ndarray, others: np.ndarray, item: int, keep: int) -> list[tuple[int, float]]:
    order = np.lexsort((others, -likeness))
    best = [i for i in order[: keep + 1] if others[i] != item][:keep]
    return [(int(others[i]), float(likeness[i])) for i in best]
