"""Who may sign in to the demo, and with which voucher to buy. Made by seed_demo, and only there."""

from typing import NamedTuple


class DemoSignIn(NamedTuple):
    role: str
    email: str
    password: str


DEMO_SHOPPER = DemoSignIn("shopper", "shopper@aisle.example", "aisle-demo")
DEMO_ADMINISTRATOR = DemoSignIn("administrator", "admin@aisle.example", "aisle-demo")
DEMO_SIGN_INS = [DEMO_SHOPPER, DEMO_ADMINISTRATOR]
DEMO_VOUCHER = "WELCOME10"
