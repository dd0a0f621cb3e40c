from typing import ClassVar

import pytest
import torch
from torch.nn import functional as F

from recommender.algorithms.dir_backbone import (
    DirConfig,
    DirNetwork,
    DynamicConvolution,
    ScaleFusion,
    SeparableConvolution,
    convolution_cost,
    dynamic_cost,
    separable_cost,
)
from recommender.training.one_stage import Dir
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import TINY, encoded, random_network


class TestDir(AlgorithmConformance):
    algorithm_class = Dir
    extra: ClassVar[dict] = TINY | {"experts": 2, "dropout": 0.1}
    beats_random_by = 3.0


def numel(module):
    return sum(weight.numel() for weight in module.parameters())


def dynamic(**changes):
    torch.manual_seed(0)
    return DynamicConvolution(4, 5, **({"taps": 3, "experts": 3} | changes))


@pytest.mark.parametrize("stride", [1, 2])
def test_a_dynamic_convolution_equals_the_weighted_sum_of_its_experts(stride):
    layer, signal = dynamic(stride=stride), torch.randn(2, 7, 4)
    real = torch.ones(2, 7, dtype=torch.bool)
    shares = layer.shares(signal, real)
    by_expert = [
        F.conv1d(signal.transpose(1, 2), kernel.view(5, 4, 3), padding=1, stride=stride)
        for kernel in layer.experts
    ]
    expected = sum(shares[:, m, None, None] * out for m, out in enumerate(by_expert)).transpose(1, 2)
    torch.testing.assert_close(layer(signal, real), expected)


def test_the_shares_of_the_experts_sum_to_one_and_ignore_padding():
    layer, signal = dynamic(), torch.randn(2, 6, 4)
    real = torch.tensor([[True] * 6, [True] * 2 + [False] * 4])
    shares = layer.shares(signal, real)
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(2))
    torch.testing.assert_close(shares[1:], layer.shares(signal[1:, :2], real[1:, :2]))
    assert not torch.allclose(shares[0], shares[1])


def test_costs_are_those_of_the_layers():
    shape = {"taps": 3, "steps": 10}
    assert convolution_cost(4, 5, **shape).parameters == numel(torch.nn.Conv1d(4, 5, 3, bias=False))
    assert separable_cost(4, 5, **shape).parameters == numel(SeparableConvolution(4, 5, taps=3))
    assert dynamic_cost(4, 5, experts=3, **shape).parameters == numel(dynamic())


@pytest.mark.parametrize("taps", [3, 9, 25])
def test_a_separable_convolution_costs_the_share_that_the_paper_says(taps):
    """Equation 6, for pictures with K² taps."""
    whole = convolution_cost(64, 128, taps=taps, steps=400)
    separable = separable_cost(64, 128, taps=taps, steps=400)
    assert separable.parameters / whole.parameters == pytest.approx(1 / 128 + 1 / taps)
    assert separable.products / whole.products == pytest.approx(1 / 128 + 1 / taps)


def test_experts_cost_weights_but_hardly_any_work():
    one = convolution_cost(64, 64, taps=9, steps=400)
    four = dynamic_cost(64, 64, taps=9, steps=400, experts=4)
    assert four.parameters > 4 * one.parameters
    assert four.products < 1.02 * one.products


def test_a_separable_convolution_is_two_convolutions():
    torch.manual_seed(0)
    layer, signal = SeparableConvolution(4, 5, taps=3), torch.randn(2, 6, 4)
    each = torch.stack(
        [
            F.conv1d(signal[:, None, :, c], layer.depthwise.weight[c : c + 1], padding=1)[:, 0]
            for c in range(4)
        ],
        dim=2,
    )
    torch.testing.assert_close(layer(signal), each @ layer.pointwise.weight[:, :, 0].T)


def fused(scales):
    torch.manual_seed(0)
    reals = [torch.ones(scale.shape[:2], dtype=torch.bool) for scale in scales]
    return ScaleFusion(6, scales=len(scales), taps=1)(scales, reals)


def test_fusion_carries_news_from_coarse_to_fine_and_from_fine_to_coarse():
    torch.manual_seed(1)
    scales = [torch.rand(1, 7, 6), torch.rand(1, 4, 6), torch.rand(1, 2, 6)]
    before = fused(scales)
    assert [scale.shape for scale in before] == [scale.shape for scale in scales]
    for place in (0, 2):
        told = fused([scale + 5 * (s == place) for s, scale in enumerate(scales)])
        assert all(not torch.allclose(one, other) for one, other in zip(before, told, strict=True))


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8])
def test_padding_does_not_change_what_a_history_means(length):
    net = random_network(DirNetwork, DirConfig(embedding_size=8))
    history = [3, 1, 2, 5, 4, 6, 7, 8][:length]
    torch.testing.assert_close(encoded(net, history).interest, encoded(net, history, width=13).interest)


def test_an_even_number_of_taps_is_refused_in_words():
    with pytest.raises(ValueError, match="odd number of taps"):
        DirConfig(taps=2)
