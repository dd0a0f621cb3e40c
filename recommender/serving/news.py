"""Whether a page that stands open has become old: the visitor's list was made anew, and says something else."""

from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.choices import Serves
from recommender.rules.selectors import acting_rules
from recommender.serving.models import RecommendationList

ENOUGH = 0.25  # of the shelf must be new: for less, nobody wants to be asked


def has_news(visitor: RequestVisitor, *, slate_id: UUID) -> bool:
    """Whether the visitor's list for home is newer than this slate of it, and its best are other products.

    What was made of no list or of two (by arms of an experiment) has no news.
    """
    if not visitor.is_logged:
        return False
    slate = Slate.objects.select_related("arm").filter(pk=slate_id, visitor=visitor.id).first()
    if slate is None or slate.teams or (slate.arm and slate.arm.serves == Serves.POPULARITY):
        return False
    newer = (
        RecommendationList.objects.filter(
            Q(arm=None) | Q(arm=slate.arm_id),
            placement=Placement.HOME_FOR_YOU,
            visitor=visitor.id,
            made_at__gt=slate.served_at,
        )
        .order_by(F("arm").asc(nulls_last=True))
        .first()
    )
    if newer is None:
        return False
    best = _not_excluded(newer.product_ids)[: len(slate.product_ids)]
    return len(set(best) - set(slate.product_ids)) >= ENOUGH * len(best) > 0


def _not_excluded(product_ids: list[int]) -> list[int]:
    """What no rule takes off of the shelf: it would be news for ever."""
    placement = Placement.HOME_FOR_YOU
    rules = acting_rules([placement], now=timezone.now())
    if not rules.excludes_on(placement):
        return product_ids
    kinds = catalog.kinds(product_ids)
    return [p for p in product_ids if p in kinds and not rules.excludes(p, kinds[p].category, placement)]
