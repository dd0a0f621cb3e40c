from decimal import Decimal

import pytest

from shop.catalog.facets import facet_counts
from shop.catalog.filters import PageFilters
from shop.catalog.models import Product
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop() -> None:
    mugs, pans = CategoryFactory(slug="mugs"), CategoryFactory(slug="pans")
    ProductFactory(category=mugs, brand="Halden", price=5, attributes={"Color": "Sky"})
    ProductFactory(category=mugs, brand="Korvel", price=9, attributes={"Color": "Sky"}, list_price=12)
    ProductFactory(category=pans, brand="Korvel", price=30, stock=0, rating_sum=9, rating_count=2)
    ProductFactory(category=pans, brand="", price=40, rating_sum=3, rating_count=1)


def counts_of(**query):
    filters = PageFilters(query, queryset=Product.objects.all())
    assert filters.is_valid(), filters.errors
    return facet_counts(filters.queryset, filters.conditions)


def test_every_filter_says_what_is_left():
    counts = counts_of()
    assert counts.total == 4
    assert counts.of("category") == {"mugs": 2, "pans": 2}
    assert counts.of("brand") == {"Halden": 1, "Korvel": 2}
    assert counts.of("rating") == {"4": 1, "3": 2, "2": 2}
    assert (counts.of("in_stock"), counts.of("reduced")) == ({"true": 3}, {"true": 1})
    assert counts.of("color") == {"Sky": 2}
    assert (counts.lowest, counts.highest) == (Decimal(5), Decimal(40))


def test_a_filter_is_counted_without_itself_and_under_all_others():
    counts = counts_of(brand=["Korvel"], price_max="10")
    assert counts.total == 1
    assert counts.of("brand") == {"Halden": 1, "Korvel": 1}
    assert counts.of("category") == {"mugs": 1}
    assert (counts.lowest, counts.highest) == (Decimal(9), Decimal(30))


@pytest.mark.parametrize(
    ("facet", "query"),
    [
        ("category", {"category": ["{}"]}),
        ("brand", {"brand": ["{}"]}),
        ("rating", {"rating": "{}"}),
        ("in_stock", {"in_stock": "{}"}),
        ("reduced", {"reduced": "{}"}),
        ("color", {"color": ["{}"]}),
    ],
)
def test_a_count_promises_what_the_filter_keeps(facet, query):
    assert counts_of().of(facet)
    for value, count in counts_of().of(facet).items():
        chosen = {name: [value] if isinstance(asked, list) else value for name, asked in query.items()}
        filters = PageFilters(chosen, queryset=Product.objects.all())
        assert filters.is_valid()
        assert filters.qs.count() == count == counts_of(**chosen).total


def test_all_counts_are_one_query(django_assert_num_queries):
    filters = PageFilters({"brand": ["Korvel"], "color": ["Sky"]}, queryset=Product.objects.all())
    conditions = filters.conditions
    with django_assert_num_queries(1):
        facet_counts(filters.queryset, conditions)


def test_nothing_listed_is_nothing_counted():
    assert facet_counts(Product.objects.filter(pk__in=[]), {}).total == 0
