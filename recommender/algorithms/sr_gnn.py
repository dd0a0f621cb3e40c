"""SR-GNN: a session is a small graph of its items; a gated graph layer, then a soft-attention readout.

After Wu et al., "Session-based Recommendation with Graph Neural Networks" (AAAI 2019); equations by their numbers there.
Shapes: B sessions, L clicks, E item vector. A node lives at the place of its item's first click, so that no graph is ever
built outside the tensors; other places hold no edges and are never read.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from recommender.algorithms.aligned import Aligned, mean_of, pick
from recommender.algorithms.interest import Encoded, InterestNetwork


def nodes_of(items: Tensor) -> Tensor:
    """(B, L): the place of the first click on the same item."""
    same = items[:, :, None] == items[:, None, :]  # (B, L, L)
    return same.to(torch.uint8).argmax(dim=2)


def session_edges(nodes: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Outgoing and incoming connections, each (B, L, L): row i says how node i reaches, and is reached by, the others.

    An edge counts as often as it was walked, over the walks that leave (or reach) the node.
    """
    B, L = nodes.shape
    walks = torch.zeros(B, L * L, device=nodes.device)
    walked = (real[:, 1:] & real[:, :-1]).float()  # (B, L-1)
    walks.scatter_add_(1, nodes[:, :-1] * L + nodes[:, 1:], walked)
    walks = walks.view(B, L, L)  # from, to
    outgoing = walks / walks.sum(dim=2, keepdim=True).clamp(min=1)
    incoming = walks.transpose(1, 2) / walks.sum(dim=1)[..., None].clamp(min=1)
    return outgoing, incoming


class GatedGraphLayer(nn.Module):
    """Equations 1-5: a node gathers from its neighbors and updates itself by gates."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.outgoing = nn.Linear(size, size)  # H and b of equation 1, one half for each direction
        self.incoming = nn.Linear(size, size)
        self.gathered = nn.Linear(2 * size, 3 * size)  # W_z, W_r, W_o
        self.gates = nn.Linear(size, 2 * size, bias=False)  # U_z, U_r
        self.candidate = nn.Linear(size, size, bias=False)  # U_o

    def forward(self, nodes: Tensor, outgoing: Tensor, incoming: Tensor) -> Tensor:
        a = torch.cat([outgoing @ self.outgoing(nodes), incoming @ self.incoming(nodes)], dim=-1)  # (1)
        W_z, W_r, W_o = self.gathered(a).chunk(3, dim=-1)  # each (B, L, E)
        U_z, U_r = self.gates(nodes).chunk(2, dim=-1)
        z = torch.sigmoid(W_z + U_z)  # (2)
        r = torch.sigmoid(W_r + U_r)  # (3)
        candidate = torch.tanh(W_o + self.candidate(r * nodes))  # (4)
        return (1 - z) * nodes + z * candidate  # (5)


class SoftAttention(nn.Module):
    """Equation 6: how much a click counts beside the latest one. The weights are free, they need not sum to 1."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.latest = nn.Linear(size, size, bias=False)  # W_1
        self.each = nn.Linear(size, size)  # W_2, c
        self.query = nn.Linear(size, 1, bias=False)  # q

    def forward(self, clicks: Tensor, latest: Tensor, real: Tensor) -> Tensor:
        weights = self.query(torch.sigmoid(self.latest(latest)[:, None] + self.each(clicks)))  # (B, L, 1)
        return (weights * clicks * real[..., None]).sum(dim=1)  # (B, E)


class Mean(nn.Module):
    """In place of equation 6: every click counts alike."""

    def __init__(self, size: int) -> None:
        super().__init__()

    def forward(self, clicks: Tensor, latest: Tensor, real: Tensor) -> Tensor:
        return mean_of(clicks, real)  # (B, E)


@dataclass(frozen=True)
class SrGnnConfig:
    embedding_size: int = 100
    max_length: int = 50
    steps: int = 1
    """How far news travels in the graph."""
    temperature: float | None = None
    """Cosines are divided by it; None is the plain product, as published."""


class SrGnnNetwork(InterestNetwork):
    readout_class: type[nn.Module] = SoftAttention

    def __init__(self, config: SrGnnConfig, known: Tensor) -> None:
        super().__init__(config, known)
        size = config.embedding_size
        self.layer = GatedGraphLayer(size)
        self.readout = self.readout_class(size)
        self.join = nn.Linear(2 * size, size, bias=False)  # W_3
        for weight in self.parameters():
            nn.init.uniform_(weight, -(size**-0.5), size**-0.5)
        with torch.no_grad():
            self.items.own.weight *= known[:, None]

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        session = Aligned.of(items, kinds, times)
        nodes = nodes_of(session.items)  # (B, L)
        edges = session_edges(nodes, session.real)
        states = self.embedded(session.items, table)  # (B, L, E)
        for _ in range(self.config.steps):
            states = self.layer(states, *edges)
        clicks = pick(
            states, nodes
        )  # (B, L, E), as the authors' code reads them: two clicks on an item are two
        latest = pick(clicks, session.latest).squeeze(1)  # s_l (B, E)
        whole = self.readout(clicks, latest, session.real)  # s_g (B, E)
        return Encoded(
            self.join(torch.cat([latest, whole], dim=-1))
        )  # (7); (8) is the product with item vectors


class SrGnnWithoutAttentionNetwork(SrGnnNetwork):
    readout_class = Mean
