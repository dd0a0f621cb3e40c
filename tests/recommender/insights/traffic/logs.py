"""A small log whose every figure can be counted by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from recommender.models import Event, VisitSession
from shop.orders.models import Order
from tests.factories.behavior import EventFactory, VisitorFactory, VisitSessionFactory
from tests.factories.orders import OrderFactory

FRIDAY = datetime(2026, 5, 8, tzinfo=UTC)
THAT_DAY = FRIDAY.date()
NOON = FRIDAY + timedelta(hours=12)


def visit(visitor, at: datetime, *acts, device: str = "desktop", source: str = "") -> VisitSession:
    """A session whose acts are a minute apart: `("view", 7)`, `("search", "lamp", 0)`, `("cart_add", 7)`."""
    session = VisitSessionFactory(visitor=visitor, started_at=at, device=device, source=source)
    for minute, (kind, what, *found) in enumerate(acts):
        words = {"query": what, "product_id": None, "found": found[0] if found else None}
        EventFactory(
            session=session,
            kind=kind,
            occurred_at=at + timedelta(minutes=minute),
            **(words if kind == "search" else {"product_id": what}),
        )
    return session


def order(at: datetime, total: str, **changes) -> Order:
    return OrderFactory(placed_at=at, goods_total=Decimal(total), delivery_total=Decimal(0), **changes)


def friday() -> dict:
    """Three visitors: A was here before, B and C are new; C comes twice. Two orders, one more canceled."""
    known = VisitorFactory(created_at=FRIDAY - timedelta(days=3))
    first, second = VisitorFactory(created_at=NOON), VisitorFactory(created_at=NOON)
    visit(known, NOON, ("view", 7), ("cart_add", 7), ("purchase", 7), source="news.example")
    visit(first, NOON + timedelta(minutes=30), ("view", 7), device="mobile")
    visit(second, NOON + timedelta(hours=1), ("search", "Lamp", 3), ("view", 8), ("cart_add", 8))
    visit(
        second, NOON + timedelta(hours=3), ("search", "lamp ", 3), ("search", "dog bed", 0), ("purchase", 8)
    )
    order(NOON + timedelta(minutes=2), "20.00")
    order(NOON + timedelta(hours=3), "30.00", currency="USD", rate=Decimal("1.2"))
    order(NOON + timedelta(hours=3), "99.00", status=Order.Status.CANCELED)
    return {"known": known, "first": first, "second": second}


def event_of(product: int) -> Event:
    return Event.objects.get(product_id=product, kind="view")
