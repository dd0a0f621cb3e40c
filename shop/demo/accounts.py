"""Who may sign in to the demo, and with which voucher to buy. Made by seed_demo, and only there."""

from typing import NamedTuple


class DemoSignIn(NamedTuple):
    role: str
    email: str
    password: str


DEMO_SHOPPER = DemoSignIn("shopper", "shopper@aisle.example", "aisle-demo")
DEMO_ADMINISTRATOR = DemoSignIn("administrator", "admin@aisle.example", "aisle-demo")
DEMO_SIGN_INS = [DEMO_SHOPPER, DEMO_ADMINISTRATOR]
# Of the staff, one for each role that is narrower (accounts/roles.py): its name there, an address, the password.
DEMO_STAFF = [
    DemoSignIn("Catalog editor", "catalog@aisle.example", "aisle-demo"),
    DemoSignIn("Order clerk", "orders@aisle.example", "aisle-demo"),
    DemoSignIn("Analyst", "analyst@aisle.example", "aisle-demo"),
    DemoSignIn("Recommender operator", "operator@aisle.example", "aisle-demo"),
]
DEMO_VOUCHER = "WELCOME10"
