"""Personal recommendation lists, made ahead of time: everybody's by the live model, and an experiment's by its arms."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from config.errors import Unavailable
from recommender.algorithms.interface import Progress, silent
from recommender.behavior.models import Placement
from recommender.dataset.extract import active_visitor_ids
from recommender.experiments.choices import Breakage
from recommender.experiments.models import Experiment
from recommender.experiments.plans import ArmPlan, running_plans
from recommender.experiments.services import break_arms
from recommender.serving.list_making import ListMaker
from recommender.serving.live_model import LiveModel, live_model, loaded
from recommender.serving.models import RecommendationList
from recommender.serving.refusals import Refusals, refusals_of
from recommender.training.models import ModelVersion

logger = logging.getLogger(__name__)


def refresh_lists(
    visitor_ids: Sequence[UUID], *, now: datetime | None = None, model: LiveModel | None = None
) -> int:
    """Make the lists of these visitors anew; says how many have one. Without a live model nothing is done.

    Who has no history any more, or paused personalization, has no list any more. Visitors of an experiment get those of
    its arms beside. `model` is another than the live one; then no experiment runs.
    """
    serves = model or live_model()
    if serves is None or not visitor_ids:
        return 0
    now = now or timezone.now()
    refusals = {v: refused for v, refused in refusals_of(visitor_ids).items() if not refused.is_paused}
    lists = ListMaker.of(serves, refusals, now=now).all_lists()
    write_lists(lists)
    if without := set(visitor_ids) - {made.visitor_id for made in lists}:
        RecommendationList.objects.filter(visitor__in=without).delete()
    if model is None:
        _refresh_arms(serves, refusals, now)
    return len(lists)


def forget_arm_lists(experiment: Experiment) -> None:
    """Nobody is shown them any more."""
    RecommendationList.objects.filter(arm__experiment=experiment).delete()


def _refresh_arms(live: LiveModel, refusals: dict[UUID, Refusals], now: datetime) -> None:
    plan = running_plans().get(Placement.HOME_FOR_YOU)
    wanted: dict[ArmPlan, dict[UUID, Refusals]] = defaultdict(dict)
    for visitor, refused in refusals.items() if plan else ():
        for arm in plan.lists_for(visitor):
            wanted[arm][visitor] = refused
    for arm, theirs in wanted.items():
        model = _model_of(arm, live, now)
        maker = (
            ListMaker.of(model, theirs, now=now, diversity=arm.diversity, arm_id=arm.id) if model else None
        )
        lists = maker.all_lists() if maker else []
        write_lists(lists)
        without = theirs.keys() - {made.visitor_id for made in lists}
        RecommendationList.objects.filter(arm=arm.id, visitor__in=without).delete()


def _model_of(arm: ArmPlan, live: LiveModel, now: datetime) -> LiveModel | None:
    """None where its checkpoint is gone or broken: from here on the arm serves what is live."""
    if arm.version_id is None:
        return live
    version = ModelVersion.objects.get(pk=arm.version_id)
    try:
        return loaded(version)
    except Unavailable as error:
        logger.warning("An experiment's arm cannot be served any more: %s", error)
        break_arms(version, Breakage.UNREADABLE, now=now)
        return None


def refresh_active_visitors(*, now: datetime | None = None, progress: Progress = silent) -> int:
    """The lists of all who were here lately, shard by shard, in this process."""
    active = active_visitor_ids(now=now)
    made = 0
    for done, shard in shards(active):
        made += refresh_lists(shard, now=now)
        progress(done, len(active), {})
    return made


def shards(visitor_ids: Sequence[UUID]) -> Iterator[tuple[int, Sequence[UUID]]]:
    """How many are done with this shard, and the shard."""
    size = settings.REFRESH_SHARD_SIZE
    for start in range(0, len(visitor_ids), size):
        shard = visitor_ids[start : start + size]
        yield start + len(shard), shard


def write_lists(lists: Iterable[RecommendationList]) -> None:
    """Insert or replace. In one order everywhere, so that two workers never wait for each other in a circle."""
    in_order = sorted(
        lists,
        key=lambda made: (made.placement, str(made.visitor_id), made.segment_id or 0, made.product_id or 0),
    )
    RecommendationList.objects.bulk_create(
        in_order,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["placement", "visitor", "product_id", "segment", "arm"],
        update_fields=["product_ids", "scores", "reasons", "model_version", "made_at"],
    )
