"""What a visitor has looked at lately."""

from recommender.behavior.models import Dismissal, Event, EventKind
from recommender.behavior.visitor import RequestVisitor

EVENTS_BACK = 200  # a product is often looked at more than once


def recently_viewed(visitor: RequestVisitor, *, limit: int) -> list[int]:
    """Newest first, each product once: viewed since it was last bought, and not dismissed. One read."""
    if not visitor.is_logged:
        return []
    events = (
        Event.objects.to_learn_from()
        .filter(visitor=visitor.id, kind__in=[EventKind.VIEW, EventKind.PURCHASE], product_id__isnull=False)
        .exclude(product_id__in=Dismissal.objects.filter(visitor=visitor.id).values("product_id"))
    )
    latest: dict[int, str] = {}
    newest_first = events.order_by("-occurred_at", "-pk").values_list("product_id", "kind")
    for product, kind in newest_first[:EVENTS_BACK]:
        latest.setdefault(product, kind)
    return [product for product, kind in latest.items() if kind == EventKind.VIEW][:limit]
