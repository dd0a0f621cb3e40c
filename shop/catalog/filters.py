"""Checked query strings of listings, and what they ask of a product."""

from collections.abc import Collection

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Category, Product
from shop.catalog.selectors import category_path, ids_below
from shop.currencies.rates import converted, shown_currency

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
RELEVANCE = "relevance"
RATINGS = [(4, _("4 stars and more")), (3, _("3 stars and more")), (2, _("2 stars and more"))]
# Filters over what products say of themselves: name in the address → name among the product's attributes.
ATTRIBUTES = {"color": "Color", "size": "Size"}
AMOUNT = {"min_value": 0, "max_digits": 10, "decimal_places": 2}


def sort_choices(*first: tuple) -> list[tuple]:
    return [*first, *((key, label) for key, (label, _order) in SORTS.items())]


def page_sizes() -> list[tuple[int, str]]:
    return [(size, str(size)) for size in (settings.PAGE_SIZE * times for times in (1, 2, 4))]


class ListingFilters(django_filters.FilterSet):
    """What every listing can be narrowed by, on pages and in the API."""

    price_min = django_filters.NumberFilter(label=_("from"), **AMOUNT)
    price_max = django_filters.NumberFilter(label=_("to"), **AMOUNT)
    rating = django_filters.ChoiceFilter(label=_("Rating"), empty_label=_("any"), choices=RATINGS)
    in_stock = django_filters.BooleanFilter(label=_("In stock"), widget=forms.CheckboxInput)
    reduced = django_filters.BooleanFilter(label=_("Reduced"), widget=forms.CheckboxInput)
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"), empty_label=None, null_label=None, choices=sort_choices()
    )

    class Meta:
        model = Product
        fields: list[str] = []

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of a product. Nothing is asked by what makes no sense."""
        asked = self.form.cleaned_data if self.is_valid() else {}
        found = {name: make(asked[name]) for name, make in CONDITIONS.items() if asked.get(name)}
        if price := _price_condition(asked.get("price_min"), asked.get("price_max")):
            found["price"] = price
        return found

    @property
    def chosen_sort(self) -> str:
        """The chosen order, or the one that this listing has by itself."""
        chosen = self.form.cleaned_data.get("sort") if self.is_valid() else ""
        return chosen or next(iter(self.form.fields["sort"].choices))[0]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = queryset.filter(*self.conditions.values())
        return queryset.order_by(*SORTS[self.chosen_sort][1] if self.chosen_sort in SORTS else [])


class TextsField(forms.MultipleChoiceField):
    """Any texts: what is offered today may be gone tomorrow, and a shared address must not break by it."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 200 and "\0" not in value


class TextsFilter(django_filters.MultipleChoiceFilter):
    field_class = TextsField


class PageFilters(ListingFilters):
    """For pages: boxes to tick, so a name may come several times."""

    category = TextsFilter(label=_("Category"))
    brand = TextsFilter(label=_("Brand"))
    color = TextsFilter(label=_("Color"))
    size = TextsFilter(label=_("Size"))
    page_size = django_filters.ChoiceFilter(label=_("Per page"), empty_label=None, choices=page_sizes)

    @property
    def chosen_page_size(self) -> int:
        chosen = self.form.cleaned_data.get("page_size") if self.is_valid() else ""
        return int(chosen or settings.PAGE_SIZE)


class SearchFilters(PageFilters):
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        empty_label=None,
        null_label=None,
        choices=sort_choices((RELEVANCE, _("Relevance"))),
    )


class ListedTextsFilter(django_filters.BaseInFilter, django_filters.CharFilter):
    """Several texts with commas between them, each checked as a text."""


class ProductFilters(ListingFilters):
    """For the API: names with commas between them, one category by its slug."""

    brand = ListedTextsFilter(label=_("Brands, separated by commas"))
    color = ListedTextsFilter(field_name="brand", label=_("Colors, separated by commas"))
    size = ListedTextsFilter(field_name="brand", label=_("Sizes, separated by commas"))
    category = django_filters.ModelChoiceFilter(
        label=_("Slug of a category"), queryset=Category.objects.all(), to_field_name="slug"
    )


class FoundFilters(ProductFilters):
    """For the API's search."""

    sort = SearchFilters.base_filters["sort"]


def _price_condition(least, most) -> Q | None:
    """Shoppers name amounts in the currency that they see."""
    bounds = {"price__gte": least, "price__lte": most}
    own = {
        name: converted(amount, shown_currency(), settings.CURRENCY).amount
        for name, amount in bounds.items()
        if amount is not None
    }
    return Q(**own) if own else None


def _in_categories(asked: Category | Collection[str]) -> Q:
    slugs = [asked.slug] if isinstance(asked, Category) else asked
    paths = [category_path(slug=slug) for slug in slugs]
    return Q(category__in={pk for path in paths if path for pk in ids_below(path[-1])})


CONDITIONS = {
    "category": _in_categories,
    "brand": lambda brands: Q(brand__in=brands),
    "rating": lambda stars: Q(rating__gte=stars),
    "in_stock": lambda _wanted: Q(stock__gt=0),
    "reduced": lambda _wanted: Q(list_price__isnull=False),
    **{
        name: lambda values, attribute=attribute: Q(**{f"attributes__{attribute}__in": values})
        for name, attribute in ATTRIBUTES.items()
    },
}
