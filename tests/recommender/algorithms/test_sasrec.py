from typing import ClassVar

import numpy as np
import pytest
import torch

from recommender.algorithms.sasrec import SasRecConfig, SasRecNetwork, SelfAttentionBlock
from recommender.training.one_stage import SasRec
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.networks import TINY, encoded, random_network, weights_of


class TestSasRec(AlgorithmConformance):
    algorithm_class = SasRec
    extra: ClassVar[dict] = TINY | {"heads": 2}
    beats_random_by = 3.0


def normed(x, weight, bias):
    return (x - x.mean()) / np.sqrt(x.var() + 1e-5) * weight + bias


def by_the_paper(w, history, *, blocks):
    """One head, place after place, as the equations stand."""
    size = w["items.own.weight"].shape[1]
    last = len(history) - 1
    x = [w["items.own.weight"][item] + w["places.weight"][last - i] for i, item in enumerate(history)]
    for block in range(blocks):
        part = {name.split(".", 2)[2]: v for name, v in w.items() if name.startswith(f"blocks.{block}.")}
        rows = [normed(v, part["before_attention.weight"], part["before_attention.bias"]) for v in x]
        Q, K, V = zip(
            *((part["projection.weight"] @ v + part["projection.bias"]).reshape(3, size) for v in rows),
            strict=True,
        )
        attended = []
        for i in range(len(x)):
            energy = np.array([Q[i] @ K[j] / np.sqrt(size) for j in range(i + 1)])
            share = np.exp(energy) / np.exp(energy).sum()
            seen = sum(share[j] * V[j] for j in range(i + 1))
            attended.append(x[i] + part["out.weight"] @ seen + part["out.bias"])
        x = []
        for v in attended:
            inner = normed(v, part["before_pointwise.weight"], part["before_pointwise.bias"])
            inner = np.maximum(part["pointwise.0.weight"] @ inner + part["pointwise.0.bias"], 0)
            x.append(v + part["pointwise.2.weight"] @ inner + part["pointwise.2.bias"])
    return w["items.own.weight"] @ normed(x[-1], w["norm.weight"], w["norm.bias"])


@pytest.mark.parametrize("blocks", [1, 2])
def test_scores_equal_the_equations_worked_out_place_by_place(blocks):
    network = random_network(SasRecNetwork, SasRecConfig(embedding_size=6, max_length=8, blocks=blocks))
    histories = [1, 2, 3, 2, 4], [5], [7, 8, 7]
    result = encoded(network, *histories, width=7)
    scores = network.retrieval_logits(result, network.table()).detach().numpy()
    for row, history in zip(scores, histories, strict=True):
        np.testing.assert_allclose(row, by_the_paper(weights_of(network), history, blocks=blocks), atol=1e-5)


def test_a_place_does_not_look_ahead():
    torch.manual_seed(0)
    block, x = SelfAttentionBlock(8, heads=2, dropout=0.0), torch.randn(1, 5, 8)
    causal = torch.ones(5, 5, dtype=torch.bool).tril()[None]
    changed = x.clone()
    changed[:, 3:] *= -1
    torch.testing.assert_close(block(changed, causal)[:, :3], block(x, causal)[:, :3])
    assert not torch.allclose(block(changed, causal)[:, 3:], block(x, causal)[:, 3:])


def test_heads_that_cannot_share_the_units_are_refused_in_words():
    with pytest.raises(ValueError, match="3 heads cannot share 128 units"):
        SasRecConfig(heads=3)
