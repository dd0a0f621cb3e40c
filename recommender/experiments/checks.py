"""What an experiment needs before it can start, said in words; a form says the same beforehand."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from config.errors import ApplicationError
from recommender.algorithms.checkpoint import CheckpointError, read_manifest
from recommender.behavior.models import Placement
from recommender.experiments.choices import ExperimentKind, Serves
from recommender.experiments.models import Arm, Experiment
from recommender.training.services import checkpoint_folder

ROUNDING = 0.002  # three thirds may be written as 0.333
# Where there is something to compare: the others say a fact of each product.
PLACEMENTS = {
    Placement.HOME_FOR_YOU,
    Placement.HOME_POPULAR,
    Placement.PRODUCT_SIMILAR,
    Placement.PRODUCT_BOUGHT_TOGETHER,
    Placement.CART_ADDONS,
    Placement.SEARCH_RERANK,
}
# Where no category takes more than its share.
VARIED = {Placement.HOME_FOR_YOU, Placement.HOME_POPULAR}


def problems(experiment: Experiment, arms: Sequence[Arm]) -> list[str]:
    """Every reason why this cannot start; none where it can."""
    return [*_of_shares(arms), *_of_kind(experiment, arms), *_of_placement(experiment, arms)]


def unreadable(arms: Sequence[Arm]) -> Iterator[str]:
    """Of each arm whose version has no readable checkpoint."""
    for arm in arms:
        if arm.version is None:
            continue
        try:
            read_manifest(checkpoint_folder(arm.version))
        except (ApplicationError, CheckpointError) as error:
            said = {"arm": arm.name, "version": arm.version, "reason": error}
            yield _("Arm “%(arm)s”: %(version)s cannot be read. %(reason)s") % said


def _of_shares(arms: Sequence[Arm]) -> Iterator[str]:
    if len(arms) < 2:
        yield _("An experiment needs two arms at least.")
    controls = sum(arm.is_control for arm in arms)
    if controls != 1:
        yield _("Exactly one arm must be the control.")
    total = sum(arm.share or 0 for arm in arms)
    if arms and abs(total - 1) > ROUNDING:
        yield _("The shares of the arms add up to %(total)s, not to 1.") % {"total": f"{total:g}"}


def _of_kind(experiment: Experiment, arms: Sequence[Arm]) -> Iterator[str]:
    if experiment.kind != ExperimentKind.INTERLEAVING:
        return
    if len(arms) != 2:
        yield _("Interleaving compares exactly two arms.")
    if experiment.placement != Placement.HOME_FOR_YOU:
        yield _("Only “home: for you” has two rankings that can be interleaved.")
    if any(arm.category_share is not None for arm in arms):
        yield _("Both arms share one slate, so they cannot limit its categories differently.")


def _of_placement(experiment: Experiment, arms: Sequence[Arm]) -> Iterator[str]:
    placement = experiment.placement
    if placement not in PLACEMENTS:
        yield _("On this placement nothing can be compared: it says a fact of each product.")
        return
    if placement == Placement.SEARCH_RERANK:
        yield from _of_search(arms)
        return
    if any(arm.search_taste is not None for arm in arms):
        yield _("Only a search has results that a taste could move.")
    is_ranked = placement == Placement.HOME_FOR_YOU
    if not is_ranked and any(arm.serves == Serves.VERSION or arm.diversity is not None for arm in arms):
        yield _(
            "Only “home: for you” is ranked by a model: a version or a diversity changes nothing elsewhere."
        )
    if placement not in VARIED and any(arm.category_share is not None for arm in arms):
        yield _("This shelf is about one product, so its categories are not limited.")
    if placement == Placement.HOME_POPULAR and any(arm.serves == Serves.POPULARITY for arm in arms):
        yield _("This shelf shows what is popular anyway: only its share of one category can differ.")


def _of_search(arms: Sequence[Arm]) -> Iterator[str]:
    """The words find, and no model ranks: the taste alone can differ."""
    if any((arm.serves, arm.diversity, arm.category_share) != (Serves.LIVE, None, None) for arm in arms):
        yield _(
            "In a search only the taste can differ: it finds by words, whatever a model or popularity says."
        )
