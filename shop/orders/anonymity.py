"""Orders of somebody who leaves. The law wants the amounts to be kept for years, and not who it was."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from shop.orders.models import Order
from shop.orders.numbers import new_access_key
from shop.orders.services import change_status

# What says who it was. The country stays: the tax depends on it.
WHO = ("email", "full_name", "street", "postal_code", "city", "request_hash")


@transaction.atomic
def anonymize_orders(*, account: User, visitor_id: UUID | None) -> int:
    """Cancel what has not left the house, then take the person out of all of it; how many orders.

    A parcel that is on its way has its address on it already.
    """
    own = Q(account=account)
    if visitor_id:
        own |= Q(account=None, visitor_id=visitor_id)
    orders = Order.objects.select_for_update().filter(own).order_by("pk")
    for order in orders:
        if order.can_be_canceled:
            change_status(order=order, to=Order.Status.CANCELED, by=account)
        _take_the_person_out(order)
    return len(orders)


def unlink_orders(*, visitor_id: UUID) -> None:
    """A guest's orders are led to by the link in the mail only, no longer by this browser."""
    Order.objects.filter(account=None, visitor_id=visitor_id).update(visitor_id=None)


def _take_the_person_out(order: Order) -> None:
    for name in WHO:
        setattr(order, name, "")
    order.account, order.visitor_id = None, None
    # The link in the mail leads nowhere from now on, and the key was made from the account's id.
    order.access_key = new_access_key()
    order.idempotency_key = f"anonymous {order.access_key}"
    order.save(update_fields=[*WHO, "account", "visitor_id", "access_key", "idempotency_key"])
