"""Counts of a listing as JSON, beside its products."""

from django.conf import settings
from django_filters.utils import translate_validation
from rest_framework import serializers

from config.pagination import PageNumberPagination
from shop.catalog.facets import VALUES, Counts, facet_counts
from shop.catalog.filters import ListingFilters
from shop.currencies.rates import converted, shown_currency


class FacetValueSerializer(serializers.Serializer):
    """A value as its parameter takes it, and how many products it would leave."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    """Each filter's values under all the other filters, and the prices that there are."""

    price_min = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    price_max = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)

    def get_fields(self) -> dict:
        return super().get_fields() | {name: FacetValueSerializer(many=True) for name in VALUES}


def facets_data(filters: ListingFilters) -> dict:
    """Refuses parameters that make no sense as the listing itself does."""
    if not filters.is_valid():
        raise translate_validation(filters.errors)
    counts = facet_counts(filters.queryset, filters.conditions)
    data = {name: _values(counts, name) for name in VALUES}
    data |= {"price_min": _shown(counts.lowest), "price_max": _shown(counts.highest)}
    return FacetsSerializer(data).data


def _values(counts: Counts, name: str) -> list[dict]:
    most_first = sorted(counts.of(name).items(), key=lambda counted: (-counted[1], counted[0]))
    return [{"value": value, "count": count} for value, count in most_first]


def _shown(amount):
    return None if amount is None else converted(amount, settings.CURRENCY, shown_currency()).amount


class FacetedPagination(PageNumberPagination):
    """An answer with `facets` beside the page."""

    def get_paginated_response_schema(self, schema: dict) -> dict:
        envelope = super().get_paginated_response_schema(schema)
        counted = {
            "type": "object",
            "properties": {"value": {"type": "string"}, "count": {"type": "integer"}},
        }
        price = {"type": "string", "format": "decimal", "nullable": True}
        envelope["properties"]["facets"] = {
            "type": "object",
            "properties": {
                "price_min": price,
                "price_max": price,
                **{name: {"type": "array", "items": counted} for name in VALUES},
            },
        }
        return envelope
