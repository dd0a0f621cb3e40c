"""Paying, behind one small interface. Which gateway serves is `settings.PAYMENT_GATEWAY`."""

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class PaymentTimeout(Exception):
    """The gateway did not answer: it may have charged, or not."""


@dataclass(frozen=True)
class PaymentResult:
    accepted: bool
    reference: str = ""
    reason: str = ""
    """One sentence for the shopper, where it was declined."""


class PaymentGateway(ABC):
    """Moves money. Every call is safe to repeat with the same key.

    The buyer's transaction waits meanwhile, with the stock in its hands: answer within seconds, or raise PaymentTimeout.
    """

    name: str
    means: tuple[tuple[str, str], ...]
    """What the checkout page offers: (token, label)."""
    note: str = ""
    """What the shopper should know before choosing."""

    @abstractmethod
    def charge(self, *, amount: Decimal, currency: str, key: str, token: str) -> PaymentResult:
        """Take the money; for one key at most once, however often it is asked for."""

    @abstractmethod
    def void(self, *, key: str) -> None:
        """Take back whatever was charged under this key. Nothing charged is no error."""

    @abstractmethod
    def refund(self, *, reference: str, amount: Decimal) -> None:
        """Give the money of a charge back, once."""


class NullGateway(PaymentGateway):
    """Accepts everything; for tests."""

    name = "null"
    means = (("any", _("Any card")),)

    def charge(self, *, amount, currency, key, token):
        return PaymentResult(accepted=True, reference=reference_for(self.name, key))

    def void(self, *, key):
        """No money moved."""

    def refund(self, *, reference, amount):
        """No money moved."""


class DemoGateway(NullGateway):
    """Moves no money either, but can answer in every way that a real gateway can."""

    name = "demo"
    note = _("This is a demo: no money moves. Choose how the demo bank shall answer.")
    means = (
        ("demo-accept", _("Demo card that is accepted")),
        ("demo-decline", _("Demo card that is declined")),
        ("demo-timeout", _("Demo card whose bank does not answer")),
    )

    def charge(self, *, amount, currency, key, token):
        if token == "demo-timeout":  # noqa: S105  a card of the demo, no secret
            raise PaymentTimeout
        if token != "demo-accept":  # noqa: S105  the same
            return PaymentResult(accepted=False, reason=_("The card was declined."))
        return super().charge(amount=amount, currency=currency, key=key, token=token)


def reference_for(name: str, key: str) -> str:
    """The same key has the same reference, as with a gateway that remembers."""
    return f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def payment_gateway() -> PaymentGateway:
    return _gateway(settings.PAYMENT_GATEWAY)


@cache
def _gateway(path: str) -> PaymentGateway:
    return import_string(path)()
