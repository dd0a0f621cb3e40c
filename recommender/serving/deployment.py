"""Which model version is live: one at a time, every change a row."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.errors import Conflict, NotFound, Unavailable
from recommender.algorithms.checkpoint import CheckpointError, read_manifest
from recommender.experiments.choices import Breakage
from recommender.experiments.services import break_arms
from recommender.serving.models import Deployment
from recommender.training.models import ModelVersion
from recommender.training.services import checkpoint_folder


def live_version() -> ModelVersion | None:
    live = Deployment.objects.filter(ended_at=None).select_related("version").first()
    return live.version if live else None


def version_by_number(number: int) -> ModelVersion:
    version = ModelVersion.objects.filter(number=number).first()
    if version is None:
        raise NotFound(_("There is no model version {number}.").format(number=number))
    return version


def deploy(*, version: ModelVersion, reason: str, by=None) -> Deployment:
    """Make this version live, in one transaction. Deploying the live one again changes nothing.

    Raises Unavailable where its checkpoint cannot be read, Conflict where somebody else deploys at this moment.
    """
    try:
        read_manifest(checkpoint_folder(version))
    except CheckpointError as error:
        raise Unavailable(str(error)) from error
    return _swap(version, reason, by)


def roll_back(*, by=None, reason: str = "") -> Deployment:
    """Make the version live again that was live before the current one first was."""
    live = live_version()
    if live is None:
        raise Conflict(_("No model version is live."))
    previous = version_to_return_to(live)
    if previous is None:
        raise Conflict(_("There is no earlier model version to roll back to."))
    deployment = deploy(version=previous, reason=reason or f"rolled back from v{live.number}", by=by)
    break_arms(
        live, Breakage.ROLLED_BACK, now=deployment.started_at
    )  # whoever rolled it back wants nobody to meet it
    return deployment


def _swap(version: ModelVersion, reason: str, by) -> Deployment:
    now = timezone.now()
    try:
        with transaction.atomic():
            live = Deployment.objects.select_for_update().filter(ended_at=None).first()
            if live and live.version_id == version.pk:
                return live
            if live:
                live.ended_at = now
                live.save(update_fields=["ended_at"])
            return Deployment.objects.create(version=version, reason=reason[:200], by=by, started_at=now)
    except IntegrityError as error:
        raise Conflict(_("Another deployment happened at the same moment. Look again.")) from error


def version_to_return_to(live: ModelVersion) -> ModelVersion | None:
    """What was live before this one first was."""
    first = live.deployments.order_by("started_at", "pk").first()
    earlier = Deployment.objects.filter(started_at__lte=first.started_at, pk__lt=first.pk)
    previous = earlier.exclude(version=live).order_by("-started_at", "-pk").select_related("version").first()
    return previous.version if previous else None
