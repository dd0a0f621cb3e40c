from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from recommender.experiments.choices import Serves
from recommender.serving.deployment import roll_back
from recommender.serving.keeping import forget_checkpoints
from recommender.serving.models import Deployment
from recommender.training.models import ModelVersion
from recommender.training.services import checkpoint_folder
from tests.factories.experiments import make_experiment, make_version

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path, settings):
    settings.MODEL_STORE = tmp_path
    return tmp_path


def version_of(number: int, *, age: int, served: bool = False) -> ModelVersion:
    version = make_version(number, created_at=NOW - age * DAY)
    folder = checkpoint_folder(version)
    (folder / "learning").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    if served:
        Deployment.objects.filter(ended_at=None).update(ended_at=NOW - age * DAY)
        Deployment.objects.create(version=version, started_at=NOW - age * DAY)
    return version


def kept(store: Path) -> list[int]:
    return sorted(int(folder.name.split("-")[0]) for folder in store.iterdir())


def test_only_files_that_nobody_needs_go_and_their_rows_stay(store):
    version_of(1, age=90, served=True)  # the first
    version_of(2, age=80, served=True)
    version_of(3, age=70)  # refused by the gate
    version_of(4, age=60, served=True)  # what a rollback leads to
    version_of(5, age=50, served=True)  # live
    version_of(6, age=2)

    assert forget_checkpoints(before=NOW - settings.CHECKPOINTS_KEPT) == 2
    assert forget_checkpoints(before=NOW - settings.CHECKPOINTS_KEPT) == 0  # once more changes nothing

    assert kept(store) == [1, 4, 5, 6]
    assert ModelVersion.objects.count() == 6


def test_what_an_experiment_serves_stays_until_it_has_ended(store):
    version = version_of(1, age=90)
    arms = {"name": "control"}, {"name": "old", "serves": Serves.VERSION, "version": version}
    experiment = make_experiment(*arms, started_at=NOW - 9 * DAY)

    assert forget_checkpoints(before=NOW) == 0
    experiment.ended_at = NOW
    experiment.save()
    assert forget_checkpoints(before=NOW) == 1


def test_a_version_that_names_no_folder_does_not_take_the_store_along(store):
    version_of(1, age=90, served=True)
    make_version(2, created_at=NOW - 80 * DAY, checkpoint="")

    assert forget_checkpoints(before=NOW) == 0
    assert kept(store) == [1]


def test_a_shop_without_any_version_has_nothing_to_forget(store):
    assert forget_checkpoints(before=NOW) == 0


def test_who_was_rolled_back_to_keeps_its_files(store, monkeypatch):
    monkeypatch.setattr("recommender.serving.deployment.read_manifest", lambda _folder: {})
    first, second = version_of(1, age=90, served=True), version_of(2, age=80, served=True)
    roll_back()

    forget_checkpoints(before=NOW)

    assert checkpoint_folder(first).exists()
    assert not checkpoint_folder(second).exists()
