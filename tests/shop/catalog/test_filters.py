from decimal import Decimal

import pytest
from django.utils import timezone

from shop.catalog.filters import PageFilters, ProductFilters
from shop.catalog.models import Product
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def products() -> dict[str, Product]:
    day = timezone.timedelta(days=1)
    now = timezone.now()
    return {
        "cheap": ProductFactory(
            price=Decimal(5), list_price=Decimal(6), brand="Halden", popularity=1, released_at=now - day,
        ),
        "dear": ProductFactory(
            price=Decimal(50), brand="Korvel", popularity=3, rating_sum=9, rating_count=2,
            attributes={"Color": "Sky"},
        ),
        "gone": ProductFactory(
            price=Decimal(20), brand="Korvel", stock=0, popularity=2, rating_sum=3, rating_count=1,
            released_at=now - 2 * day, attributes={"Color": "Moss", "Size": "M"},
        ),
    }  # fmt: skip


def found(products: dict[str, Product], **query) -> list[str]:
    filters = PageFilters(query, queryset=Product.objects.all())
    assert filters.is_valid(), filters.errors
    names = {product.pk: name for name, product in products.items()}
    return [names[product.pk] for product in filters.qs]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["dear", "gone", "cheap"]),
        ({"price_min": "20"}, ["dear", "gone"]),
        ({"price_max": "20.00"}, ["gone", "cheap"]),
        ({"price_min": "6", "price_max": "49.99"}, ["gone"]),
        ({"brand": ["Korvel"]}, ["dear", "gone"]),
        ({"brand": ["Korvel", "Halden"]}, ["dear", "gone", "cheap"]),
        ({"rating": "4"}, ["dear"]),
        ({"rating": "3"}, ["dear", "gone"]),
        ({"in_stock": "on"}, ["dear", "cheap"]),
        ({"in_stock": ""}, ["dear", "gone", "cheap"]),
        ({"reduced": "true"}, ["cheap"]),
        ({"color": ["Sky"]}, ["dear"]),
        ({"color": ["Sky", "Moss"], "size": ["M"]}, ["gone"]),
        ({"brand": ["Nobody"]}, []),
        ({"category": ["nothing"]}, []),
        ({"sort": "price"}, ["cheap", "gone", "dear"]),
        ({"sort": "-price"}, ["dear", "gone", "cheap"]),
        ({"sort": "newest"}, ["dear", "cheap", "gone"]),
        ({"sort": "rating"}, ["dear", "gone", "cheap"]),
        ({"sort": "popular"}, ["dear", "gone", "cheap"]),
    ],
)
def test_filters_and_sorts(products, query, expected):
    assert found(products, **query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"price_min": "abc"},
        {"price_max": "-1"},
        {"brand": ["Nobody\0"]},
        {"page_size": "7"},
        {"rating": "9"},
        {"sort": "id"},
        {"price_min": "nan"},
    ],
)
def test_refuses_what_makes_no_sense(products, query):
    filters = PageFilters(query, queryset=Product.objects.all())
    assert not filters.is_valid()
    assert list(filters.errors) == list(query)


def test_a_category_includes_all_below():
    kitchen = CategoryFactory(slug="kitchen")
    product = ProductFactory(category=CategoryFactory(parent=kitchen))
    ProductFactory()
    filters = ProductFilters({"category": "kitchen"}, queryset=Product.objects.all())
    assert list(filters.qs) == [product]
