from dataclasses import replace
from uuid import uuid4

import pytest

from recommender.services import ServedSlate, SlateItem
from shop.catalog.shelves import shelves_and_products, shelves_of
from tests.factories.catalog import ProductFactory
from tests.factories.rules import RuleFactory

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


@pytest.mark.parametrize(("of_segment", "why"), [(3, "Popular with shoppers like you"), (2, ""), (0, "")])
def test_a_shelf_is_popular_with_shoppers_like_you_where_most_of_it_is(of_segment, why):
    reasons = [{"kind": "segment"}] * of_segment + [{"kind": "popular"}] * (4 - of_segment)
    (shelf,) = shelves_of([serve(ProductFactory.create_batch(4), source="segment", reasons=reasons)])
    assert shelf.why == why
    assert [p.why == "Popular with shoppers like you" for p in shelf.products].count(True) == of_segment


@pytest.mark.parametrize("reason", [None, {"kind": "popular"}, {"kind": "unheard-of", "product_id": 1}])
def test_no_reason_is_better_than_an_invented_one(reason):
    (shelf,) = shelves_of([serve([ProductFactory()], reasons=[reason])])
    assert shelf.why == ""


@pytest.mark.parametrize(
    ("reason", "source", "why"),
    [
        ({"kind": "viewed", "product_id": 0}, "personal", "Because you viewed “Pot”"),
        (
            {"kind": "viewed_together", "product_id": 0},
            "product",
            "Others looked at this together with “Pot”",
        ),
        ({"kind": "bought_together", "product_id": 0}, "product", "Often bought together with “Pot”"),
        ({"kind": "similar", "product_id": 0}, "product", "It is much like “Pot”"),
        ({"kind": "due", "product_id": 0}, "due", "You bought it before, and it may be used up by now"),
        ({"kind": "segment"}, "segment", "Popular with shoppers like you"),
        ({"kind": "segment"}, "session", "Popular with shoppers like you"),
        (None, "segment", ""),
        ({"kind": "popular"}, "segment", "Many look at it or buy it just now"),
        ({"kind": "popular"}, "popular", "Many look at it or buy it just now"),
        (None, "personal", "From your own list, made of what you did here"),
        (None, "session", "From your own list, made of what you did here"),
        ({"kind": "viewed", "product_id": 10**9}, "session", "From your own list, made of what you did here"),
        ({"kind": "unheard-of"}, "product", ""),
        (None, "popular", ""),
    ],
)
def test_each_product_says_its_own_reason_and_never_an_invented_one(reason, source, why):
    pot, product = ProductFactory(title="Pot"), ProductFactory()
    if reason and reason.get("product_id") == 0:
        reason = reason | {"product_id": pot.pk}
    (shelf,) = shelves_of([serve([product], source=source, reasons=[reason])])
    assert [shown.why for shown in shelf.products] == [why]


def test_a_product_on_two_shelves_has_its_own_place_on_each():
    one, other = ProductFactory.create_batch(2)
    first, second = shelves_of([serve([one, other]), serve([other], placement="home_popular")])
    assert (first.products[1].position, second.products[0].position) == (2, 1)


def test_a_shelf_around_what_was_viewed_names_it():
    seen, shown = ProductFactory(title="Pot"), ProductFactory()
    slate = replace(serve([shown], placement="home_because_viewed", source="product"), about=(seen.pk,))
    (shelf,) = shelves_of([slate])
    assert shelf.title == "Because you viewed “Pot”"


def test_a_fallback_is_called_what_it_is():
    product = [ProductFactory()]
    similar, fallback = shelves_of(
        [
            serve(product, placement="product_similar", source="product"),
            serve(product, placement="product_similar", source="popular"),
        ]
    )
    assert (str(similar.title), str(fallback.title)) == ("Similar products", "Popular now")


def test_what_the_shop_decided_is_said_as_it_is():
    picked, lifted, lowered = ProductFactory.create_batch(3)
    popular = {"kind": "popular"}
    items = (
        SlateItem(picked.pk, 1, {"kind": "pinned"}, RuleFactory.build(kind="pin")),
        SlateItem(lifted.pk, 2, popular, RuleFactory.build(kind="boost")),
        SlateItem(lowered.pk, 3, popular, RuleFactory.build(kind="bury")),
    )
    (shelf,) = shelves_of([ServedSlate(uuid4(), "home_popular", "popular", items)])
    assert [product.why for product in shelf.products] == [
        "Chosen by our shop",
        "Many look at it or buy it just now. Our shop has moved it further up.",
        "Many look at it or buy it just now",
    ]
    assert [product.rule.kind for product in shelf.products] == ["pin", "boost", "bury"]


def test_what_was_lifted_without_a_known_reason_says_only_that():
    (product,) = ProductFactory.create_batch(1)
    item = SlateItem(product.pk, 1, None, RuleFactory.build(kind="boost"))
    (shelf,) = shelves_of([ServedSlate(uuid4(), "product_similar", "product", (item,))])
    assert shelf.products[0].why == "Our shop has moved it further up."
