"""Checkpoints take room, and hold what people did by then, if without their names: those that nobody needs any more go."""

import shutil
from datetime import datetime

from recommender.experiments.choices import Serves
from recommender.experiments.models import Arm
from recommender.serving.deployment import live_version, version_to_return_to
from recommender.serving.models import Deployment
from recommender.training.models import ModelVersion
from recommender.training.services import checkpoint_folder


def forget_checkpoints(*, before: datetime) -> int:
    """Delete the files of versions registered before then, and say of how many; their rows and figures stay.

    What is live, what a rollback leads to, what an experiment serves that has not ended, and the first version that ever
    served stay: against that one drift is measured.
    """
    old = ModelVersion.objects.filter(created_at__lt=before).exclude(pk__in=_needed())
    gone = 0
    for version in old.exclude(checkpoint="").iterator():  # without a name it would be the whole store
        folder = checkpoint_folder(version)
        if folder.exists():
            shutil.rmtree(folder)
            gone += 1
    return gone


def _needed() -> set[int]:
    live, first = live_version(), Deployment.objects.order_by("started_at", "pk").first()
    previous = version_to_return_to(live) if live else None
    arms = Arm.objects.filter(experiment__ended_at=None, serves=Serves.VERSION)
    return {
        *(version.pk for version in (live, previous) if version),
        *([first.version_id] if first else []),
        *arms.values_list("version", flat=True),
    }
