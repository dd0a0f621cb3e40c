from types import SimpleNamespace

import pytest
import torch

from recommender.algorithms.interface import FitOptions
from recommender.evaluation.epochs import Snapshots, best_epoch
from recommender.evaluation.evaluator import evaluate
from recommender.training.pmca import PmcaBilstm
from tests.factories.sequences import make_dataset, make_split

SMALL = {"embedding_size": 8, "hidden": 4, "vector_size": 4, "rerank": 4, "epochs": 3, "batch_size": 128}


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset(rows=80)
    split, snapshots = make_split(dataset), Snapshots()
    options = FitOptions(device="cpu", after_epoch=snapshots, extra=SMALL)
    algorithm = PmcaBilstm().fit(dataset, split.training, split.validation, options)
    return SimpleNamespace(dataset=dataset, split=split, algorithm=algorithm, snapshots=snapshots)


def judge(world):
    return lambda algorithm, title: evaluate(algorithm, world.dataset, world.split.test)


def test_each_epoch_leaves_its_own_weights(world):
    assert len(world.snapshots) == 3
    first, second, _ = (weights["items.behavior"] for weights in world.snapshots)
    assert torch.equal(first, second)  # a fixed part
    changed = [
        name for name, value in world.snapshots[0].items() if not torch.equal(value, world.snapshots[1][name])
    ]
    assert changed


def test_the_best_epoch_is_the_one_with_most_hits_on_test(world):
    best, rows = best_epoch(world.algorithm, world.snapshots, judge(world))
    assert [row["epoch"] for row in rows] == [1, 2, 3]
    assert best.metrics["HR@20"] == max(row["HR@20"] for row in rows)


def test_an_epoch_is_judged_as_the_algorithm_itself_would_be(world):
    kept = {name: value.clone() for name, value in world.algorithm.network.state_dict().items()}
    alone = judge(world)(world.algorithm, "")
    _, (row,) = best_epoch(world.algorithm, Snapshots([kept]), judge(world))
    assert row["MRR@20"] == pytest.approx(alone.metrics["MRR@20"])
