"""How addresses are written in the countries that we deliver to."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from shop.orders.delivery import COUNTRIES

# What an address is made of, wherever it is kept.
FIELDS = ["full_name", "street", "postal_code", "city", "country"]


class PostalCode(NamedTuple):
    pattern: str
    example: str


POSTAL_CODES = {
    "AT": PostalCode(r"\d{4}", "1010"),
    "BE": PostalCode(r"\d{4}", "1000"),
    "DE": PostalCode(r"\d{5}", "10115"),
    "DK": PostalCode(r"\d{4}", "1050"),
    "ES": PostalCode(r"\d{5}", "28013"),
    "FR": PostalCode(r"\d{5}", "75001"),
    "GB": PostalCode(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "SW1A 1AA"),
    "IE": PostalCode(r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "D02 AF30"),
    "IT": PostalCode(r"\d{5}", "00186"),
    "LU": PostalCode(r"\d{4}", "1648"),
    "NL": PostalCode(r"\d{4} ?[A-Z]{2}", "1012 JS"),
    "SE": PostalCode(r"\d{3} ?\d{2}", "111 52"),
}
# Where the postal code has a line of its own below the town.
CODE_BELOW_TOWN = {"GB", "IE"}


def postal_code_problem(country: str, postal_code: str) -> str:
    """Why the country has no such postal code; empty where it may. Small letters and "D-" before it are fine."""
    expected = POSTAL_CODES.get(country)
    if not expected or not postal_code:
        return ""
    if re.fullmatch(rf"(?:[A-Z]{{1,2}}-)?{expected.pattern}", postal_code.strip().upper()):
        return ""
    return _("A postal code in %(country)s looks like %(example)s.") % {
        "country": COUNTRIES[country],
        "example": expected.example,
    }


def address_lines(*, full_name: str, street: str, postal_code: str, city: str, country: str) -> list[str]:
    """As it stands on the parcel."""
    town = [city, postal_code] if country in CODE_BELOW_TOWN else [f"{postal_code} {city}".strip()]
    return [line for line in (full_name, street, *town, str(COUNTRIES.get(country, country))) if line]
