"""What the tests of networks share: a random network, and histories to put through it."""

import numpy as np
import torch

START = 1_750_000_000
TINY = {
    "embedding_size": 16,
    "epochs": 8,
    "batch_size": 64,
    "learning_rate": 0.02,
    "decay_every": 6,
    "patience": 8,
}


def random_network(network_class, config, *, items=9):
    """A network over `items` items, the last of them untouched."""
    torch.manual_seed(0)
    known = torch.ones(items + 1, dtype=torch.bool)
    known[[0, items]] = False
    return network_class(config, known).eval()


@torch.no_grad()
def encoded(network, *rows, width=None):
    """The rows, a minute between events, padded on the left to `width`, through the network."""
    width = width or max(map(len, rows))
    items = torch.tensor([[0] * (width - len(row)) + list(row) for row in rows])
    place = torch.arange(width).expand_as(items)
    return network.encode(items, torch.zeros_like(items), START + 60 * place, network.table())


def weights_of(network) -> dict[str, np.ndarray]:
    return {name: value.detach().double().numpy() for name, value in network.state_dict().items()}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))
