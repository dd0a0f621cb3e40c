from typing import ClassVar

import numpy as np
import pytest

from recommender.algorithms.gru4rec import Gru4RecConfig, Gru4RecNetwork
from recommender.training.one_stage import Gru4Rec
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import TINY, encoded, random_network, sigmoid, weights_of


class TestGru4Rec(AlgorithmConformance):
    algorithm_class = Gru4Rec
    extra: ClassVar[dict] = TINY
    beats_random_by = 3.0


class TestGru4RecByBprMaxOnASample(AlgorithmConformance):
    algorithm_class = Gru4Rec
    extra: ClassVar[dict] = TINY | {"loss": "bpr_max", "penalty": 0.1, "sample_above": 10, "sampled": 20}
    beats_random_by = 2.0


def test_scores_equal_the_equations_worked_out_step_by_step():
    network = random_network(Gru4RecNetwork, Gru4RecConfig(embedding_size=5))
    w = weights_of(network)
    h = np.zeros(5)
    for item in (3, 1, 3, 7):
        x = w["items.own.weight"][item]
        W_r, W_z, W_c = (w["gru.weight_ih_l0"] @ x + w["gru.bias_ih_l0"]).reshape(3, 5)
        U_r, U_z, U_c = (w["gru.weight_hh_l0"] @ h + w["gru.bias_hh_l0"]).reshape(3, 5)
        r, keep = sigmoid(W_r + U_r), sigmoid(W_z + U_z)
        h = keep * h + (1 - keep) * np.tanh(W_c + r * U_c)
    expected = w["items.own.weight"] @ h
    result = encoded(network, [3, 1, 3, 7], [2], width=6)
    scores = network.retrieval_logits(result, network.table()).detach().numpy()
    np.testing.assert_allclose(scores[0], expected, atol=1e-5)


def test_an_unknown_loss_is_refused_in_words():
    with pytest.raises(ValueError, match="softmax or bpr_max, not by 'top1'"):
        Gru4RecConfig(loss="top1")
