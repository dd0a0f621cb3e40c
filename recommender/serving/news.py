"""Whether a page that stands open has become old: the visitor's list was made anew, and says something else."""

from uuid import UUID

from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.serving.models import RecommendationList

ENOUGH = 0.25  # of the shelf must be new: for less, nobody wants to be asked


def has_news(visitor: RequestVisitor, *, slate_id: UUID) -> bool:
    """Whether the visitor's list for home is newer than this slate of it, and its best are other products."""
    if not visitor.is_logged:
        return False
    slate = Slate.objects.filter(pk=slate_id, visitor=visitor.id).first()
    if slate is None:
        return False
    newer = RecommendationList.objects.filter(
        placement=Placement.HOME_FOR_YOU, visitor=visitor.id, made_at__gt=slate.served_at
    ).first()
    if newer is None:
        return False
    best = newer.product_ids[: len(slate.product_ids)]
    return len(set(best) - set(slate.product_ids)) >= ENOUGH * len(best) > 0
