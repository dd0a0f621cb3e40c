"""The link in the mail, with which somebody who ordered as a guest comes back to the order."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from shop.orders.models import Order

GOOD_FOR = timedelta(
    days=90
)  # delivery, second thoughts and complaints; mail boxes keep links for longer than that
SIGNER = TimestampSigner(salt="shop.orders.links")


def link_key(order: Order) -> str:
    """The order's secret with the time of now, signed."""
    return SIGNER.sign(order.access_key)


def access_key_in(key: str) -> str | None:
    """The secret in a key of ours that is still good; None in all others."""
    try:
        return SIGNER.unsign(key, max_age=GOOD_FOR)
    except BadSignature:  # one that is too old is one of them
        return None
