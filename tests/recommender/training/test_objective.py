"""The losses of batches, against what the network itself says of all items."""

import pytest
import torch
from torch.nn import functional as F

from recommender.algorithms.pmca_bilstm import PmcaConfig, PmcaNetwork
from recommender.training.config import TrainingConfig
from recommender.training.objective import RetrievalObjective, TwoStageObjective
from tests.recommender.algorithms.networks import START

ITEMS = 9


@pytest.fixture
def network() -> PmcaNetwork:
    torch.manual_seed(0)
    known = torch.ones(ITEMS + 1, dtype=torch.bool)
    known[[0, ITEMS]] = False  # padding, and an item that nobody touched
    config = PmcaConfig(embedding_size=8, hidden=4, max_length=5)
    net = PmcaNetwork(config, torch.randn(ITEMS + 1, 4), torch.randn(ITEMS + 1, 3), known).eval()
    torch.nn.init.normal_(net.again.of_place.weight)
    return net


@pytest.fixture
def batch() -> tuple[torch.Tensor, ...]:
    items = torch.tensor([[0, 3, 3], [1, 2, 5], [0, 0, 4]])
    return items, torch.zeros_like(items), START + torch.arange(3).expand_as(items), torch.tensor([3, 7, 8])


def expected(network: PmcaNetwork, batch: tuple[torch.Tensor, ...]) -> torch.Tensor:
    items, kinds, times, targets = batch
    table = network.table()
    logits = network.retrieval_logits(network.encode(items, kinds, times, table), table)
    return F.cross_entropy(logits.masked_fill(~network.items.known, float("-inf")), targets)


def test_over_all_items_it_is_the_cross_entropy_of_the_known_ones(network, batch):
    objective = RetrievalObjective(network, TrainingConfig(), counts=torch.ones(ITEMS + 1))
    torch.testing.assert_close(objective(*batch), expected(network, batch))


def test_over_a_sample_it_is_close_to_that(network, batch):
    torch.manual_seed(0)
    counts = network.items.known.float()
    config = TrainingConfig(sample_above=1, sampled=50_000)
    sampled = RetrievalObjective(network, config, counts=counts)(*batch)
    torch.testing.assert_close(sampled, expected(network, batch), rtol=0.01, atol=0.01)


@pytest.mark.parametrize("above", [1, 100])
def test_the_second_stage_adds_its_share(network, batch, above):
    counts = network.items.known.float()

    def loss(weight: float) -> torch.Tensor:
        torch.manual_seed(0)
        config = TrainingConfig(sample_above=above, sampled=20, click_weight=weight)
        return TwoStageObjective(network, config, counts=counts)(*batch)

    alone, half, whole = loss(0.0), loss(0.5), loss(1.0)
    assert half > alone
    torch.testing.assert_close(whole - alone, 2 * (half - alone))


def test_a_second_stage_that_counts_for_nothing_costs_nothing(network, batch):
    network.zero_grad()
    config = TrainingConfig(click_weight=0.0)
    TwoStageObjective(network, config, counts=network.items.known.float())(*batch).backward()
    assert all(weight.grad is None for weight in network.click.parameters())
