"""Orders, and what is asked for at the checkout."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from shop.orders.details import CheckoutDetails
from shop.orders.models import Order, OrderLine, OrderTransition, Payment
from shop.orders.numbers import new_access_key, new_number
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

ADDRESS = {
    "email": "member-one@aisle.example",
    "full_name": "Member One",
    "street": "12 Mill Lane",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}
# What the checkout page and the API ask for.
REQUEST = ADDRESS | {"delivery_method": "standard", "payment_token": "any"}


def checkout_details(**changes) -> CheckoutDetails:
    return CheckoutDetails(**(REQUEST | changes))


class OrderLineFactory(DjangoModelFactory):
    class Meta:
        model = OrderLine

    product = factory.SubFactory(ProductFactory)
    title = factory.SelfAttribute("product.title")
    unit_price = Decimal("10.00")
    quantity = 1


class OrderFactory(DjangoModelFactory):
    """A paid order with `pieces` of one product at 10.00 each."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    class Params:
        pieces = 1

    number = factory.LazyFunction(new_number)
    access_key = factory.LazyFunction(new_access_key)
    account = factory.SubFactory(UserFactory)
    idempotency_key = factory.Sequence(lambda n: f"key-{n}")
    status = Order.Status.PAID
    delivery_method = "standard"
    currency = "EUR"
    goods_total = factory.LazyAttribute(lambda order: Decimal("10.00") * order.pieces)
    delivery_total = Decimal("4.90")
    email, full_name, street, postal_code, city, country = ADDRESS.values()

    @factory.post_generation
    def product(order, create, product, **fields):  # noqa: N805  factory_boy passes the object
        product = product or ProductFactory(**fields)
        OrderLineFactory(order=order, product=product, quantity=int(order.goods_total / 10))
        OrderTransition.objects.create(order=order, status=Order.Status.PLACED)
        Payment.objects.create(
            order=order, gateway="null", reference=f"null-{order.number}", amount=order.total
        )
