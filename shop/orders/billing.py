"""The money side of an order."""

import logging

from django.utils.translation import gettext as _

from config.errors import PaymentFailed, Unavailable
from shop.orders.models import Order, Payment
from shop.orders.payment import PaymentGateway, PaymentTimeout, payment_gateway

logger = logging.getLogger(__name__)


def pay(*, order: Order, token: str, key: str) -> Payment | None:
    """Charge the order's total, once for the key. Where a voucher pays for all of it there is nothing to charge."""
    if order.total == 0:
        return None
    gateway = payment_gateway()
    try:
        result = gateway.charge(amount=order.total, currency=order.currency, key=key, token=token)
    except PaymentTimeout as timeout:
        _void(gateway, key)
        raise Unavailable(
            _(
                "The payment service does not answer. Nothing was ordered, and your cart is as it was. "
                "You can try again safely: you never pay twice."
            ),
            retry_after=5,
        ) from timeout
    if not result.accepted:
        reason = result.reason or _("The payment was declined.")
        raise PaymentFailed(
            _("%(reason)s Nothing was ordered. Please try another way to pay.") % {"reason": reason}
        )
    return Payment.objects.create(
        order=order, gateway=gateway.name, reference=result.reference, amount=order.total
    )


def refund(*, order: Order) -> None:
    """Give back what was paid, if anything was, and only once."""
    payments = Payment.objects.filter(order=order, status=Payment.Status.ACCEPTED)
    if not payments.update(status=Payment.Status.REFUNDED):
        return
    payment = Payment.objects.get(order=order)
    try:
        payment_gateway().refund(reference=payment.reference, amount=payment.amount)
    except PaymentTimeout as timeout:
        raise Unavailable(
            _("The payment service does not answer, so nothing was changed. Please try again."), retry_after=5
        ) from timeout


def _void(gateway: PaymentGateway, key: str) -> None:
    """The charge may have gone through without our hearing of it; whoever gives up now must not have paid."""
    try:
        gateway.void(key=key)
    except PaymentTimeout:
        logger.exception("A charge under the key %s may stand without an order; a retry will find it.", key)
