"""Which impression an event came from: one read at most."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Sum
from django.utils import timezone

from recommender.behavior.models import MAILED, Event, EventKind, Impression, Slate
from recommender.behavior.visitor import RequestVisitor

ATTRIBUTED = {EventKind.FAVORITE, EventKind.CART_ADD, EventKind.PURCHASE}


@dataclass(frozen=True)
class Origin:
    """A place in a slate; nowhere, when there is none."""

    slate_id: UUID | None = None
    position: int | None = None


NOWHERE = Origin()


def named_origin(
    visitor: RequestVisitor, *, product_id: int, slate_id: UUID | str, position: int | str | None
) -> Origin:
    """The place that a link names, if that slate was this visitor's and had the product there.

    The address of a page can be edited and shared, so it is not believed.
    """
    try:
        slate = Slate.objects.filter(pk=UUID(str(slate_id)), visitor=visitor.id).only("product_ids").first()
    except ValueError:
        return NOWHERE
    if slate is None or product_id not in slate.product_ids:
        return NOWHERE
    place = slate.product_ids.index(product_id) + 1
    return Origin(slate.pk, place) if str(position or place) == str(place) else NOWHERE


def mailed_origin(*, product_id: int, slate_id: UUID) -> Origin:
    """The place that a signed link of a mail names. Whoever follows it need not be known as who got the mail: they may be
    signed out on this browser, or the mail was passed on.
    """
    products = (
        Slate.objects.filter(pk=slate_id, placement__in=MAILED).values_list("product_ids", flat=True).first()
    )
    if products is None or product_id not in products:
        return NOWHERE
    return Origin(slate_id, products.index(product_id) + 1)


def newest_origins(visitor: RequestVisitor, product_ids: Iterable[int]) -> dict[int, Origin]:
    """Where this visitor last met each product within the window.

    A click counts as well as an impression: who clicks within the first second, or has no JavaScript, leaves only that.
    """
    since = timezone.now() - settings.ATTRIBUTION_WINDOW
    columns = ("product_id", "slate_id", "position", "at")
    known = {"visitor": visitor.id, "product_id__in": list(product_ids)}
    seen = Impression.objects.filter(**known, seen_at__gte=since).annotate(at=F("seen_at"))
    clicked = Event.objects.filter(
        **known, kind=EventKind.CLICK, slate__isnull=False, occurred_at__gte=since
    ).annotate(at=F("occurred_at"))
    met = seen.values_list(*columns).union(clicked.values_list(*columns), all=True).order_by("at")
    return {product: Origin(slate, position) for product, slate, position, _ in met}


def attributed_purchases(
    visitor_id: UUID, placement: str, *, since: datetime, until: datetime
) -> tuple[int, Decimal]:
    """Lines of this visitor's orders that came from impressions of this placement: how many, and what they cost."""
    purchases = Event.objects.filter(
        visitor=visitor_id,
        kind=EventKind.PURCHASE,
        slate__placement=placement,
        occurred_at__gte=since,
        occurred_at__lte=until,
    )
    found = purchases.aggregate(count=Count("pk"), amount=Sum("amount"))
    return found["count"], found["amount"] or Decimal(0)


def clicked_places(slate_ids: Collection[UUID]) -> dict[UUID, int]:
    """By slate, how many of its places were followed; a place that was followed twice counts once."""
    clicks = Event.objects.filter(slate__in=slate_ids, kind=EventKind.CLICK).order_by()
    return dict(clicks.values_list("slate_id").annotate(Count("position", distinct=True)))


def clicked_mails(*, since: datetime) -> dict[str, int]:
    """By placement, from how many of the mails that were sent since then something was followed until now."""
    clicks = Event.objects.filter(
        kind=EventKind.CLICK, occurred_at__gte=since, slate__placement__in=MAILED, slate__served_at__gte=since
    )
    return dict(clicks.order_by().values_list("slate__placement").annotate(Count("slate", distinct=True)))
