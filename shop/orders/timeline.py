"""How far an order has come, as a line with times."""

from dataclasses import dataclass
from datetime import datetime

from shop.orders.models import Order

PATH = [Order.Status.PLACED, Order.Status.PAID, Order.Status.SHIPPED, Order.Status.DELIVERED]


@dataclass(frozen=True)
class Stop:
    status: str
    label: str
    at: datetime | None
    """When it was reached; None where it lies ahead, or where nobody wrote it down."""
    state: str
    """done, now or ahead."""


def timeline(order: Order) -> list[Stop]:
    """What happened, where the order is now, and what is still to come. A canceled one has nothing to come."""
    reached = {step.status: step.at for step in order.transitions.all()}
    if order.status == Order.Status.CANCELED:
        stops = [*(status for status in PATH if status in reached), Order.Status.CANCELED]
    else:
        stops = PATH
    at = stops.index(order.status)
    return [
        Stop(
            status=status.value,
            label=status.label,
            at=reached.get(status) if number <= at else None,
            state="done" if number < at else "now" if number == at else "ahead",
        )
        for number, status in enumerate(map(Order.Status, stops))
    ]
