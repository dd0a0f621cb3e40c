"""Orders, for those who may see them."""

from shop.orders.details import ADDRESS
from shop.orders.links import access_key_in
from shop.orders.models import Order, OrderQuerySet
from shop.shopper import Shopper


def orders_of(shopper: Shopper) -> OrderQuerySet:
    """The shopper's own, newest first."""
    return Order.objects.of(shopper.owner).with_lines()


def order_of(shopper: Shopper, number: str, key: str = "") -> Order | None:
    """The shopper's own, or a guest's for whoever has the link from the mail."""
    if "\0" in number:  # the database could not even be asked
        return None
    orders = Order.objects.with_lines().filter(number=number)
    if order := orders.of(shopper.owner).first():
        return order
    access_key = access_key_in(key)
    return orders.filter(account=None, access_key=access_key).first() if access_key else None


def newest_address(shopper: Shopper) -> dict[str, str]:
    """Where the member's last order went, so that it need not be typed again."""
    if shopper.account is None:
        return {}
    newest = Order.objects.of(shopper.owner).values(*ADDRESS).first()
    return newest or {"email": shopper.account.email or "", "full_name": shopper.account.name}
