import pytest
import torch

from recommender.algorithms.dropout import ByteDropout


@pytest.mark.parametrize("rate", [0.25, 0.4, 0.9])
def test_the_rate_is_dropped_and_the_mean_stays(rate):
    torch.manual_seed(0)
    units = torch.ones(400, 333, requires_grad=True)
    kept = ByteDropout(rate)(units)
    assert (kept == 0).float().mean().item() == pytest.approx(rate, abs=0.005)
    assert kept.mean().item() == pytest.approx(1, abs=0.02)
    kept.sum().backward()
    assert torch.equal(units.grad, kept)


def test_a_seed_decides_what_is_dropped_and_units_are_independent():
    layer, units = ByteDropout(0.5), torch.ones(64, 1000)
    torch.manual_seed(1)
    first, other = layer(units), layer(units)
    torch.manual_seed(1)
    assert torch.equal(layer(units), first)
    assert not torch.equal(first, other)
    together = (first[:, :-1] == 0) & (first[:, 1:] == 0)
    assert together.float().mean().item() == pytest.approx(0.25, abs=0.01)


def test_without_training_or_a_rate_units_stay_as_they_are():
    units = torch.randn(3, 5)
    assert ByteDropout(0.0)(units) is units
    assert ByteDropout(0.5).eval()(units) is units
    assert ByteDropout(1.0)(units).abs().sum() == 0
