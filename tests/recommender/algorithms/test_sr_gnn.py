from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
import torch

from recommender.algorithms.sr_gnn import (
    SrGnnConfig,
    SrGnnNetwork,
    SrGnnWithoutAttentionNetwork,
    nodes_of,
    session_edges,
)
from recommender.training.one_stage import SrGnn, SrGnnWithoutAttention
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import TINY, encoded, random_network, sigmoid, weights_of


class TestSrGnn(AlgorithmConformance):
    algorithm_class = SrGnn
    extra: ClassVar[dict] = TINY
    beats_random_by = 3.0


class TestSrGnnWithoutAttention(AlgorithmConformance):
    algorithm_class = SrGnnWithoutAttention
    extra: ClassVar[dict] = TINY
    beats_random_by = 3.0


def test_the_connections_of_the_papers_own_example():
    """Figure 2 of Wu et al.: the session v1 → v2 → v3 → v2 → v4."""
    items = torch.tensor([[1, 2, 3, 2, 4, 0]])
    nodes = nodes_of(items)
    assert nodes[0, :5].tolist() == [0, 1, 2, 1, 4]
    outgoing, incoming = session_edges(nodes, items != 0)
    of_nodes = [0, 1, 2, 4]
    assert outgoing[0][of_nodes][:, of_nodes].tolist() == [
        [0, 1, 0, 0],
        [0, 0, 0.5, 0.5],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
    ]
    assert incoming[0][of_nodes][:, of_nodes].tolist() == [
        [0, 0, 0, 0],
        [0.5, 0, 0.5, 0],
        [0, 1, 0, 0],
        [0, 1, 0, 0],
    ]


def test_an_edge_counts_as_often_as_it_was_walked():
    items = torch.tensor([[1, 2, 1, 2, 1, 3]])
    outgoing, _ = session_edges(nodes_of(items), items != 0)
    torch.testing.assert_close(outgoing[0, 0, [1, 5]], torch.tensor([2 / 3, 1 / 3]))


def by_the_paper(w, session, *, steps, attention):
    """Equations 1-8 in loops over an adjacency matrix, for one session."""
    size = w["items.own.weight"].shape[1]
    nodes = list(dict.fromkeys(session))
    n = len(nodes)
    A = np.zeros((n, n))
    for one, other in pairwise(session):
        A[nodes.index(one), nodes.index(other)] += 1
    out_of = [row / max(1, row.sum()) for row in A]
    into = [column / max(1, column.sum()) for column in A.T]
    W_z, W_r, W_o = w["layer.gathered.weight"].reshape(3, size, 2 * size)
    b_z, b_r, b_o = w["layer.gathered.bias"].reshape(3, size)
    U_z, U_r = w["layer.gates.weight"].reshape(2, size, size)
    v = [w["items.own.weight"][item] for item in nodes]
    for _ in range(steps):
        sent = [w["layer.outgoing.weight"] @ x + w["layer.outgoing.bias"] for x in v]
        back = [w["layer.incoming.weight"] @ x + w["layer.incoming.bias"] for x in v]
        moved = []
        for i in range(n):
            a = np.concatenate(
                [sum(out_of[i][j] * sent[j] for j in range(n)), sum(into[i][j] * back[j] for j in range(n))]
            )
            z = sigmoid(W_z @ a + b_z + U_z @ v[i])
            r = sigmoid(W_r @ a + b_r + U_r @ v[i])
            candidate = np.tanh(W_o @ a + b_o + w["layer.candidate.weight"] @ (r * v[i]))
            moved.append((1 - z) * v[i] + z * candidate)
        v = moved
    clicks = [v[nodes.index(item)] for item in session]
    s_l, s_g = clicks[-1], np.zeros(size)
    for click in clicks:
        if attention:
            inner = w["readout.latest.weight"] @ s_l + w["readout.each.weight"] @ click
            s_g += (w["readout.query.weight"] @ sigmoid(inner + w["readout.each.bias"])) * click
        else:
            s_g += click / len(clicks)
    return w["items.own.weight"] @ (w["join.weight"] @ np.concatenate([s_l, s_g]))


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize(
    ("network_class", "attention"), [(SrGnnNetwork, True), (SrGnnWithoutAttentionNetwork, False)]
)
def test_scores_equal_the_equations_worked_out_node_by_node(network_class, attention, steps):
    network = random_network(network_class, SrGnnConfig(embedding_size=6, steps=steps))
    sessions = [1, 2, 3, 2, 2, 4], [5], [7, 8, 7]
    result = encoded(network, *sessions, width=8)
    scores = network.retrieval_logits(result, network.table()).detach().numpy()
    for row, session in zip(scores, sessions, strict=True):
        expected = by_the_paper(weights_of(network), session, steps=steps, attention=attention)
        np.testing.assert_allclose(row, expected, atol=1e-5)
