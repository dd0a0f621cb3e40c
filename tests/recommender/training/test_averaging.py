import pytest
import torch
from torch import nn

from recommender.training.averaging import WeightAverage, smoothing


def line(value):
    network = nn.Linear(1, 1, bias=False)
    nn.init.constant_(network.weight, value)
    return network


def test_the_average_has_its_closed_form():
    live = line(1.0)
    average = WeightAverage(live, rho=0.9)
    seen = [2.0, -1.0, 5.0]
    for value in seen:
        nn.init.constant_(live.weight, value)
        average.update(live)
    expected = 0.9**3 * 1.0 + sum(0.1 * 0.9 ** (2 - i) * value for i, value in enumerate(seen))
    assert average.network.weight.item() == pytest.approx(expected, rel=1e-5)


def test_a_ramp_begins_low_and_ends_at_rho():
    ramped = [smoothing(0.99, step, ramp=True) for step in (1, 9, 10_000)]
    assert ramped == [pytest.approx(0.1), pytest.approx(0.5), 0.99]
    assert smoothing(0.99, 1, ramp=False) == 0.99


def test_the_average_follows_an_optimizer_and_leaves_the_live_weights_alone():
    live = line(1.0)
    optimizer = torch.optim.SGD(live.parameters(), lr=1.0)
    average = WeightAverage(live, rho=0.5)
    average.follow(live, optimizer)
    live(torch.ones(1, 1)).sum().backward()
    optimizer.step()
    assert live.weight.item() == 0.0
    assert average.network.weight.item() == 0.5


def test_buffers_are_those_of_the_live_network():
    live = nn.BatchNorm1d(2)
    average = WeightAverage(live, rho=0.9)
    live.running_mean += 3
    average.update(live)
    assert average.network.running_mean.tolist() == [3.0, 3.0]


def test_a_rho_of_one_would_never_learn():
    with pytest.raises(ValueError, match="rho"):
        WeightAverage(line(1.0), rho=1.0)
