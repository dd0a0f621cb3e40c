"""What a person may have the recommender do. Each leaves a line in the history of staff actions."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from config.audit import record_action
from config.errors import Conflict
from recommender.experiments import services as experiments
from recommender.experiments.choices import State
from recommender.experiments.models import Arm, Experiment
from recommender.serving.deployment import deploy, live_version, roll_back
from recommender.serving.lists import forget_arm_lists
from recommender.serving.models import Deployment
from recommender.serving.shippable import version_to_ship
from recommender.tasks import refresh_all, retrain, ship_winner, update_live_model
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


def start_experiment(*, experiment: Experiment, by: AbstractBaseUser) -> Experiment:
    """Raises as the service does. Visitors meet the arms from the next page on; lists of arms follow."""
    started = experiments.start_experiment(experiment, now=timezone.now())
    refresh_all.delay_on_commit()
    record_action(by, started, _("started the experiment"))
    return started


def stop_experiment(*, experiment: Experiment, by: AbstractBaseUser) -> Experiment:
    """Raises as the service does. Everybody sees the usual again from the next page on."""
    stopped = experiments.stop_experiment(experiment, now=timezone.now())
    forget_arm_lists(stopped)
    record_action(by, stopped, _("stopped the experiment"))
    return stopped


def order_shipping(*, arm: Arm, by: AbstractBaseUser) -> None:
    """Stops the experiment where it runs; a worker asks the gate. Raises InvalidInput where this arm cannot go live."""
    version_to_ship(arm)
    if arm.experiment.state == State.DRAFT:
        raise Conflict(_("Nothing is known of a draft: start it first."))
    if arm.experiment.state == State.RUNNING:
        stop_experiment(experiment=arm.experiment, by=by)
    ship_winner.delay_on_commit(arm.pk, by.pk)
    record_action(by, arm.experiment, _("asked the gate for “%(arm)s”") % {"arm": arm.name})


def _record(by: AbstractBaseUser, text: str) -> None:
    """In the history of the live version; without one, in that of who asked."""
    record_action(by, live_version() or by, text)
