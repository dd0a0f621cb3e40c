"""A shop whose visitors give away whether they buy: who puts something into the cart comes back and buys it."""

from datetime import UTC, datetime, timedelta
from random import Random

from recommender.behavior.models import Event, EventKind, Visitor, VisitSession
from recommender.insights.prediction.models import PurchasePrediction, PurchaseTraining
from tests.factories.loop import make_products
from tests.factories.purchases import purchase

WEEKS = 8


def shop_of_cart_fillers(*, now: datetime, visitors: int = 60, seed: int = 0) -> list[Visitor]:
    """Every visitor comes each week for eight weeks; those of the first half buy at each visit, an hour after the cart."""
    rng = Random(seed)
    products = make_products(6)
    made = Visitor.objects.bulk_create(Visitor() for _ in range(visitors))
    events = []
    for number, visitor in enumerate(made):
        for week in range(1, WEEKS + 1):
            at = now - timedelta(days=7 * week - 1, minutes=rng.randint(0, 4_000))
            buys = (number < visitors / 2) != (rng.random() < 0.1)
            acts = [(EventKind.VIEW, 0), (EventKind.CART_ADD if buys else EventKind.FAVORITE, 2)]
            acts += [(EventKind.VIEW, 5), (EventKind.PURCHASE if buys else EventKind.VIEW, 10)]
            visit = VisitSession(visitor=visitor, started_at=at)
            visit.save()
            events += [
                Event(
                    visitor=visitor, session=visit, kind=kind, product_id=rng.choice(products).pk,
                    amount=10 if kind == EventKind.PURCHASE else None,
                    quantity=1 if kind == EventKind.PURCHASE else None,
                    occurred_at=at + timedelta(minutes=minute),
                )
                for kind, minute in acts
            ]  # fmt: skip
    Event.objects.bulk_create(events)
    return made


def make_training(**fields) -> PurchaseTraining:
    """With a comparison for the session, and too little for the week."""
    outcome = {
        "session": {"results": [purchase("gru"), purchase("base_rate", f1=0.4)], "problem": ""},
        "week": {"results": [], "problem": "No visit is long enough ago for its answer to be known."},
    }
    until = datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    return PurchaseTraining.objects.create(
        **{"seed": 7, "learned_until": until, "made_at": until, "outcome": outcome} | fields
    )


def make_prediction(visitor: Visitor, **fields) -> PurchasePrediction:
    version = PurchaseTraining.objects.first() or make_training()
    return PurchasePrediction.objects.create(visitor=visitor, version=version, **fields)
