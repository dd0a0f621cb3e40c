from decimal import Decimal

import pytest

from shop.orders.payment import DemoGateway, NullGateway, PaymentTimeout, payment_gateway

CHARGE = {"amount": Decimal("9.90"), "currency": "EUR", "key": "one"}


def test_the_null_gateway_accepts_everything():
    assert NullGateway().charge(**CHARGE, token="whatever").accepted


def test_the_demo_gateway_accepts_declines_and_times_out():
    demo = DemoGateway()
    assert demo.charge(**CHARGE, token="demo-accept").accepted
    for token in ("demo-decline", "no such card", ""):
        declined = demo.charge(**CHARGE, token=token)
        assert not declined.accepted
        assert str(declined.reason) == "The card was declined."
    with pytest.raises(PaymentTimeout):
        demo.charge(**CHARGE, token="demo-timeout")


def test_the_same_key_is_the_same_charge():
    demo = DemoGateway()
    first, again = (demo.charge(**CHARGE, token="demo-accept") for _ in range(2))
    other = demo.charge(**CHARGE | {"key": "two"}, token="demo-accept")
    assert first.reference == again.reference != other.reference


@pytest.mark.parametrize("name", ["DemoGateway", "NullGateway"])
def test_settings_name_the_gateway(settings, name):
    settings.PAYMENT_GATEWAY = f"shop.orders.payment.{name}"
    assert type(payment_gateway()).__name__ == name
