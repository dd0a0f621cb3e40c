"""The tax inside our prices, from `settings.TAX_RATES`."""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings


def tax_rate(country: str) -> Decimal:
    """In percent; nothing where we know of none."""
    return Decimal(settings.TAX_RATES.get(country, "0")).quantize(Decimal("0.01"))


def included_tax(total: Decimal, rate: Decimal) -> Decimal:
    """How much of the total is tax."""
    return (total * rate / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
