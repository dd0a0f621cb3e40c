"""The click head made ready gives the logits of the network's own."""

import pytest
import torch

from recommender.training import click_scoring
from recommender.training.click_scoring import ReadyClickHead
from tests.recommender.algorithms.test_pmca_bilstm import encoded, network


@pytest.fixture(scope="module")
def world():
    net = network()
    return net, encoded(net, [1, 2, 3], [4], [5, 6, 7, 8], [0]), net.table()


@pytest.mark.parametrize("units_at_once", [1, 2_000, 1_000_000])
@torch.no_grad()
def test_the_logits_are_those_of_the_head(world, monkeypatch, units_at_once):
    """However many histories go through it together."""
    monkeypatch.setattr(click_scoring, "UNITS_AT_ONCE", units_at_once)
    net, histories, table = world
    items = torch.randint(1, 10, (4, 6), generator=torch.Generator().manual_seed(0))
    ready = ReadyClickHead(net.click, table, dtype=torch.float32)
    torch.testing.assert_close(
        ready(histories, items), net.click_logits(histories, items, table), rtol=1e-5, atol=1e-5
    )


@torch.no_grad()
def test_in_bfloat16_they_are_so_up_to_its_rounding(world):
    net, histories, table = world
    items = torch.arange(1, 9).repeat(4, 1)
    expected = net.click_logits(histories, items, table)
    logits = ReadyClickHead(net.click, table, dtype=torch.bfloat16)(histories, items)
    assert logits.dtype == torch.float32
    assert (logits - expected).abs().max() < 0.05 * expected.std()
