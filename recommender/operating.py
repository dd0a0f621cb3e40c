"""What a person may have the recommender do. Each leaves a line in the history of staff actions."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from config.audit import record_action
from recommender.serving.deployment import deploy, live_version, roll_back
from recommender.serving.models import Deployment
from recommender.tasks import refresh_all, retrain, update_live_model
from recommender.training.models import ModelVersion


def order_training(*, by: AbstractBaseUser, algorithm: str) -> None:
    retrain.delay_on_commit(algorithm=algorithm, requested_by_id=by.pk)
    _record(by, _("asked for a training of %(algorithm)s") % {"algorithm": algorithm})


def order_update(*, by: AbstractBaseUser) -> None:
    update_live_model.delay_on_commit(requested_by_id=by.pk)
    _record(by, _("asked for an update of the live version"))


def order_lists(*, by: AbstractBaseUser) -> None:
    refresh_all.delay_on_commit()
    _record(by, _("asked for new lists for everyone"))


def make_live(*, version: ModelVersion, by: AbstractBaseUser) -> Deployment:
    """Raises as `deploy` does. New lists for everyone follow as soon as the swap is committed."""
    deployment = deploy(version=version, reason=_("deployed by hand"), by=by)
    refresh_all.delay_on_commit()
    record_action(by, version, _("deployed"))
    return deployment


def go_back(*, by: AbstractBaseUser) -> Deployment:
    """Raises as `roll_back` does."""
    deployment = roll_back(by=by)
    refresh_all.delay_on_commit()
    record_action(by, deployment.version, _("rolled back"))
    return deployment


def _record(by: AbstractBaseUser, text: str) -> None:
    """In the history of the live version; without one, in that of who asked."""
    record_action(by, live_version() or by, text)
