"""All that the recommender knows of one visitor: to be looked at, taken along, and forgotten. Knows all stages."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from recommender.behavior.changes import mark_changed
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.queueing import queue_refresh
from recommender.behavior.visitor import RequestVisitor
from recommender.insights.models import Segment, SegmentMember
from recommender.insights.prediction.models import PurchasePrediction
from recommender.serving.models import RecommendationList

# Who the visitor is and what was answered, and what is said of all who behave alike.
KEPT = {"visitor", "segment_profile"}


def visitor_tables(visitor_id: UUID) -> dict[str, QuerySet]:
    """Every table that tells something of this visitor, under the name that it has in a download."""
    own = {"visitor": visitor_id}
    return {
        "visitor": Visitor.objects.filter(pk=visitor_id),
        "visits": VisitSession.objects.filter(**own).order_by("-started_at"),
        "events": Event.objects.filter(**own).order_by("-occurred_at", "-pk"),
        "dismissals": Dismissal.objects.filter(**own).order_by("-at", "-pk"),
        "slates": Slate.objects.filter(**own).order_by("-served_at"),
        "impressions": Impression.objects.filter(**own).order_by("-seen_at"),
        "recommendation_lists": RecommendationList.objects.filter(**own),
        "purchase_prediction": PurchasePrediction.objects.filter(**own),
        "segment": SegmentMember.objects.filter(**own),
        "segment_profile": Segment.objects.filter(members__visitor=visitor_id),
    }


@transaction.atomic
def answer_consent(visitor: RequestVisitor, *, allows: bool) -> None:
    """Whether this browser may be known again, and whatever is known of the visitor learned from."""
    visitor.allows, visitor.is_paused = allows, not allows
    if not Visitor.objects.filter(pk=visitor.id).update(allows_personalization=allows):
        return
    if allows:
        queue_refresh(visitor.id)
    else:
        _conclude_anew(visitor.id)


@transaction.atomic
def forget_event(visitor: RequestVisitor, event_id: int) -> bool:
    """Out of the log; False where it is not this visitor's. What was concluded from it goes as well."""
    event = Event.objects.filter(visitor=visitor.id, pk=event_id)
    mark_changed(events=event)
    gone, _ = event.delete()
    if gone:
        _conclude_anew(visitor.id)
    return bool(gone)


@transaction.atomic
def forget_behavior(visitor: RequestVisitor) -> int:
    """All that this visitor did; how many rows. The visitor stays, with the answer about personalization."""
    tables = visitor_tables(visitor.id)
    mark_changed(events=tables["events"], sessions=tables["visits"])
    gone = sum(rows.order_by().delete()[0] for name, rows in tables.items() if name not in KEPT)
    _conclude_anew(visitor.id)
    return gone


def _conclude_anew(visitor_id: UUID) -> None:
    """The old list would go on showing what was forgotten, until the new one is there.

    A list that is being made at this moment is taken away again, or made once more: the refresh is for that, too.
    """
    RecommendationList.objects.filter(visitor=visitor_id).delete()
    SegmentMember.objects.filter(visitor=visitor_id).delete()
    PurchasePrediction.objects.filter(visitor=visitor_id).delete()
    queue_refresh(visitor_id)
