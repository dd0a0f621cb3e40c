"""Two processes that torchrun starts learn what one learns with twice the batch."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from django.conf import settings

from recommender.training.distributed import Team, launched
from tests.recommender.training import taught_together
from tests.recommender.training.taught_together import taught

TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]

# Nothing is drawn for single samples.
PLAIN = {"dropout": 0.0, "forget": 0.0, "click_weight": 0.0}
# Also negatives, from a softmax that looks at a sample of the catalog.
DRAWN = {"sample_above": 5, "sampled": 20}


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> list[list[dict]]:
    """What each of two processes tells of three fits, the last of which the state of the second is not meant for."""
    folder = tmp_path_factory.mktemp("together")
    fits = [changes | {"batch_size": 30} for changes in (PLAIN, PLAIN, DRAWN)]
    subprocess.run(
        [sys.executable, *TORCHRUN, "-m", taught_together.__name__, str(folder), json.dumps(fits)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"},
        timeout=300,
        check=True,
    )
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in range(2)]


pytestmark = pytest.mark.slow


def curve(history: list[dict], what: str = "loss") -> list[float]:
    return [row[what] for row in history]


def test_two_processes_have_the_losses_of_one_with_twice_the_batch(two):
    one = taught(PLAIN | {"batch_size": 60})
    assert [told[0]["size"] for told in two] == [2, 2]
    for told, *_ in two:
        assert curve(told["history"]) == pytest.approx(curve(one.history), rel=1e-4)
        assert curve(told["history"], "MRR@20") == pytest.approx(curve(one.history, "MRR@20"), rel=1e-2)
        np.testing.assert_allclose(
            told["weight"], one.network.join.weight.detach().flatten(), rtol=1e-2, atol=1e-3
        )
    assert two[0][0]["weight"] == two[1][0]["weight"]


def test_the_state_that_the_leader_left_is_taken_up_by_all(two):
    """The seconds of an epoch are those of the process that counted them."""
    for told in two:
        assert told[1]["history"] == two[0][0]["history"]
        assert told[1]["weight"] == two[0][0]["weight"]


def test_with_dropout_and_drawn_negatives_they_learn_alike(two):
    """Draw for draw they cannot: so their curve has to lie among those of one process with several seeds."""
    found = curve(two[0][2]["history"])
    assert two[0][2]["weight"] == two[1][2]["weight"]
    assert found == curve(two[1][2]["history"])
    ones = np.array([curve(taught(DRAWN | {"batch_size": 60}, seed=seed).history) for seed in range(5)])
    assert (0.95 * ones.min(axis=0) <= found).all()
    assert (found <= 1.05 * ones.max(axis=0)).all()


def test_shares_hold_each_sample_once_and_weigh_to_the_mean_of_the_batch():
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    shares = [Team(rank, 2).share(np.arange(5)) for rank in range(2)]
    assert sorted(np.concatenate([own for own, _ in shares])) == [0, 1, 2, 3, 4]
    assert np.mean([weight * values[own].mean() for own, weight in shares]) == pytest.approx(values.mean())


def test_who_gets_no_sample_of_a_small_batch_does_not_count():
    own, weight = Team(rank=2, size=3).share(np.array([7, 8]))
    assert (own.tolist(), weight) == ([7], 0.0)


def test_without_torchrun_there_is_one_process():
    with launched("cpu") as team:
        assert (team.size, team.leads, Team.now()) == (1, True, Team())
    assert team.told(lambda: "found") == "found"
