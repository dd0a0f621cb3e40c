from typing import ClassVar

import numpy as np
import pytest
import torch

from recommender.algorithms.gru_tam import GruTamConfig, GruTamNetwork, TemporalAttention
from recommender.dataset.sequences import pad_histories
from recommender.training.one_stage import GruTam
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import START, TINY, encoded, random_network

SMALL = TINY | {"hidden": 16, "space": 8, "time_size": 4, "dropout": 0.1}


class TestGruTam(AlgorithmConformance):
    algorithm_class = GruTam
    extra: ClassVar[dict] = SMALL
    beats_random_by = 3.0

    def test_attention_is_told_for_each_event_of_the_history_as_given(self, world):
        rows = [([1, 2, 3], [0, 0, 7], [START, START + 60, START + 90]), ([4], [0], [START])]
        weights = world.algorithm.attention(pad_histories(rows, max_length=9))
        np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
        assert weights[1].tolist() == [0, 0, pytest.approx(1)]


class TestGruTamWithoutTime(AlgorithmConformance):
    algorithm_class = GruTam
    extra: ClassVar[dict] = SMALL | {"temporal": False}
    beats_random_by = 3.0


@pytest.mark.parametrize("time", [3, 0])
def test_attention_equals_the_equations_worked_out_event_by_event(time):
    torch.manual_seed(0)
    attention = TemporalAttention(4, space=5, time=time)
    states, times = torch.randn(1, 4, 4), torch.randn(1, 4, time) if time else None
    real = torch.tensor([[True, True, True, False]])
    context, weights = attention(states, times, real)
    w = {name: value.detach().numpy() for name, value in attention.named_parameters()}
    energy = []
    for i in range(3):
        inner = w["of_state.weight"] @ states[0, i].numpy() + w["of_state.bias"]
        if time:
            inner = inner + w["of_time.weight"] @ times[0, i].numpy()
        energy.append(float((w["score.weight"] @ np.tanh(inner))[0]))
    alpha = np.exp(energy) / np.exp(energy).sum()
    expected = sum(a * states[0, i].numpy() for i, a in enumerate(alpha))
    np.testing.assert_allclose(weights[0].detach().numpy(), [*alpha, 0], atol=1e-6)
    np.testing.assert_allclose(context[0].detach().numpy(), expected, atol=1e-6)


def test_attention_weights_are_a_distribution_over_real_events():
    network = random_network(GruTamNetwork, GruTamConfig(embedding_size=8, hidden=6))
    weights = encoded(network, [1, 2, 3, 4], [5, 6], width=7).attention
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2))
    assert (weights[0, :4] > 0).all()
    assert weights[1, 2:].tolist() == [0] * 5


@pytest.mark.parametrize(("temporal", "matters"), [(True, True), (False, False)])
def test_only_the_first_form_looks_at_how_old_an_event_is(temporal, matters):
    """The gaps between events are switched off, so that time enters through attention alone."""
    network = random_network(GruTamNetwork, GruTamConfig(embedding_size=8, hidden=6, temporal=temporal))
    network.gaps.weight.data.zero_()
    items, kinds = torch.tensor([[1, 2, 3]]), torch.zeros(1, 3, dtype=torch.int64)
    quick, slow = torch.tensor([[0, 1, 2]]) + START, torch.tensor([[0, 9000, 9001]]) + START
    one, other = (network.encode(items, kinds, times, network.table()).interest for times in (quick, slow))
    assert torch.allclose(one, other) is not matters
