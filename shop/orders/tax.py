"""The tax inside our prices, from `settings.TAX_RATES`."""

from decimal import Decimal

from django.conf import settings

from shop.currencies.rates import rounded


def tax_rate(country: str) -> Decimal:
    """In percent; nothing where we know of none."""
    return Decimal(settings.TAX_RATES.get(country, "0")).quantize(Decimal("0.01"))


def included_tax(total: Decimal, rate: Decimal, currency: str) -> Decimal:
    """How much of the total is tax."""
    return rounded(total * rate / (100 + rate), currency)
