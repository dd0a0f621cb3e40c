"""Checked query strings of listings."""

import django_filters
from django import forms
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Category, Product

SORTS = {
    "popular": (_("Most popular"), [F("popularity").desc(), F("rating_count").desc(), F("pk").desc()]),
    "newest": (_("Newest"), [F("released_at").desc(), F("pk").desc()]),
    "price": (_("Price: low to high"), [F("price").asc(), F("pk").asc()]),
    "-price": (_("Price: high to low"), [F("price").desc(), F("pk").desc()]),
    "rating": (
        _("Best rated"),
        [F("rating").desc(nulls_last=True), F("rating_count").desc(), F("pk").desc()],
    ),
}
DEFAULT_SORT = "popular"
AMOUNT = {"min_value": 0, "max_digits": 10, "decimal_places": 2}


class ListingFilters(django_filters.FilterSet):
    price_min = django_filters.NumberFilter("price", "gte", label=_("from"), **AMOUNT)
    price_max = django_filters.NumberFilter("price", "lte", label=_("to"), **AMOUNT)
    rating = django_filters.ChoiceFilter(
        field_name="rating",
        lookup_expr="gte",
        label=_("Rating"),
        empty_label=_("any"),
        choices=[(4, _("4 stars and more")), (3, _("3 stars and more")), (2, _("2 stars and more"))],
    )
    in_stock = django_filters.BooleanFilter(
        label=_("In stock"), method="only_in_stock", widget=forms.CheckboxInput
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        method="sorted_by",
        empty_label=None,
        null_label=None,
        choices=[(key, label) for key, (label, _order) in SORTS.items()],
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def only_in_stock(self, products: QuerySet, _name: str, wanted: bool | None) -> QuerySet:
        return products.in_stock() if wanted else products

    def sorted_by(self, products: QuerySet, _name: str, key: str) -> QuerySet:
        return products.order_by(*SORTS[key][1])

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The default order first: what is chosen replaces it."""
        return super().filter_queryset(queryset.order_by(*SORTS[DEFAULT_SORT][1]))


class CategoryFilters(ListingFilters):
    """For a page: the brands that there are, to tick."""

    brand = django_filters.MultipleChoiceFilter(label=_("Brand"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["brand"].extra["choices"] = brand_choices(self.queryset)


class TextsFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    """Several texts, each checked as a text."""


class ProductFilters(ListingFilters):
    """For the API: any brand and category by name."""

    brand = TextsFilter(field_name="brand", label=_("Brands, separated by commas"))
    category = django_filters.ModelChoiceFilter(
        method="below",
        label=_("Slug of a category"),
        queryset=Category.objects.all(),
        to_field_name="slug",
    )

    def below(self, products: QuerySet, _name: str, category: Category | None) -> QuerySet:
        return products.filter(category__in=Category.objects.below(category)) if category else products


def brand_choices(products: QuerySet[Product]) -> list[tuple[str, str]]:
    brands = products.exclude(brand="").order_by().values_list("brand").annotate(count=Count("pk"))
    return [(brand, f"{brand} ({count})") for brand, count in sorted(brands, key=lambda row: row[0].lower())]
