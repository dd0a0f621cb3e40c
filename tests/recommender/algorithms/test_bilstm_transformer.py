from typing import ClassVar

import pytest
import torch

from recommender.algorithms.bilstm_transformer import BilstmTransformerConfig, BilstmTransformerNetwork
from recommender.training.one_stage import BilstmTransformer
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import TINY, encoded, random_network


class TestBilstmTransformer(AlgorithmConformance):
    algorithm_class = BilstmTransformer
    extra: ClassVar[dict] = TINY | {"hidden": 16, "dropout": 0.1}
    beats_random_by = 3.0


def network(**changes):
    return random_network(
        BilstmTransformerNetwork, BilstmTransformerConfig(embedding_size=8, hidden=6, **changes)
    )


def test_padding_does_not_change_what_a_history_means():
    net = network(blocks=2)
    short, long = encoded(net, [3, 1, 2]), encoded(net, [3, 1, 2], width=11)
    torch.testing.assert_close(short.interest, long.interest)


def test_every_event_is_related_to_every_other():
    """An early place learns of the last event from the Transformer alone."""
    net = network()
    states, seen = torch.randn(1, 4, 12), torch.ones(1, 1, 4, dtype=torch.bool)
    changed = states.clone()
    changed[:, 3] *= -1
    block = net.blocks[0]
    assert not torch.allclose(block(states, seen)[:, 0], block(changed, seen)[:, 0])


def test_the_head_is_linear_relu_linear():
    net = network()
    T = torch.randn(2, 12)
    inner = (T @ net.head[0].weight.T + net.head[0].bias).clamp(min=0)
    torch.testing.assert_close(net.head(T), inner @ net.head[2].weight.T + net.head[2].bias)


def test_heads_that_cannot_share_the_channels_are_refused_in_words():
    with pytest.raises(ValueError, match="3 heads cannot share 128 channels"):
        BilstmTransformerConfig(heads=3)
