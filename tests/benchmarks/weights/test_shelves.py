import numpy as np
import pytest

from benchmarks.weights.shelves import _gains, _likeness


def test_what_is_not_on_the_shelf_gains_nothing():
    assert _gains([[5, 6], [5, 6], [5, 6]], [5, 6, 7]) == pytest.approx([1, 1 / np.log2(3), 0])


def test_likeness_is_the_mean_cosine_of_pairs():
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])

    assert _likeness(vectors) == pytest.approx(1 / 3)
