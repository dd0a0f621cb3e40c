import shutil
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from config.errors import Conflict, NotFound, Unavailable
from recommender.models import Deployment, TrainingRun
from recommender.serving.deployment import deploy, live_version, roll_back, version_by_number
from recommender.training.services import checkpoint_folder, register_version
from tests.factories.accounts import AdministratorFactory
from tests.factories.loop import fitted_algorithm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path


@pytest.fixture
def versions():
    run = TrainingRun.objects.create(algorithm="popularity", status=TrainingRun.Status.DONE)
    return [
        register_version(run=run, algorithm=fitted_algorithm("popularity"), metrics={"HR@20": 0.1})
        for _ in range(3)
    ]


def test_deploying_ends_the_deployment_before(versions):
    by = AdministratorFactory()
    deploy(version=versions[0], reason="first")
    deploy(version=versions[1], reason="better", by=by)

    first, second = Deployment.objects.order_by("pk")
    assert first.ended_at == second.started_at
    assert (second.reason, second.by) == ("better", by)
    assert live_version() == versions[1]


def test_deploying_the_live_version_again_changes_nothing(versions):
    deploy(version=versions[0], reason="first")
    deploy(version=versions[0], reason="again")

    assert Deployment.objects.get().reason == "first"


def test_the_database_refuses_two_live_versions(versions):
    deploy(version=versions[0], reason="first")

    with pytest.raises(IntegrityError), transaction.atomic():
        Deployment.objects.create(version=versions[1], reason="past the services")


def test_rolling_back_goes_one_version_back_each_time(versions):
    for version in versions:
        deploy(version=version, reason="next")

    assert roll_back().version == versions[1]
    assert roll_back().version == versions[0]
    with pytest.raises(Conflict, match="no earlier"):
        roll_back()
    assert live_version() == versions[0]
    assert Deployment.objects.filter(ended_at=None).count() == 1


def test_there_is_nothing_to_roll_back_before_the_first_deployment():
    with pytest.raises(Conflict, match="No model version is live"):
        roll_back()


def test_a_version_whose_files_are_broken_does_not_go_live(versions):
    deploy(version=versions[0], reason="first")
    (checkpoint_folder(versions[1]) / "arrays.npz").write_bytes(b"half a file")

    with pytest.raises(Unavailable, match="truncated or was changed"):
        deploy(version=versions[1], reason="broken")
    assert live_version() == versions[0]


def test_a_missing_model_store_is_said_in_words(versions, settings):
    shutil.rmtree(settings.MODEL_STORE)

    with pytest.raises(Unavailable, match="Set MODEL_STORE"):
        deploy(version=versions[0], reason="first")


def test_an_unknown_number_is_not_found():
    with pytest.raises(NotFound, match="no model version 7"):
        version_by_number(7)


@pytest.mark.django_db(transaction=True)
def test_of_two_deployments_at_once_one_is_live_at_the_end(versions):
    barrier = threading.Barrier(2)
    refused = []

    def attempt(version):
        barrier.wait()
        try:
            deploy(version=version, reason=f"at {timezone.now()}")
        except Conflict as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[version]) for version in versions[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Deployment.objects.filter(ended_at=None).count() == 1
    assert Deployment.objects.count() + len(refused) == 2
