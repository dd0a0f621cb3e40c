from dataclasses import fields

import pytest
from django.conf import settings

from recommender.algorithms.pmca_bilstm import PmcaConfig
from recommender.training import presets
from recommender.training.config import TrainingConfig
from recommender.training.registry import NETWORKS, algorithm_class


@pytest.mark.parametrize("preset", presets.PRESETS.values())
def test_a_preset_names_only_what_can_be_set(preset):
    known = {field.name for config in (PmcaConfig, TrainingConfig) for field in fields(config)}
    assert set(preset) <= known


def test_the_defaults_are_the_papers():
    network, training = PmcaConfig(), TrainingConfig()
    assert network.hidden == training.batch_size == 256
    assert (training.epochs, training.learning_rate, training.l2) == (10, 1e-3, 1e-5)
    assert (training.decay, training.decay_every) == (0.1, 3)


def test_the_shop_says_how_it_teaches_every_network():
    assert set(settings.RECOMMENDER_CONFIGS) == set(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_the_shop_says_is_known_to_the_network(name):
    configs = algorithm_class(name).config_class, TrainingConfig
    assert set(settings.RECOMMENDER_CONFIGS[name]) <= {f.name for config in configs for f in fields(config)}
