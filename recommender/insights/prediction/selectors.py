"""What is said of who buys. Read by pages, so nothing here loads a model."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, F, FloatField, Max, Q, QuerySet, Value, When
from django.utils import timezone

from recommender.behavior.models import Event, EventKind
from recommender.insights.prediction.models import PurchasePrediction, PurchaseTraining

INTEREST_WITHIN = timedelta(days=30)


def expected_buyers(*, now: datetime | None = None) -> dict[int, float]:
    """By product, how many of the visitors are expected to buy within 7 days, if each buys one of the things that interest
    them: a visitor's probability is shared out among what they looked at within 30 days and did not buy, by the
    strongest event of each."""
    now = now or timezone.now()
    weights = settings.EVENT_WEIGHTS
    strength = Case(
        *(When(kind=kind, then=Value(weight)) for kind, weight in weights.items()), output_field=FloatField()
    )
    pairs = (
        Event.objects.to_learn_from()
        .filter(
            visitor__purchase_prediction__within_7_days__isnull=False,
            occurred_at__gte=now - INTEREST_WITHIN,
            occurred_at__lt=now,
            kind__in=weights,
            product_id__isnull=False,
        )
        .order_by("visitor_id")
        .values_list("visitor_id", F("visitor__purchase_prediction__within_7_days"), "product_id")
        .annotate(strength=Max(strength), bought=Count("pk", filter=Q(kind=EventKind.PURCHASE)))
    )
    found: dict[int, float] = {}
    for (_visitor, probability), rows in groupby(pairs.iterator(chunk_size=5_000), key=itemgetter(0, 1)):
        open_ones = [(product, worth) for *_who, product, worth, bought in rows if not bought]
        total = sum(worth for _product, worth in open_ones)
        for product, worth in open_ones:
            found[product] = found.get(product, 0.0) + probability * worth / total
    return found


def newest_training() -> PurchaseTraining | None:
    return PurchaseTraining.objects.first()


def likely_buyers() -> QuerySet[PurchasePrediction]:
    return PurchasePrediction.objects.filter(within_7_days__isnull=False).select_related("visitor__account")


def leaves_without_buying(visitor_id: UUID, *, now: datetime | None = None) -> bool:
    """Whether the visit that goes on will probably end without a purchase, as it looked after its last event."""
    since = (now or timezone.now()) - settings.SESSION_GAP
    asked = PurchasePrediction.objects.filter(visitor=visitor_id, session_asked_at__gte=since)
    unlikely = asked.filter(within_session__lt=settings.PURCHASE_UNLIKELY_BELOW)
    return unlikely.exclude(visitor__allows_personalization=False).exists()
