from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import EventKind, Placement, Visitor
from recommender.models import RecommendationList
from recommender.serving.product_lists import refresh_product_lists
from shop.catalog.models import Product
from tests.factories.loop import make_products, plant, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def around(product, placement=Placement.PRODUCT_SIMILAR) -> RecommendationList:
    return RecommendationList.objects.get(placement=placement, product_id=product.pk)


def kinds(made) -> list[str]:
    return [reason["kind"] for reason in made.reasons]


def test_similar_products_are_those_that_are_looked_at_in_the_same_visits(now):
    shop = plant(now=now)
    refresh_product_lists(now=now)

    made = around(shop.products[4])

    assert set(made.product_ids[:2]) == {shop.products[3].pk, shop.products[5].pk}
    assert kinds(made)[:2] == ["viewed_together"] * 2
    assert made.reasons[0]["product_id"] == shop.products[4].pk


def test_a_product_that_nobody_has_touched_has_similar_products_of_its_category(now):
    products = make_products(8)
    refresh_product_lists(now=now)

    made = around(products[0])

    assert set(made.product_ids) == {product.pk for product in products[1:4]}
    assert set(kinds(made)) == {"similar"}


def test_bought_together_knows_purchases_only(now):
    products = make_products(6)
    for _ in range(3):
        visitor = Visitor.objects.create()
        for product in products[:2]:
            view(visitor, product.pk, at=now - timedelta(hours=1), kind=EventKind.PURCHASE)
        for product in products[2:4]:
            view(visitor, product.pk, at=now - timedelta(hours=1))
    refresh_product_lists(now=now)

    made = around(products[0], Placement.PRODUCT_BOUGHT_TOGETHER)

    assert made.product_ids == [products[1].pk]
    assert kinds(made) == ["bought_together"]
    assert not RecommendationList.objects.filter(
        placement=Placement.PRODUCT_BOUGHT_TOGETHER, product_id=products[2].pk
    ).exists()


def test_popular_is_what_is_wanted_now_not_what_was_once(now):
    products = make_products(6)
    for days, product, times in ((60, products[0], 9), (1, products[1], 3)):
        for _ in range(times):
            view(Visitor.objects.create(), product.pk, at=now - timedelta(days=days))
    refresh_product_lists(now=now)

    popular = RecommendationList.objects.get(placement=Placement.HOME_POPULAR)

    assert popular.product_ids[:2] == [products[1].pk, products[0].pk]
    assert (
        list(Product.objects.order_by("-popularity").values_list("pk", flat=True)[:2])
        == popular.product_ids[:2]
    )
    assert len(popular.product_ids) == 6  # filled up with what the shop thinks of as wanted


def test_what_cannot_be_sold_is_on_no_list(now):
    shop = plant(now=now)
    Product.objects.filter(pk=shop.products[4].pk).update(stock=0)
    refresh_product_lists(now=now)

    listed = {
        p for products in RecommendationList.objects.values_list("product_ids", flat=True) for p in products
    }
    assert listed == {product.pk for product in shop.products} - {shop.products[4].pk}


def test_making_them_again_replaces_them_and_drops_what_no_longer_holds(now):
    shop = plant(now=now)
    visitor_list = RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU,
        visitor=shop.visitors[0],
        product_ids=[1],
        scores=[1],
        reasons=[None],
        made_at=now - timedelta(days=1),
    )
    refresh_product_lists(now=now)
    Product.objects.exclude(pk__in=[product.pk for product in shop.products[:2]]).update(is_active=False)
    refresh_product_lists(now=now + timedelta(minutes=1))

    assert around(shop.products[0]).product_ids == [shop.products[1].pk]
    assert RecommendationList.objects.filter(made_at=now).count() == 0
    assert RecommendationList.objects.filter(pk=visitor_list.pk).exists()


def test_a_log_that_was_imported_long_after_it_was_written_is_not_too_old(now):
    shop = plant(now=now - timedelta(days=5_000))
    refresh_product_lists(now=now)

    assert shop.products[5].pk in around(shop.products[4]).product_ids[:2]


def test_an_empty_shop_has_an_empty_popular_list_and_nothing_else(now):
    assert refresh_product_lists(now=now) == 1
    assert RecommendationList.objects.get().product_ids == []
