"""What was searched for: by one visitor, to be offered again; by many, for those who have no words yet."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from recommender.behavior.changes import mark_changed
from recommender.behavior.models import Event, EventKind
from recommender.behavior.visitor import RequestVisitor

POPULAR_SPAN = timedelta(days=30)
MANY = 3  # visitors: words of fewer could tell who they are


def recent_searches(visitor: RequestVisitor, *, limit: int) -> list[str]:
    """The visitor's own words, newest first, each once."""
    if not visitor.is_logged:
        return []
    own = Event.objects.to_learn_from().filter(visitor=visitor.id, kind=EventKind.SEARCH).exclude(query="")
    newest = own.values("query").annotate(last=Max("occurred_at")).order_by("-last")
    return list(newest.values_list("query", flat=True)[:limit])


@transaction.atomic
def forget_searches(visitor: RequestVisitor, *, query: str = "") -> None:
    """Out of the log: these words, or all. The visitor's own wish goes before the completeness of the log."""
    if visitor.is_observed:
        return
    own = Event.objects.filter(visitor=visitor.id, kind=EventKind.SEARCH)
    unwanted = own.filter(query=query) if query else own
    mark_changed(events=unwanted)
    unwanted.delete()


def popular_searches(*, limit: int) -> list[str]:
    """Reads a month of the log: ask it seldom."""
    recent = Event.objects.to_learn_from().filter(
        kind=EventKind.SEARCH, occurred_at__gte=timezone.now() - POPULAR_SPAN
    )
    counted = recent.exclude(query="").values("query").annotate(many=Count("visitor", distinct=True))
    return list(
        counted.filter(many__gte=MANY).order_by("-many", "query").values_list("query", flat=True)[:limit]
    )
