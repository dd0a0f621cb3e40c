from typing import ClassVar

import numpy as np
from scipy import sparse

from recommender.algorithms.bpr import BPR, BPRConfig
from recommender.dataset.sequences import pad_histories
from tests.recommender.algorithms.checkerboard import checkerboard
from tests.recommender.algorithms.conformance import AlgorithmConformance


class TestBPR(AlgorithmConformance):
    algorithm_class = BPR
    extra: ClassVar[dict] = {"factors": 32, "iterations": 300}
    beats_random_by = 2.0


def test_the_missing_squares_of_a_checkerboard_are_filled_in():
    algorithm = BPR(BPRConfig(factors=8, iterations=400))
    algorithm.arrays = algorithm.learn(checkerboard(20), size=21)
    even, odd = algorithm.scored(pad_histories([([2, 4], [0, 0], [0, 0]), ([7], [0], [0])], max_length=2))
    assert even[2::2].min() > even[1::2].max()
    assert odd[1::2].min() > odd[2::2].max()


def test_a_visitor_is_the_scaled_mean_of_the_history_and_nobody_is_zero():
    algorithm = BPR()
    algorithm.arrays = {
        "vectors": np.array([[0, 0], [1, 0], [0, 2]], dtype=np.float32),
        "scale": np.float32(3),
    }
    history = sparse.csr_matrix(np.array([[0, 0.5, 1.0], [0, 0, 0]], dtype=np.float32))
    np.testing.assert_allclose(algorithm.folded_in(history), [[1, 4], [0, 0]], rtol=1e-6)
