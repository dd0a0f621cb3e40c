from typing import ClassVar

import numpy as np
import torch

from recommender.algorithms.cfn import CFN, Autoencoder, CFNConfig, _rows
from recommender.dataset.sequences import Samples, pad_histories
from recommender.dataset.split import part_known_to
from tests.recommender.algorithms.checkerboard import checkerboard
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.test_item_knn import sessions


class TestCFN(AlgorithmConformance):
    algorithm_class = CFN
    extra: ClassVar[dict] = {"hidden": 32, "epochs": 60, "batch_size": 64, "learning_rate": 0.01}
    beats_random_by = 2.0


def test_the_missing_squares_of_a_checkerboard_are_filled_in():
    algorithm = CFN(CFNConfig(hidden=8, epochs=150, learning_rate=0.02, negatives=64))
    algorithm.arrays = algorithm.learn(checkerboard(20), size=21)
    even, odd = algorithm.scored(pad_histories([([2, 4], [0, 0], [0, 0]), ([7], [0], [0])], max_length=2))
    assert even[2::2].min() > even[1::2].max()
    assert odd[1::2].min() > odd[2::2].max()


def test_scores_are_what_the_network_reconstructs():
    algorithm = CFN(CFNConfig(hidden=4, epochs=1))
    algorithm.arrays = algorithm.learn(checkerboard(6), size=7)
    network = Autoencoder(7, 4)
    with torch.no_grad():
        for name, weight in network.named_parameters():
            weight.copy_(torch.from_numpy(algorithm.arrays[name.removesuffix(".weight")]))
        expected = network(torch.tensor([[2, 4, 0]]), torch.arange(7))[0].numpy()
    found = algorithm.scored(pad_histories([([2, 4, 2], [0] * 3, [0] * 3)], max_length=3))[0]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_a_row_holds_the_newest_distinct_items_of_who_chose_two_or_more():
    rows = _rows(sessions([1, 2, 1, 3], [4, 4], [5, 6, 7, 8]), longest=3)
    assert [sorted(row) for row in rows.tolist()] == [[1, 2, 3], [6, 7, 8]]


def test_with_nothing_to_learn_from_every_item_still_has_a_score():
    algorithm = CFN(CFNConfig(hidden=4))
    algorithm.arrays = algorithm.learn(
        part_known_to(sessions([1, 2]), Samples(*np.zeros((2, 0), int))), size=4
    )
    assert np.isfinite(algorithm.scored(pad_histories([([1], [0], [0])], max_length=1))).all()
