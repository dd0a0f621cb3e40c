"""Shoppers, and what lies in their carts."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from recommender.services import RequestVisitor
from shop.cart.models import CartLine
from shop.cart.services import cart_of
from shop.shopper import Shopper
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory


def guest() -> Shopper:
    return Shopper(visitor=RequestVisitor(), account=None)


def member(account: User | None = None) -> Shopper:
    account = account or UserFactory()
    return Shopper(visitor=RequestVisitor(account_id=account.pk), account=account)


class CartLineFactory(DjangoModelFactory):
    """A line in the cart of `shopper`."""

    class Meta:
        model = CartLine
        exclude = ["shopper"]

    shopper = factory.LazyFunction(guest)
    cart = factory.LazyAttribute(lambda line: cart_of(line.shopper.owner))
    product = factory.SubFactory(ProductFactory)
    quantity = 1
