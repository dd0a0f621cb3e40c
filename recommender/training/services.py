"""What a training leaves behind: the run, also if it fails, and the model version with its folder in the model store."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Conflict, Unavailable
from recommender.algorithms.checkpoint import CheckpointError, read_manifest
from recommender.algorithms.interface import Algorithm
from recommender.training.models import ModelVersion, TrainingRun

TRAINING_LOCK = 7_201_001  # any number that no other advisory lock uses
RESUMABLE_FOR = timedelta(hours=24)
INTERRUPTED = "The process that ran it was stopped."
LEARNING = "learning"  # folder inside a checkpoint: the weights that go on learning, where others serve


@contextmanager
def training_lock() -> Iterator[None]:
    """Held while a training runs; PostgreSQL lets go of it when its process dies. Raises Conflict if another holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TRAINING_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict(_("Another training is running; two at once would fight for the machine."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TRAINING_LOCK])


def start_run(
    *,
    algorithm: str,
    seed: int,
    until: datetime,
    requested_by=None,
    config: dict | None = None,
    base: ModelVersion | None = None,
    reason: str = "",
) -> TrainingRun:
    """A running row. Call it under `training_lock`: then whatever else says it is running was killed."""
    dead = TrainingRun.objects.filter(status=TrainingRun.Status.RUNNING)
    dead.update(
        status=TrainingRun.Status.FAILED,
        error=INTERRUPTED,
        finished_at=timezone.now(),
    )
    return TrainingRun.objects.create(
        algorithm=algorithm,
        seed=seed,
        config=config or {},
        device=settings.TORCH_DEVICE,
        dataset_facts={"until": until.isoformat()},
        requested_by=requested_by,
        base=base,
        reason=reason,
    )


def interrupted_moment(*, algorithm: str, now: datetime) -> datetime | None:
    """Up to when the killed run before this one had read the log, if its state is there to be taken up.

    After an update it is not: the live model knows more by now than what that run would be judged by.
    """
    run = TrainingRun.objects.filter(started_at__gte=now - RESUMABLE_FOR).first()
    if run is None or run.base_id or run.algorithm != algorithm or not resume_path(algorithm).exists():
        return None
    killed = run.status == TrainingRun.Status.RUNNING or run.error == INTERRUPTED
    return datetime.fromisoformat(run.dataset_facts["until"]) if killed else None


def finish_run(run: TrainingRun) -> None:
    run.status = TrainingRun.Status.DONE
    run.finished_at = timezone.now()
    run.save()
    resume_path(run.algorithm).unlink(missing_ok=True)


def fail_run(run: TrainingRun, error: BaseException) -> None:
    stopped = not isinstance(error, Exception)  # Ctrl-C, or the worker shuts down
    run.status = TrainingRun.Status.FAILED
    run.error = INTERRUPTED if stopped else f"{type(error).__name__}: {error}"
    run.finished_at = timezone.now()
    run.save()


def register_version(
    *,
    run: TrainingRun,
    algorithm: Algorithm,
    metrics: dict,
    learning: Algorithm | None = None,
    learned_until: datetime | None = None,
    held_out_loss: float | None = None,
) -> ModelVersion:
    """Save the fitted algorithm and give it the next number. The row comes last: it never points at half a folder.

    `learning` goes on where the next update begins, if that is another one than the one that serves.
    """
    number = (ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    name = f"{number:05d}-{algorithm.name}"
    folder = ready_model_store() / name
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed before it got its row
    facts = {"metrics": metrics, "run": run.pk, "code_version": code_version()}
    if learning is not None:
        learning.save(folder / LEARNING, facts=facts)
        facts[LEARNING] = True
    algorithm.save(folder, facts=facts)
    with transaction.atomic():
        return ModelVersion.objects.create(
            number=number,
            run=run,
            algorithm=algorithm.name,
            checkpoint=name,
            metrics=metrics,
            learned_until=learned_until,
            held_out_loss=held_out_loss,
        )


def load_version(version: ModelVersion, *, device: str | None = None) -> Algorithm:
    """The fitted algorithm of a version. Raises Unavailable, in words, where its files are gone or broken."""
    from recommender.training.registry import load_algorithm

    with _unavailable_in_words():
        return load_algorithm(checkpoint_folder(version), device=device or settings.TORCH_DEVICE)


def load_learning(version: ModelVersion) -> Algorithm | None:
    """Where an update goes on from; None where that is the version itself. Raises Unavailable as `load_version` does."""
    from recommender.training.registry import load_algorithm

    folder = checkpoint_folder(version)
    with _unavailable_in_words():
        if not read_manifest(folder)["facts"].get(LEARNING):
            return None
        return load_algorithm(folder / LEARNING, device=settings.TORCH_DEVICE)


@contextmanager
def _unavailable_in_words() -> Iterator[None]:
    try:
        yield
    except CheckpointError as error:
        raise Unavailable(str(error)) from error


def checkpoint_folder(version: ModelVersion) -> Path:
    store = Path(settings.MODEL_STORE)
    if not store.is_dir():
        raise Unavailable(
            _(
                "The model store {store} is missing. Set MODEL_STORE to the folder that holds the models."
            ).format(store=store)
        )
    return store / version.checkpoint


def ready_model_store() -> Path:
    """The folder of all checkpoints, made if need be. Raises Unavailable where that is not possible."""
    store = Path(settings.MODEL_STORE)
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            _("The model store {store} cannot be made: {reason}.").format(store=store, reason=error.strerror)
        ) from error
    return store


def resume_path(algorithm: str) -> Path:
    """Where a fit leaves its state after each epoch, and where the next one takes it up."""
    return Path(settings.MODEL_STORE) / "unfinished" / f"{algorithm}.state"


def code_version() -> str:
    """The commit that this code was checked out at; empty outside a checkout."""
    answer = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()
