import pytest
import torch
from torch import nn

from recommender.training.anchoring import (
    dropout,
    fisher_diagonal,
    recent_attention,
    snapshot,
    squared_distance,
)


@pytest.fixture
def network():
    network = nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        network.weight[:] = torch.tensor([[1.0, -2.0]])
    return network


def test_the_distance_is_zero_at_the_snapshot_and_has_no_gradient_there(network):
    distance = squared_distance(network, snapshot(network), {"weight": torch.ones(1, 2)})
    distance.backward()
    assert distance.item() == 0
    assert network.weight.grad.abs().sum() == 0


def test_the_distance_is_squared_and_weighed_by_importance(network):
    last = snapshot(network)
    with torch.no_grad():
        network.weight += torch.tensor([[2.0, 3.0]])
    assert squared_distance(network, last).item() == 4 + 9
    assert squared_distance(network, last, {"weight": torch.tensor([[0.5, 1.0]])}).item() == 2 + 9


def test_an_anchored_step_adds_twice_lambda_times_the_distance(network):
    last = snapshot(network)
    with torch.no_grad():
        network.weight += torch.tensor([[2.0, 3.0]])
    (0.1 * squared_distance(network, last)).backward()
    torch.testing.assert_close(network.weight.grad, torch.tensor([[0.4, 0.6]]))


def test_fisher_information_is_the_mean_of_squared_gradients(network):
    """The gradient of w·x is x, whatever w is."""
    inputs = torch.tensor([[1.0, 0.0], [3.0, 2.0]])
    fisher = fisher_diagonal(network, [(inputs,)], lambda x: network(x).squeeze(1))
    torch.testing.assert_close(fisher["weight"], torch.tensor([[(1 + 9) / 2, 4 / 2]]))


def test_dropout_is_changed_for_a_while_only():
    network = nn.Sequential(nn.Dropout(0.3), nn.Linear(1, 1), nn.Dropout(0.4))
    with dropout(network, 0.0):
        assert [network[0].p, network[2].p] == [0.0, 0.0]
    with dropout(network, None):
        assert [network[0].p, network[2].p] == [0.3, 0.4]
    assert [network[0].p, network[2].p] == [0.3, 0.4]


def test_samples_weigh_by_the_attention_on_their_latest_events():
    attention = torch.tensor([[0.7, 0.2, 0.1, 0.0], [0.1, 0.1, 0.3, 0.5]])
    weights = recent_attention(attention, torch.tensor([3, 4]), recent=2)
    torch.testing.assert_close(weights, torch.tensor([0.3, 0.8]) / 0.55)
    assert weights.mean().item() == pytest.approx(1)
