import pytest

from recommender import catalog
from shop.catalog.models import Product
from tests.factories.loop import make_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def products():
    return [product.pk for product in make_products(5)]


def test_sellable_is_what_is_active_and_in_stock(products):
    Product.objects.filter(pk=products[0]).update(is_active=False)
    Product.objects.filter(pk=products[1]).update(stock=0)

    assert catalog.sellable_ids() == set(products[2:])
    assert catalog.sellable_ids([products[0], products[2], 10**9]) == {products[2]}


def test_offers_are_the_sellable_ones_and_say_how_long_a_consumable_lasts(products):
    Product.objects.filter(pk=products[0]).update(is_consumable=True, replenishment_days=14)
    # What lasts may still carry a number from the time when it was a consumable.
    Product.objects.filter(pk=products[1]).update(replenishment_days=9)
    Product.objects.filter(pk=products[2]).update(stock=0)

    offers = catalog.offers(products[:3])
    assert {product: offer.rhythm for product, offer in offers.items()} == {
        products[0]: 14,
        products[1]: None,
    }
    assert offers[products[0]].category == Product.objects.get(pk=products[0]).category_id
    assert catalog.consumables(products) == {products[0]: 14}


def test_popular_is_most_wanted_then_most_rated_then_newest(products):
    Product.objects.filter(pk=products[1]).update(rating_count=3, rating_sum=9)
    Product.objects.filter(pk=products[2]).update(popularity=0.5)

    assert list(catalog.popular_offers(3)) == [products[2], products[1], products[4]]
    assert list(catalog.popular_offers(2, without=[products[2]])) == [products[1], products[4]]


def test_known_is_whatever_exists(products):
    Product.objects.filter(pk=products[0]).update(is_active=False)

    assert catalog.known_ids([products[0], 10**9]) == {products[0]}


def test_facts_are_columns_ascending_by_id(products):
    facts = catalog.product_facts()

    assert facts.ids.tolist() == products
    assert facts.prices.tolist() == [10.0, 11.0, 12.0, 13.0, 14.0]
    assert facts.texts[0].startswith("Thing 0")
    assert len(set(facts.categories[:4].tolist())) == 1
