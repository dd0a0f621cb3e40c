import numpy as np
import pytest
import torch

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import Samples
from recommender.training.pmca import PmcaBilstm
from tests.factories.sequences import make_dataset, make_split

SMALL = {
    "embedding_size": 16,
    "hidden": 8,
    "vector_size": 8,
    "epochs": 4,
    "batch_size": 64,
    "learning_rate": 0.01,
    "rerank": 10,
}


class KilledError(Exception):
    """Stands for the machine going away."""


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset(rows=120)
    return dataset, make_split(dataset)


def fit(world, *, progress=None, resume_path=None, seed=0, validation=None, **extra):
    dataset, split = world
    options = FitOptions(seed=seed, device="cpu", resume_path=resume_path, extra=SMALL | extra)
    if progress:
        options = FitOptions(**(vars(options) | {"progress": progress}))
    if validation is None:
        validation = split.validation
    return PmcaBilstm().fit(dataset, split.training, validation, options)


def killed_in_epoch(number):
    def progress(done, total, facts):
        if facts["epoch"] == number:
            raise KilledError

    return progress


def weights(algorithm):
    return {k: v for k, v in algorithm.network.state_dict().items() if v.is_floating_point()}


def assert_same_weights(one, other):
    for name, value in weights(one).items():
        torch.testing.assert_close(value, weights(other)[name], rtol=1e-4, atol=1e-6)


def test_a_killed_run_ends_where_an_uninterrupted_one_does(world, tmp_path):
    path = tmp_path / "run" / "state.pt"
    with pytest.raises(KilledError):
        fit(world, progress=killed_in_epoch(3), resume_path=path)
    epochs = []
    resumed = fit(world, progress=lambda d, t, facts: epochs.append(facts["epoch"]), resume_path=path)
    assert set(epochs) == {3, 4}
    whole = fit(world)
    assert_same_weights(resumed, whole)
    assert [row["loss"] for row in resumed.history] == pytest.approx([row["loss"] for row in whole.history])


def test_the_state_of_another_run_is_passed_over(world, tmp_path):
    path = tmp_path / "state.pt"
    with pytest.raises(KilledError):
        fit(world, progress=killed_in_epoch(3), resume_path=path, seed=1)
    assert_same_weights(fit(world, resume_path=path), fit(world))


def test_a_damaged_state_is_passed_over(world, tmp_path):
    path = tmp_path / "state.pt"
    with pytest.raises(KilledError):
        fit(world, progress=killed_in_epoch(3), resume_path=path)
    whole, middle = fit(world), path.stat().st_size // 2
    intact = path.read_bytes()
    for damaged in (b"no state", intact[:middle], intact[:middle] + b"x" * 99 + intact[middle + 99 :]):
        path.write_bytes(damaged)
        assert_same_weights(fit(world, resume_path=path), whole)


def test_another_seed_gives_another_network(world):
    one, other = fit(world, epochs=1), fit(world, epochs=1, seed=5)
    assert not torch.allclose(one.network.join.weight, other.network.join.weight)


def test_training_leaves_the_random_state_of_others_alone(world):
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    fit(world, epochs=1)
    torch.testing.assert_close(torch.rand(3), expected)


def test_training_stops_when_validation_no_longer_improves_and_keeps_the_best(world):
    algorithm = fit(world, epochs=30, patience=1, learning_rate=0.05, decay=1.0)
    value = [row["HR@20"] + row["MRR@20"] for row in algorithm.history]
    assert len(value) < 30
    assert len(value) == np.argmax(value) + 2
    again = fit(world, epochs=int(np.argmax(value)) + 1, patience=30, learning_rate=0.05, decay=1.0)
    assert_same_weights(algorithm, again)


def test_without_validation_the_last_epoch_counts_and_the_click_head_is_not_trusted(world):
    nothing = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    algorithm = fit(world, validation=nothing)
    assert len(algorithm.history) == 4
    assert algorithm.blend == 0.0


def test_progress_tells_loss_and_speed_up_to_the_end(world):
    told = []
    fit(world, progress=lambda *call: told.append((*call[:2], dict(call[2]))), epochs=2)
    done, total, facts = told[-1]
    assert done == total
    assert facts["epoch"] == 2
    assert facts["loss"] > 0
    assert facts["items_per_s"] > 0
    assert [call[0] for call in told] == sorted(call[0] for call in told)


def test_nothing_to_learn_from_is_said_in_words(world):
    dataset, split = world
    nothing = split.training.take(slice(0, 0))
    with pytest.raises(ValueError, match="no training sample"):
        PmcaBilstm().fit(dataset, nothing, split.validation, FitOptions(device="cpu"))
