import uuid

import pytest

from config.errors import NotFound
from recommender.models import Event
from recommender.services import RequestVisitor
from shop.favorites.selectors import favorite_ids, favorite_products
from shop.favorites.services import add_favorite, merge_guest_favorites, remove_favorite
from shop.models import Favorite
from shop.shopper import Shopper
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def guest() -> Shopper:
    return Shopper(visitor=RequestVisitor(), account=None)


def test_a_guest_keeps_favorites_and_nobody_else_sees_them():
    shopper, other, product = guest(), guest(), ProductFactory()
    add_favorite(shopper=shopper, product_id=product.pk)
    assert list(favorite_products(shopper)) == [product]
    assert favorite_ids(shopper, [product.pk]) == {product.pk}
    assert not favorite_products(other).exists()


def test_saying_it_twice_is_one_favorite_and_one_event():
    shopper, product = guest(), ProductFactory()
    add_favorite(shopper=shopper, product_id=product.pk)
    add_favorite(shopper=shopper, product_id=product.pk)
    assert Favorite.objects.count() == 1
    assert Event.objects.filter(kind="favorite", product_id=product.pk).count() == 1


def test_taking_it_back_is_logged_once():
    shopper, product = guest(), ProductFactory()
    add_favorite(shopper=shopper, product_id=product.pk)
    remove_favorite(shopper=shopper, product_id=product.pk)
    remove_favorite(shopper=shopper, product_id=product.pk)
    assert not favorite_ids(shopper, [product.pk])
    assert Event.objects.filter(kind="unfavorite").count() == 1


def test_an_unknown_product_is_refused():
    with pytest.raises(NotFound):
        add_favorite(shopper=guest(), product_id=999_999)


def test_a_guests_favorites_join_the_account_without_doubles():
    account, shopper = UserFactory(), guest()
    both, new = ProductFactory(), ProductFactory()
    Favorite.objects.create(account=account, product=both)
    for product in (both, new):
        add_favorite(shopper=shopper, product_id=product.pk)
    assert merge_guest_favorites(visitor_id=shopper.visitor_id, account=account) == 1
    member = Shopper(visitor=RequestVisitor(), account=account)
    assert set(favorite_products(member)) == {both, new}
    assert not Favorite.objects.filter(account=None).exists()


def test_merging_nothing_changes_nothing():
    assert merge_guest_favorites(visitor_id=uuid.uuid4(), account=UserFactory()) == 0
