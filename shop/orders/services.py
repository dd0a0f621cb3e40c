"""Placing an order, and moving it on."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict, InvalidInput
from recommender.services import PurchasedLine, record_purchases
from shop.cart.models import Cart, CartLine
from shop.cart.quantities import shortage
from shop.catalog.models import Product
from shop.catalog.services import return_stock, take_stock
from shop.orders.billing import pay, refund
from shop.orders.delivery import delivery_method
from shop.orders.details import CheckoutDetails, owned_key
from shop.orders.models import Order, OrderLine, OrderTransition
from shop.orders.numbers import new_access_key, new_number
from shop.shopper import Shopper
from shop.tasks import send_order_confirmation


@transaction.atomic
def place_order(
    *, shopper: Shopper, details: CheckoutDetails, idempotency_key: str, site_url: str, now: datetime
) -> Order:
    """Order what lies in the cart, all or nothing. The same key gives the same order, however often it comes.

    `site_url` is where the mail's links lead. Raises Conflict (empty cart, stock, prices, key), PaymentFailed,
    and Unavailable where the gateway does not answer; then nothing was ordered and the cart is as it was.
    """
    key = owned_key(shopper, idempotency_key)
    # Two requests of one shopper wait here for each other, so that the second finds the first one's order.
    cart = Cart.objects.select_for_update().filter(**shopper.owner).first()
    if placed := Order.objects.filter(idempotency_key=key).first():
        return _same_again(placed, details)
    lines = _take_lines(cart)
    order = _write_order(shopper, details, key, lines, now)
    _record_purchases(shopper, lines)
    CartLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
    # Last, because it alone cannot be rolled back.
    pay(order=order, token=details.payment_token, key=key)
    _move(order, Order.Status.PAID, by=shopper.account, at=now)
    # Robust: the order stands, even if the queue does not answer.
    transaction.on_commit(lambda: send_order_confirmation.delay(order.pk, site_url), robust=True)
    return order


@transaction.atomic
def change_status(*, order: Order, to: str, by: User | None = None, at: datetime | None = None) -> Order:
    """Move the order on, or say why it cannot go there. Canceling gives goods and money back."""
    if to not in Order.Status.values:
        raise InvalidInput(_("There is no such state of an order."))
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.may_become(to):
        states = {"now": order.get_status_display(), "to": Order.Status(to).label}
        raise Conflict(_("This order is %(now)s, so it cannot be marked as %(to)s.") % states)
    _move(order, to, by=by, at=at)
    if to == Order.Status.CANCELED:
        for line in order.lines.order_by("product_id"):
            return_stock(product_id=line.product_id, quantity=line.quantity)
        refund(order=order)
    return order


def _same_again(placed: Order, details: CheckoutDetails) -> Order:
    if placed.request_hash != details.digest():
        raise Conflict(_("This order was placed already, with other details."))
    return placed


def _take_lines(cart: Cart | None) -> list[CartLine]:
    """The lines at today's prices, their stock taken."""
    lines = list(cart.lines.select_for_update().order_by("product_id")) if cart else []
    if not lines:
        raise Conflict(_("Your cart is empty."))
    # Everyone takes products in the order of their ids, so that no two buyers wait for each other in a circle.
    for line in lines:
        if not take_stock(product_id=line.product_id, quantity=line.quantity):
            raise _refusal(Product.objects.get(pk=line.product_id), line)
    # Read after the stock was taken: from then on these rows are ours, and no price can change any more.
    products = Product.objects.in_bulk([line.product_id for line in lines])
    for line in lines:
        line.product = products[line.product_id]
    if len({product.currency for product in products.values()}) > 1:
        raise Conflict(_("These products are sold in different currencies. Please order them separately."))
    return lines


def _refusal(product: Product, line: CartLine) -> Conflict:
    # The stock may have come back in between; then the next try will do.
    return Conflict(shortage(product, line.quantity) or _("Somebody else was quicker. Please try again."))


def _write_order(
    shopper: Shopper, details: CheckoutDetails, key: str, lines: list[CartLine], now: datetime
) -> Order:
    goods_total = sum((line.product.price * line.quantity for line in lines), Decimal("0.00"))
    if details.goods_total not in {None, goods_total}:
        raise Conflict(_("Prices have changed since you opened this page. Please look at the new total."))
    method = delivery_method(details.delivery_method)
    order = Order.objects.create(
        **shopper.owner,
        **details.address,
        number=new_number(),
        access_key=new_access_key(),
        idempotency_key=key,
        request_hash=details.digest(),
        delivery_method=method.code,
        currency=lines[0].product.currency,
        goods_total=goods_total,
        delivery_total=method.cost(goods_total),
        placed_at=now,
    )
    OrderLine.objects.bulk_create(_order_lines(order, lines))
    _move(order, Order.Status.PLACED, by=shopper.account, at=now)
    return order


def _order_lines(order: Order, lines: list[CartLine]) -> Iterable[OrderLine]:
    for line in sorted(lines, key=lambda line: line.pk):
        product = line.product
        yield OrderLine(
            order=order,
            product=product,
            title=product.title,
            unit_price=product.price,
            quantity=line.quantity,
        )


def _record_purchases(shopper: Shopper, lines: list[CartLine]) -> None:
    record_purchases(
        shopper.visitor,
        [
            PurchasedLine(product_id=line.product_id, quantity=line.quantity, amount=line.total)
            for line in lines
        ],
    )


def _move(order: Order, to: str, *, by: User | None, at: datetime | None) -> None:
    """Only for whoever holds the order's row."""
    if order.status != to:
        order.status = to
        order.save(update_fields=["status"])
    moment = {"at": at} if at else {}
    OrderTransition.objects.create(order=order, status=to, by=by, **moment)
