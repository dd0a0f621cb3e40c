import numpy as np
import pytest
import torch

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import NOTHING
from recommender.dataset.split import all_samples
from recommender.training.likelihood import losses_on, sample_losses
from recommender.training.one_stage import Gru4Rec
from tests.recommender.training.test_growth import dataset_of, walks_over

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def learned():
    """What the network has seen: products 100 … 119."""
    walks = walks_over(np.arange(100, 120), rows=60, seed=1)
    dataset = dataset_of(walks)
    options = FitOptions(seed=0, device="cpu", extra={"embedding_size": 8, "epochs": 5, "batch_size": 32})
    return Gru4Rec().fit(dataset, all_samples(dataset.sequences), NOTHING, options), dataset, walks


def test_losses_are_the_same_in_a_larger_catalog(learned):
    algorithm, dataset, walks = learned
    larger = dataset_of(walks, walks_over(np.arange(80, 100), rows=5, seed=2))
    old = all_samples(larger.sequences)
    old = old.take(old.rows < len(walks))
    expected = sample_losses(algorithm.network, dataset, all_samples(dataset.sequences), CPU)
    np.testing.assert_allclose(losses_on(algorithm, larger, old), expected, rtol=1e-4)


def test_a_target_that_is_new_costs_a_blind_guess(learned):
    algorithm, dataset, _ = learned
    strange = dataset_of(walks_over(np.arange(80, 100), rows=5, seed=2))
    losses = losses_on(algorithm, strange, all_samples(strange.sequences))
    np.testing.assert_allclose(losses, np.log(len(dataset.vocabulary)), rtol=1e-5)
