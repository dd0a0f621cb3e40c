"""A gateway with a memory, to see what was asked of it."""

from decimal import Decimal

import pytest

from shop.orders import billing
from shop.orders.payment import PaymentGateway, PaymentResult, PaymentTimeout


class RecordingGateway(PaymentGateway):
    """Charges once for each key, as real ones do; can lose its answer after the money has moved."""

    name = "recording"
    means = (("any", "Any card"),)

    def __init__(self) -> None:
        self.charges: dict[str, Decimal] = {}
        self.refunds: list[tuple[str, Decimal]] = []
        self.declines = self.loses_answers = self.is_down = False

    def charge(self, *, amount, currency, key, token):
        if self.declines:
            return PaymentResult(accepted=False, reason="The card was declined.")
        self.charges.setdefault(key, amount)
        if self.loses_answers or self.is_down:
            raise PaymentTimeout
        return PaymentResult(accepted=True, reference=key)

    def void(self, *, key):
        if self.is_down:
            raise PaymentTimeout
        self.charges.pop(key, None)

    def refund(self, *, reference, amount):
        if self.is_down:
            raise PaymentTimeout
        self.refunds.append((reference, amount))


@pytest.fixture
def gateway(monkeypatch) -> RecordingGateway:
    recording = RecordingGateway()
    monkeypatch.setattr(billing, "payment_gateway", lambda: recording)
    return recording
