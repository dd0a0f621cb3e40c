import pytest

from recommender.models import TrainingRun
from recommender.serving import live_model as module
from recommender.serving.deployment import deploy
from recommender.serving.live_model import live_model
from recommender.training.services import register_version
from tests.factories.loop import fitted_algorithm

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(settings, tmp_path):
    settings.MODEL_STORE = tmp_path
    run = TrainingRun.objects.create(algorithm="popularity", status=TrainingRun.Status.DONE)
    return [
        register_version(run=run, algorithm=fitted_algorithm(name), metrics={})
        for name in ("popularity", "item_knn")
    ]


def test_it_is_loaded_once_and_again_when_another_version_goes_live(
    versions, monkeypatch, django_assert_num_queries
):
    loads = []
    load = module.load_version
    monkeypatch.setattr(module, "load_version", lambda version: loads.append(version.number) or load(version))
    deploy(version=versions[0], reason="first")

    first = live_model()
    with django_assert_num_queries(1):
        assert live_model() is first
    deploy(version=versions[1], reason="second")

    assert live_model().algorithm.name == "item_knn"
    assert loads == [1, 2]


def test_without_a_deployment_there_is_none(versions):
    assert live_model() is None
