from dataclasses import replace

import pytest

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import histories_of
from recommender.dataset.split import part_known_to
from recommender.training.fitting import fitted, fitted_to_serve
from tests.factories.sequences import make_dataset, make_split

SMALL = {
    "embedding_size": 16,
    "hidden": 16,
    "vector_size": 16,
    "epochs": 2,
    "batch_size": 64,
    "evidence": True,
}
OPTIONS = FitOptions(seed=1, device="cpu", extra=SMALL)


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


@pytest.fixture(scope="module")
def split(dataset):
    return make_split(dataset)


def test_what_serves_has_met_the_validation_period_and_what_was_fitted_has_not(dataset, split):
    before, served = (make("pmca_bilstm", dataset, split, OPTIONS) for make in (fitted, fitted_to_serve))

    known = part_known_to(dataset.sequences, split.before_test)
    assert len(served.weighing.evidence.items) == len(known.items)
    assert len(before.weighing.evidence.items) < len(known.items)
    for (
        name,
        weight,
    ) in before.weighing.weigher.state_dict().items():  # the validation period taught it already
        assert (served.weighing.weigher.state_dict()[name] == weight).all()
    same = [
        bool((a == b).all())
        for a, b in zip(before.network.parameters(), served.network.parameters(), strict=True)
    ]
    assert not all(same)


def test_the_curve_of_what_serves_is_that_of_its_training(dataset, split):
    served = fitted_to_serve("pmca_bilstm", dataset, split, OPTIONS)

    assert [epoch["epoch"] for epoch in served.history] == [1, 2]
    assert all("HR@20" in epoch for epoch in served.history)


def test_a_network_without_validation_stays_as_it_was_fitted(dataset, split):
    options = replace(OPTIONS, extra={"embedding_size": 8, "epochs": 1})
    one, other = (make("gru4rec", dataset, split.whole(), options) for make in (fitted, fitted_to_serve))

    assert (one.item_vectors() == other.item_vectors()).all()


def test_a_baseline_has_learned_the_validation_period_already(dataset, split):
    options = replace(OPTIONS, extra={})
    histories = histories_of(dataset.sequences, split.test, max_length=5)
    one, other = (make("item_knn", dataset, split, options) for make in (fitted, fitted_to_serve))

    assert (one.scores(histories) == other.scores(histories)).all()
