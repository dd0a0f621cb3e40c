import shutil
import subprocess
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from config.errors import Conflict, Unavailable
from recommender.algorithms.checkpoint import read_manifest
from recommender.models import ModelVersion, TrainingRun
from recommender.training import services
from tests.factories.loop import fitted_algorithm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"


def start(**fields) -> TrainingRun:
    return services.start_run(**{"algorithm": "item_knn", "seed": 1, "until": timezone.now()} | fields)


@pytest.fixture
def other_session():
    """Another process's connection to the same database."""
    names = ("host", "port", "dbname", "user", "password")
    given = connection.get_connection_params()
    with psycopg.connect(
        **{name: given[name] for name in names if name in given}, autocommit=True
    ) as session:
        yield session


def test_two_trainings_never_run_at_once(other_session):
    other_session.execute("SELECT pg_advisory_lock(%s)", [services.TRAINING_LOCK])

    with pytest.raises(Conflict, match="Another training is running"), services.training_lock():
        pass


def wait_for_end_of(pid: int) -> None:
    """A server process ends shortly after its client has hung up."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s", [pid])
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def test_the_lock_of_a_process_that_died_is_free(other_session):
    other_session.execute("SELECT pg_advisory_lock(%s)", [services.TRAINING_LOCK])
    pid = other_session.info.backend_pid
    other_session.close()
    wait_for_end_of(pid)

    with services.training_lock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)


def test_the_lock_is_let_go_also_after_a_failure(other_session):
    with pytest.raises(ZeroDivisionError), services.training_lock():
        1 / 0  # noqa: B018

    assert other_session.execute("SELECT pg_try_advisory_lock(%s)", [services.TRAINING_LOCK]).fetchone()[0]


def test_a_run_that_was_killed_is_recognized_and_closed():
    killed = start()
    running = start()

    killed.refresh_from_db()
    assert killed.status == TrainingRun.Status.FAILED
    assert killed.error == services.INTERRUPTED
    assert TrainingRun.objects.get(status=TrainingRun.Status.RUNNING) == running


def test_a_killed_run_is_taken_up_on_the_dataset_that_it_had():
    until = timezone.now() - timedelta(hours=1)
    start(until=until)
    state = services.resume_path("item_knn")
    state.parent.mkdir(parents=True)
    state.touch()

    assert services.interrupted_moment(algorithm="item_knn", now=timezone.now()) == until
    assert services.interrupted_moment(algorithm="pmca_bilstm", now=timezone.now()) is None
    later = timezone.now() + services.RESUMABLE_FOR
    assert services.interrupted_moment(algorithm="item_knn", now=later) is None


def test_a_training_that_was_killed_before_an_update_is_not_taken_up():
    """The live model has gone on meanwhile, beyond what that training would be judged by."""
    killed = start()
    state = services.resume_path("item_knn")
    state.parent.mkdir(parents=True)
    state.touch()
    base = services.register_version(run=killed, algorithm=fitted_algorithm("item_knn"), metrics={})
    start(base=base, reason="enough has come")

    assert services.interrupted_moment(algorithm="item_knn", now=timezone.now()) is None


def test_a_run_that_failed_by_itself_is_not_taken_up():
    run = start()
    state = services.resume_path("item_knn")
    state.parent.mkdir(parents=True)
    state.touch()
    services.fail_run(run, RuntimeError("out of memory"))

    assert services.interrupted_moment(algorithm="item_knn", now=timezone.now()) is None


def test_a_run_stopped_by_hand_counts_as_interrupted():
    run = start()
    services.fail_run(run, KeyboardInterrupt())

    assert run.error == services.INTERRUPTED


def test_a_finished_run_leaves_no_state_behind():
    run = start()
    state = services.resume_path("item_knn")
    state.parent.mkdir(parents=True)
    state.touch()
    services.finish_run(run)

    assert run.status == TrainingRun.Status.DONE
    assert not state.exists()


def test_versions_are_numbered_and_their_checkpoints_explain_themselves():
    run = start()
    first, second = (
        services.register_version(run=run, algorithm=fitted_algorithm("item_knn"), metrics={"HR@20": 0.5})
        for _ in range(2)
    )

    assert (first.number, second.number) == (1, 2)
    facts = read_manifest(services.checkpoint_folder(second))["facts"]
    assert facts["metrics"] == {"HR@20": 0.5}
    assert facts["run"] == run.pk
    assert services.load_version(second).name == "item_knn"


def test_weights_that_go_on_learning_are_kept_beside_those_that_serve():
    serving, learning = fitted_algorithm("item_knn"), fitted_algorithm("popularity")
    version = services.register_version(run=start(), algorithm=serving, metrics={}, learning=learning)

    assert services.load_version(version).name == "item_knn"
    assert services.load_learning(version).name == "popularity"


def test_a_version_without_other_weights_goes_on_from_itself():
    version = services.register_version(run=start(), algorithm=fitted_algorithm("item_knn"), metrics={})

    assert services.load_learning(version) is None


def test_learning_weights_that_are_gone_are_said_in_words():
    algorithm = fitted_algorithm("item_knn")
    version = services.register_version(run=start(), algorithm=algorithm, metrics={}, learning=algorithm)
    shutil.rmtree(services.checkpoint_folder(version) / services.LEARNING)

    with pytest.raises(Unavailable, match="holds no finished checkpoint"):
        services.load_learning(version)


def test_half_a_folder_of_a_killed_registration_is_overwritten():
    leftover = services.ready_model_store() / "00001-popularity"
    leftover.mkdir()
    (leftover / "junk.npz").write_bytes(b"half")

    version = services.register_version(run=start(), algorithm=fitted_algorithm("popularity"), metrics={})

    assert not (leftover / "junk.npz").exists()
    assert services.load_version(version).name == "popularity"


def test_a_model_store_that_cannot_be_made_is_said_in_words(settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.MODEL_STORE = tmp_path / "a file" / "models"

    with pytest.raises(Unavailable, match="cannot be made"):
        services.ready_model_store()


def test_a_missing_model_store_names_the_setting(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "nowhere"
    version = ModelVersion(number=1, checkpoint="00001-item_knn")

    with pytest.raises(Unavailable, match="Set MODEL_STORE"):
        services.load_version(version)


def test_the_code_version_is_the_commit(settings):
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if head.returncode:
        pytest.skip("not a git checkout")
    assert head.stdout.startswith(services.code_version())
