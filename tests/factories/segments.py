"""A shop of two habits: many who look a little, and some who come in the evening and buy."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from recommender.behavior.models import Event, EventKind, Visitor, VisitSession
from recommender.insights.models import Segment, SegmentSet
from recommender.insights.visitor_behavior import NAMES
from shop.catalog.models import Product
from tests.factories.loop import make_products

LOOKERS, BUYERS = 40, 25


@dataclass(frozen=True)
class TwoHabits:
    products: list[Product]
    """Lookers like the first four, buyers the next three; the last one nobody does."""
    lookers: list[Visitor]
    buyers: list[Visitor]


def two_habits(*, now: datetime, seed: int = 0) -> TwoHabits:
    """Everything within the last two weeks."""
    rng = Random(seed)
    products = make_products(8)
    lookers, buyers = (
        Visitor.objects.bulk_create(Visitor() for _ in range(count)) for count in (LOOKERS, BUYERS)
    )
    events = []
    for visitor in lookers:
        day = now - timedelta(hours=rng.randint(240, 300))
        events += _visit(
            visitor, day, [(EventKind.VIEW, p) for p in rng.sample(products[:4], k=rng.randint(2, 3))]
        )
    for visitor in buyers:
        for days in (1, 3, 5):
            evening = (now - timedelta(days=days)).replace(hour=20, minute=0)
            looks = [(EventKind.VIEW, p) for p in products[4:7] for _ in range(rng.randint(2, 3))]
            buys = [(EventKind.CART_ADD, products[5]), (EventKind.PURCHASE, products[rng.randint(4, 6)])] * 3
            events += _visit(visitor, evening, looks + buys)
    Event.objects.bulk_create(events)
    return TwoHabits(products, lookers, buyers)


def _visit(visitor: Visitor, start: datetime, acts: list[tuple[str, Product]]) -> list[Event]:
    visit = VisitSession.objects.create(visitor=visitor, started_at=start)
    return [
        Event(
            visitor=visitor,
            session=visit,
            kind=kind,
            product_id=product.pk,
            amount=Decimal(product.price) if kind == EventKind.PURCHASE else None,
            quantity=1 if kind == EventKind.PURCHASE else None,
            occurred_at=start + timedelta(minutes=minute),
        )
        for minute, (kind, product) in enumerate(acts)
    ]


def make_segment(*, number: int = 1, size: int = 100, **fields) -> Segment:
    """Of the newest set; its people look more than they buy."""
    made_in = SegmentSet.objects.last() or SegmentSet.objects.create(
        visitors=2 * size, indices={"2": 0.7, "3": 0.9}, space={}, seed=7
    )
    facts = {
        "simulated": 0,
        "buyers": size // 4,
        "means": dict.fromkeys(NAMES, 1.5) | {"browse": 12.0, "value": 33.5},
        "stands_out": {"value": -0.8, "browse": 1.7},
        "categories": [["Lamps", 0.4], ["Chairs", 0.2]],
        "kinds": {"view": 0.9, "purchase": 0.1},
        "hours": [0.0] * 18 + [0.25] * 4 + [0.0] * 2,
        "center": [0.5],
    }
    return Segment.objects.create(made_in=made_in, number=number, size=size, **facts | fields)
