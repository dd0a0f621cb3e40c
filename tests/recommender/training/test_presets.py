from dataclasses import fields

import pytest

from recommender.algorithms.pmca_bilstm import PmcaConfig
from recommender.training import presets
from recommender.training.config import TrainingConfig


@pytest.mark.parametrize("preset", [presets.SHOP, presets.ONLINE_RETAIL])
def test_a_preset_names_only_what_can_be_set(preset):
    known = {field.name for config in (PmcaConfig, TrainingConfig) for field in fields(config)}
    assert set(preset) <= known


def test_the_defaults_are_the_papers():
    network, training = PmcaConfig(), TrainingConfig()
    assert network.hidden == training.batch_size == 256
    assert (training.epochs, training.learning_rate, training.l2) == (10, 1e-3, 1e-5)
    assert (training.decay, training.decay_every) == (0.1, 3)
