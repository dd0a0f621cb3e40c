from uuid import uuid4

import pytest

from recommender.services import ServedSlate, SlateItem
from shop.catalog.shelves import shelves_and_products, shelves_of
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def serve(products, *, placement="home_for_you", source="personal", reasons=()) -> ServedSlate:
    reasons = [*reasons, *[None] * len(products)]
    items = [
        SlateItem(product.pk, place, reasons[place - 1]) for place, product in enumerate(products, start=1)
    ]
    return ServedSlate(uuid4(), placement, source, tuple(items))


def test_all_shelves_and_other_products_are_one_read(django_assert_num_queries):
    first, second, third = (ProductFactory.create_batch(3) for _ in range(3))
    with django_assert_num_queries(1):
        shelves, others = shelves_and_products(
            [serve(first), serve(second, placement="home_popular")], ids=[product.pk for product in third]
        )
    assert [shelf.products for shelf in shelves] == [first, second]
    assert others == third


def test_places_stay_those_of_the_slate_where_a_product_is_gone():
    kept, gone, last = ProductFactory.create_batch(3)
    slate = serve([kept, gone, last])
    gone.delete()
    (shelf,) = shelves_of([slate])
    assert [(product.pk, product.position) for product in shelf.products] == [(kept.pk, 1), (last.pk, 3)]


def test_the_reason_is_the_one_that_most_products_share():
    seen, liked, *shown = ProductFactory.create_batch(6)
    viewed, likes = {"kind": "viewed", "product_id": seen.pk}, {"kind": "liked", "product_id": liked.pk}
    (shelf,) = shelves_of([serve(shown, reasons=[viewed, likes, likes])])
    assert shelf.why == f"Because you like “{liked.title}”"


@pytest.mark.parametrize("reason", [None, {"kind": "popular"}, {"kind": "unheard-of", "product_id": 1}])
def test_no_reason_is_better_than_an_invented_one(reason):
    (shelf,) = shelves_of([serve([ProductFactory()], reasons=[reason])])
    assert shelf.why == ""


def test_a_fallback_is_called_what_it_is():
    product = [ProductFactory()]
    similar, fallback = shelves_of(
        [
            serve(product, placement="product_similar", source="product"),
            serve(product, placement="product_similar", source="popular"),
        ]
    )
    assert (str(similar.title), str(fallback.title)) == ("Similar products", "Popular now")
