"""Which of an experiment's arms can go live: those that serve a model version and nothing besides."""

from django.utils.translation import gettext as _

from config.errors import InvalidInput
from recommender.experiments.choices import Serves
from recommender.experiments.models import Arm
from recommender.serving.deployment import live_version
from recommender.training.models import ModelVersion


def version_to_ship(arm: Arm) -> ModelVersion:
    """Raises InvalidInput, in words, where this arm has none that could go live."""
    if arm.broken_at:
        raise InvalidInput(_("This arm is broken: %(why)s") % {"why": arm.get_breakage_display()})
    if own := _settings(arm):
        raise InvalidInput(
            _("This arm differs by settings: put %(settings)s into config/settings/recommender.py.")
            % {"settings": ", ".join(f"{name} = {value:g}" for name, value in own.items())}
        )
    if arm.serves == Serves.LIVE:
        raise InvalidInput(_("This arm is what is live already."))
    if arm.serves == Serves.POPULARITY:
        raise InvalidInput(_("Popularity is no model version: it is what is shown where none is live."))
    if arm.version == live_version():
        raise InvalidInput(_("%(version)s is live already.") % {"version": arm.version})
    return arm.version


def _settings(arm: Arm) -> dict[str, float]:
    own = {
        "LIST_DIVERSITY": arm.diversity,
        "SHELF_CATEGORY_SHARE": arm.category_share,
        "SEARCH_TASTE": arm.search_taste,
    }
    return {name: value for name, value in own.items() if value is not None}
