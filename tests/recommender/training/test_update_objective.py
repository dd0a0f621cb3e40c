"""Which softmax an update learns by, and the distance that is added to it."""

import pytest
import torch

from recommender.algorithms.gru4rec import Gru4RecConfig, Gru4RecNetwork
from recommender.training.anchoring import snapshot
from recommender.training.config import TrainingConfig
from recommender.training.distillation import Distillation
from recommender.training.objective import RetrievalObjective
from recommender.training.update_objective import Anchor, UpdateObjective

ITEMS = 40
BATCH = (
    torch.tensor([[1, 2, 3], [4, 5, 6]]),
    torch.zeros(2, 3, dtype=torch.long),
    torch.arange(6).view(2, 3),
)
TARGETS = torch.tensor([7, 8])


@pytest.fixture
def objective():
    torch.manual_seed(0)
    known = torch.arange(ITEMS + 1) > 0
    network = Gru4RecNetwork(Gru4RecConfig(embedding_size=8, max_length=3, embedding_dropout=0.0), known)
    config = TrainingConfig(sample_above=1, sampled=10)
    return RetrievalObjective(network, config, counts=known.float())


def loss(one, seed: int = 1) -> torch.Tensor:
    torch.manual_seed(seed)
    return one(*BATCH, TARGETS)


def test_labels_alone_are_learned_as_the_algorithm_learns_them(objective):
    assert loss(UpdateObjective(objective)) == loss(objective)


@pytest.mark.parametrize("how", [{"mix": Distillation(k=5)}, {"attention_weighted": True}])
def test_what_the_base_lists_is_learned_by_a_sample_too(objective, how):
    update = UpdateObjective(objective, base=objective.network, **how)
    sampled = [loss(update, seed=seed).item() for seed in range(300)]
    assert len(set(sampled)) > 1
    objective.config = TrainingConfig(sample_above=ITEMS)
    assert sum(sampled) / len(sampled) == pytest.approx(loss(update).item(), rel=0.02)


def test_asking_where_the_network_itself_puts_an_item_takes_the_whole_catalog(objective):
    mix = Distillation(k=5, mu=0.5)
    update = UpdateObjective(objective, base=objective.network, mix=mix)
    sampled = loss(update)
    objective.config = TrainingConfig(sample_above=ITEMS)
    assert loss(update) == sampled


def test_the_distance_to_the_last_snapshot_is_added(objective):
    last = {name: value + 1 for name, value in snapshot(objective.network).items()}
    far = sum(value.numel() for value in last.values())
    anchored = UpdateObjective(objective, anchors=[Anchor(last, 0.5)])
    torch.testing.assert_close(loss(anchored) - loss(objective), torch.tensor(0.5 * far))
