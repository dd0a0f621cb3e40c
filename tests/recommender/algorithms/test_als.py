from typing import ClassVar

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.algorithms.als import ALS, ALSConfig
from recommender.dataset.sequences import pad_histories
from tests.recommender.algorithms.checkerboard import checkerboard
from tests.recommender.algorithms.conformance import AlgorithmConformance


class TestALS(AlgorithmConformance):
    algorithm_class = ALS
    extra: ClassVar[dict] = {"factors": 24, "alpha": 5.0}
    beats_random_by = 2.0


def test_the_missing_squares_of_a_checkerboard_are_filled_in():
    algorithm = ALS(ALSConfig(factors=2, iterations=30))
    algorithm.arrays = algorithm.learn(checkerboard(20), size=21)
    even, odd = algorithm.scored(pad_histories([([2, 4], [0, 0], [0, 0]), ([7], [0], [0])], max_length=2))
    assert min(even[2::2].min(), odd[1::2].min()) > 0.5
    assert max(abs(even[1::2]).max(), abs(odd[2::2]).max()) < 0.1


def test_folding_in_gives_what_the_library_gives_a_visitor_it_knows():
    random = np.random.default_rng(3)
    vectors = random.normal(size=(12, 5)).astype(np.float32)
    history = sparse.csr_matrix(random.integers(0, 3, size=(7, 12)) * 0.5).astype(np.float32)
    config = ALSConfig(regularization=0.3, alpha=4.0)
    with threadpool_limits(1, "blas"):
        library = AlternatingLeastSquares(factors=5, regularization=0.3)
    library.item_factors = vectors
    confidence = history.copy()
    confidence.data = 1 + 4 * confidence.data
    algorithm = ALS(config)
    algorithm.arrays = {"vectors": vectors}
    expected = library.recalculate_user(np.arange(7), confidence)
    np.testing.assert_allclose(algorithm.folded_in(history), expected, rtol=1e-3, atol=1e-4)
