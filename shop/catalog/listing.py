"""A listing as a page shows it: filters to tick, chips to take away, one page of products."""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.catalog.facets import Counts, facet_counts
from shop.catalog.filters import ATTRIBUTES, RATINGS, PageFilters
from shop.catalog.selectors import categories_by_id
from shop.currencies.rates import converted, shown_currency
from shop.currencies.words import in_words
from shop.fragments import page_of

MOST_VALUES = 40  # of one filter; what is rarer is found by search
NOT_FILTERS = {"q", "sort", "page", "page_size", "ranking", "currency"}


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_chosen: bool
    field_id: str
    """Stays the same from one answer to the next, so that the focus finds its place again."""


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]

    @property
    def is_single(self) -> bool:
        """One of its values at a time."""
        return self.name == "rating"

    @property
    def is_switch(self) -> bool:
        """On or off: a box without a list."""
        return self.name in {"in_stock", "reduced"}

    @property
    def is_chosen(self) -> bool:
        return any(value.is_chosen for value in self.values)


@dataclass(frozen=True)
class Chip:
    name: str
    value: str
    label: str
    query: str
    """The query string without this filter."""


@dataclass(frozen=True)
class Listing:
    filters: PageFilters
    counts: Counts
    facets: list[Facet]
    chips: list[Chip]
    is_filtered: bool
    clear_query: str
    page: Page
    page_range: list

    @property
    def sort(self) -> str:
        return self.filters.chosen_sort

    @property
    def page_size(self) -> int:
        return self.filters.chosen_page_size

    @property
    def sort_choices(self) -> list[tuple]:
        return list(self.filters.form.fields["sort"].choices)

    @property
    def page_sizes(self) -> list[tuple[int, str]]:
        return list(self.filters.form.fields["page_size"].choices)

    @property
    def currency(self) -> str:
        """What the amounts of the price filter are in."""
        return shown_currency()

    @property
    def currency_to_name(self) -> str:
        """Stands in the address, so that its amounts mean the same to whoever follows it; the shop's own need not."""
        return "" if self.currency == settings.CURRENCY else self.currency

    @property
    def lowest(self) -> int | None:
        return None if self.counts.lowest is None else math.floor(_shown(self.counts.lowest))

    @property
    def highest(self) -> int | None:
        return None if self.counts.highest is None else math.ceil(_shown(self.counts.highest))


def _shown(amount: Decimal) -> Decimal:
    return converted(amount, settings.CURRENCY, shown_currency()).amount


def listing_of(
    query: QueryDict,
    filters: PageFilters,
    rows: QuerySet | Sequence,
    *,
    number: int,
    facets: Sequence[str],
) -> Listing:
    """`rows` are what passes the filters, in order; `facets` the names of those that this listing offers."""
    counts = facet_counts(filters.queryset, filters.conditions)
    count = counts.total if filters.is_valid() else 0
    page = page_of(rows, number=number, size=filters.chosen_page_size, count=count)
    kept = QueryDict(mutable=True)
    for name in NOT_FILTERS - {"page"}:
        kept.setlist(name, query.getlist(name))
    return Listing(
        filters=filters,
        counts=counts,
        facets=[facet for name in facets if (facet := _facet(name, filters, counts)).values],
        chips=list(_chips(query, filters)) if filters.is_valid() else [],
        is_filtered=bool(set(query) - NOT_FILTERS),
        clear_query=kept.urlencode(),
        page=page,
        page_range=list(page.paginator.get_elided_page_range(page.number)),
    )


def _facet(name: str, filters: PageFilters, counts: Counts) -> Facet:
    counted = counts.of(name)
    chosen = _chosen(name, filters)
    most = sorted(counted, key=lambda value: -counted[value])[:MOST_VALUES]
    values = [
        FacetValue(
            value=value,
            label=_label(name, value),
            count=counted.get(value, 0),
            is_chosen=value in chosen,
            field_id=f"{name}-{zlib.crc32(value.encode()):x}",
        )
        for value in {*most, *chosen}
    ]
    if name == "rating":
        values.sort(key=lambda value: value.value, reverse=True)
    else:
        values.sort(key=lambda value: _natural(value.label))
    return Facet(name, str(filters.filters[name].label), values)


def _chosen(name: str, filters: PageFilters) -> list[str]:
    given = filters.form.cleaned_data.get(name) if filters.is_valid() else None
    if given is True:
        return ["true"]
    return [given] if isinstance(given, str) and given else list(given or ())


def _label(name: str, value: str) -> str:
    if name == "category":
        names = {node.slug: node.name for node in categories_by_id().values()}
        return names.get(value, value)
    if name == "rating":
        return str(dict(RATINGS)[int(value)])
    labels = {"in_stock": _("In stock"), "reduced": _("Reduced")}
    return labels.get(name, value)


def _natural(label: str) -> list:
    """Sizes by their numbers: 9 cm before 10 cm."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", label.lower())
    ]


def _chips(query: QueryDict, filters: PageFilters) -> Iterator[Chip]:
    for name in ("category", "brand", *ATTRIBUTES, "rating", "in_stock", "reduced"):
        for value in _chosen(name, filters):
            yield Chip(name, value, _label(name, value), _without(query, name, value))
    asked = filters.form.cleaned_data
    for name, sentence in (("price_min", _("from %(amount)s")), ("price_max", _("up to %(amount)s"))):
        if asked.get(name) is not None:
            label = sentence % {"amount": in_words(asked[name], shown_currency())}
            yield Chip(name, "", label, _without(query, name))


def _without(query: QueryDict, name: str, value: str | None = None) -> str:
    """Of a name with several values only this one goes."""
    left = query.copy()
    left.pop("page", None)
    others = [other for other in left.getlist(name) if other != value]
    if others and value is not None:
        left.setlist(name, others)
    else:
        left.pop(name, None)
    return left.urlencode()
