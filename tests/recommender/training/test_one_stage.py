"""Networks of one stage as algorithms, and in the shop."""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from django.utils import timezone

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import histories_of
from recommender.loop import run_loop
from recommender.serving.live_model import live_model
from recommender.serving.models import RecommendationList
from recommender.training.one_stage import Gru4Rec, SrGnn
from recommender.training.registry import algorithm_class
from tests.factories.loop import plant
from tests.factories.sequences import make_dataset, make_split

TINY = {"embedding_size": 8, "epochs": 10, "batch_size": 64, "learning_rate": 0.02}


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset(rows=120, untouched=2)
    return dataset, make_split(dataset)


def fitted(world, **changes):
    dataset, split = world
    options = FitOptions(seed=0, device="cpu", extra=TINY | {"epochs": 2} | changes)
    return Gru4Rec().fit(dataset, split.training, split.validation, options)


def test_items_that_nobody_has_touched_come_last(world):
    dataset, split = world
    scores = fitted(world).scores(histories_of(dataset.sequences, split.test, max_length=20))
    assert (scores[:, 1:31].min(axis=1, keepdims=True) > scores[:, 31:]).all()


def test_item_vectors_have_length_one(world):
    vectors = fitted(world).item_vectors()
    np.testing.assert_allclose(np.linalg.norm(vectors[1:31], axis=1), 1, rtol=1e-5)
    assert np.abs(vectors[[0, 31, 32]]).max() == 0


def test_a_network_is_taught_as_its_paper_says_unless_told_otherwise(world):
    dataset, split = world
    taught = SrGnn().fit(
        dataset, split.training, split.validation, FitOptions(device="cpu", extra={"epochs": 1})
    )
    assert (taught.training_config.batch_size, taught.training_config.epochs) == (100, 1)


OTHER = {
    "gru4rec": {"embedding_dropout": 0.6, "hidden_dropout": 0.5, "loss": "bpr_max", "penalty": 2.0},
    "sr_gnn": {"steps": 2},
    "sasrec": {"blocks": 1, "heads": 2, "dropout": 0.6},
    "gru_tam": {"hidden": 6, "space": 6, "time_size": 3, "temporal": False, "dropout": 0.0},
    "bilstm_transformer": {"hidden": 6, "blocks": 2, "heads": 1, "dropout": 0.0},
    "dir": {"experts": 2, "taps": 5, "scales": 2, "dropout": 0.0},
}
OF_ALL = {"embedding_size": 12, "max_length": 3, "temperature": 0.3}
START = {("gru4rec", "penalty"): {"loss": "bpr_max"}}


@pytest.mark.parametrize("name", OTHER)
def test_every_field_of_a_config_is_tried(name):
    assert {field.name for field in fields(algorithm_class(name).config_class)} == set(OTHER[name] | OF_ALL)


@cache
def losses(name, **changes):
    """Told by training, one epoch long."""
    dataset = make_dataset(rows=60)
    split = make_split(dataset)
    options = FitOptions(seed=0, device="cpu", extra=TINY | {"epochs": 1} | changes)
    history = algorithm_class(name)().fit(dataset, split.training, split.validation, options).history
    return [row["loss"] for row in history]


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, others in OTHER.items() for field in others | OF_ALL]
)
def test_every_field_of_a_config_changes_something(name, field):
    start = START.get((name, field), {})
    changed = start | {field: (OTHER[name] | OF_ALL)[field]}
    assert losses(name, **start) != losses(name, **changed)


@pytest.mark.django_db
@pytest.mark.parametrize(("algorithm", "tells_why"), [("gru4rec", False), ("gru_tam", True)])
def test_a_network_is_trained_on_the_log_and_serves_the_shop(settings, tmp_path, algorithm, tells_why):
    """One that tells its attention also gives reasons."""
    settings.MODEL_STORE = tmp_path
    now = timezone.now()
    shop = plant(now=now, visitors=60)

    report = run_loop(now=now, algorithm=algorithm, changes=TINY)

    assert report.decision.passed, report.decision.reasons
    assert live_model().version.algorithm == algorithm
    lists = RecommendationList.objects.filter(visitor__in=shop.visitors, model_version=report.version)
    assert lists.count() == len(shop.visitors)
    reasons = [reason for entry in lists for reason in entry.reasons if reason]
    assert any(reason["kind"] in ("viewed", "bought") for reason in reasons) is tells_why
