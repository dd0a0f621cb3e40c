"""One product in the recommender: how often it was seen and taken, by placement. Each read goes by an index of the product."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from recommender.behavior.models import Event, EventKind, Impression, Placement
from recommender.dataset.extract import interaction_kinds
from recommender.serving.models import RecommendationList

PERIOD = timedelta(days=30)
LOOKS = (EventKind.VIEW, EventKind.CLICK)


@dataclass(frozen=True)
class Exposure:
    """In one placement, or in all together."""

    impressions: int = 0
    clicks: int = 0
    purchases: int = 0
    revenue: Decimal = Decimal(0)

    @property
    def click_rate(self) -> float | None:
        """In percent."""
        return 100 * self.clicks / self.impressions if self.impressions else None

    def __add__(self, other: "Exposure") -> "Exposure":
        return Exposure(
            self.impressions + other.impressions,
            self.clicks + other.clicks,
            self.purchases + other.purchases,
            self.revenue + other.revenue,
        )


@dataclass(frozen=True)
class Demand:
    """Whatever led there, recommendation or not."""

    viewers: int
    buyers: int
    interactions: int
    """Events of all time that a model can learn from, as long as they are kept."""

    @property
    def conversion(self) -> float | None:
        """In percent."""
        return 100 * self.buyers / self.viewers if self.viewers else None


def exposure(product_id: int, *, now: datetime) -> dict[Placement, Exposure]:
    """Of the last 30 days, by placement; only those where it was seen or taken. Two queries."""
    since = now - PERIOD
    seen = Impression.objects.filter(product_id=product_id, seen_at__gte=since)
    impressions = dict(seen.order_by().values_list("slate__placement").annotate(count=Count("pk")))
    led = Event.objects.filter(product_id=product_id, occurred_at__gte=since, slate__isnull=False)
    purchase = Q(kind=EventKind.PURCHASE)
    counted = (
        led.order_by()
        .values_list("slate__placement")
        .annotate(
            # The same place pressed twice is one click.
            clicks=Count("slate", distinct=True, filter=Q(kind=EventKind.CLICK)),
            purchases=Count("pk", filter=purchase),
            revenue=Sum("amount", filter=purchase),
        )
    )
    taken = {placement: told for placement, *told in counted}
    found = {}
    for placement in Placement:
        clicks, purchases, revenue = taken.get(placement, (0, 0, None))
        made = Exposure(impressions.get(placement, 0), clicks, purchases, revenue or Decimal(0))
        if made != Exposure():
            found[placement] = made
    return found


def demand(product_id: int, *, now: datetime) -> Demand:
    """One query."""
    lately = Q(occurred_at__gte=now - PERIOD)
    told = Event.objects.filter(product_id=product_id).aggregate(
        viewers=Count("visitor", distinct=True, filter=lately & Q(kind__in=[*LOOKS, EventKind.PURCHASE])),
        buyers=Count("visitor", distinct=True, filter=lately & Q(kind=EventKind.PURCHASE)),
        interactions=Count("pk", filter=Q(kind__in=interaction_kinds())),
    )
    return Demand(**told)


def similar_to(product_id: int) -> RecommendationList | None:
    """What its page shows as similar."""
    similar = RecommendationList.objects.filter(placement=Placement.PRODUCT_SIMILAR, visitor=None)
    return similar.filter(product_id=product_id).first()
