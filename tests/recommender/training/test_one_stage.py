"""Networks of one stage as algorithms, and in the shop."""

import numpy as np
import pytest
from django.utils import timezone

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import histories_of
from recommender.loop import run_loop
from recommender.serving.live_model import live_model
from recommender.serving.models import RecommendationList
from recommender.training.one_stage import Gru4Rec
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


@pytest.mark.parametrize("changed", [{"loss": "bpr_max"}, {"temperature": 0.1}, {"embedding_dropout": 0.6}])
def test_what_is_set_is_heeded(world, changed):
    one, other = fitted(world), fitted(world, **changed)
    assert [row["loss"] for row in one.history] != [row["loss"] for row in other.history]


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
