"""Prices in the API: in the currency that `?currency=` names, or else the visitor's choice."""

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from shop.currencies.rates import converted, shown_currency

CURRENCY = OpenApiParameter(
    "currency",
    str,
    enum=list(settings.CURRENCIES),
    description=f"Amounts are given in this currency; without it in the visitor's choice, or in {settings.CURRENCY}.",
)


class PriceField(serializers.DecimalField):
    """A product's amount, converted."""

    def __init__(self, **options) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "read_only": True} | options)

    def get_attribute(self, product):
        amount = super().get_attribute(product)
        return None if amount is None else converted(amount, product.currency, shown_currency()).amount


class CurrencyField(serializers.CharField):
    """Which currency its amounts came out in."""

    def __init__(self, **options) -> None:
        super().__init__(**{"read_only": True} | options)

    def get_attribute(self, product):
        return converted(product.price, product.currency, shown_currency()).currency
