"""A world of two tastes: some visitors chose even items, the others odd ones, and each left one of theirs out."""

import numpy as np

from recommender.dataset.sequences import Sequences
from tests.recommender.algorithms.test_item_knn import sessions


def checkerboard(items: int) -> Sequences:
    """Visitor v chose every item of v's parity but v itself; items are numbered from 1."""
    everything = np.arange(1, items + 1)
    return sessions(*(everything[(everything % 2 == v % 2) & (everything != v)] for v in everything))
