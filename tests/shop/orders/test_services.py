import logging
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from config.errors import Conflict, InvalidInput, PaymentFailed, Unavailable
from recommender.behavior.models import Event
from shop.cart.models import CartLine
from shop.catalog.models import Product
from shop.orders.models import Order, OrderTransition, Payment
from shop.orders.services import change_status, place_order
from shop.tasks import send_order_confirmation
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory, checkout_details

pytestmark = pytest.mark.django_db
SITE = "https://shop.example/"


def place(shopper, key="one", **changes) -> Order:
    return place_order(
        shopper=shopper,
        details=checkout_details(**changes),
        idempotency_key=key,
        site_url=SITE,
        now=timezone.now(),
    )


@pytest.fixture
def shopper():
    """With three blue cups at 10.00 in the cart, of five."""
    shopper = guest()
    CartLineFactory(
        shopper=shopper, quantity=3, product__stock=5, product__price="10.00", product__title="Blue Cup"
    )
    return shopper


@pytest.fixture
def nothing_happened(shopper):
    """After a refusal everything is as before."""
    yield
    assert CartLine.objects.of(shopper.owner).get().quantity == 3
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    assert not Event.objects.filter(kind="purchase").exists()
    assert Product.objects.get(title="Blue Cup").stock == 5


class TestPlaceOrder:
    def test_writes_order_lines_history_and_payment(self, shopper):
        order = place(shopper)
        order.refresh_from_db()
        assert order.status == Order.Status.PAID
        assert (order.goods_total, order.delivery_total, order.total) == (
            Decimal("30.00"),
            Decimal("4.90"),
            Decimal("34.90"),
        )
        assert (order.visitor_id, order.account) == (shopper.visitor_id, None)
        line = order.lines.get()
        assert (line.title, line.unit_price, line.quantity, line.total) == ("Blue Cup", 10, 3, 30)
        assert list(order.transitions.values_list("status", flat=True)) == ["placed", "paid"]
        assert (order.payment.amount, order.payment.status) == (Decimal("34.90"), "accepted")

    def test_takes_stock_and_empties_the_cart(self, shopper):
        place(shopper)
        assert Product.objects.get().stock == 2
        assert not CartLine.objects.exists()

    def test_delivery_is_free_from_the_amount_in_settings(self, shopper):
        CartLineFactory(shopper=shopper, quantity=3, product__stock=5, product__price="10.00")
        assert place(shopper).delivery_total == 0

    def test_records_the_purchases(self, shopper):
        other = CartLineFactory(shopper=shopper, quantity=1, product__stock=5, product__price="2.50")
        place(shopper)
        bought = Event.objects.filter(kind="purchase").values_list("product_id", "quantity", "amount")
        cup = Product.objects.get(title="Blue Cup")
        assert set(bought) == {(cup.pk, 3, Decimal("30.00")), (other.product_id, 1, Decimal("2.50"))}

    def test_a_member_owns_the_order(self):
        shopper = member()
        CartLineFactory(shopper=shopper)
        order = place(shopper)
        assert (order.account, order.visitor_id) == (shopper.account, None)
        assert {step.by for step in order.transitions.all()} == {shopper.account}

    def test_the_price_is_the_products_and_not_the_carts(self, shopper):
        Product.objects.update(price="12.00")
        assert place(shopper).goods_total == 36

    def test_the_mail_is_queued_after_commit(self, shopper, monkeypatch, django_capture_on_commit_callbacks):
        queued = []
        monkeypatch.setattr(send_order_confirmation, "delay", lambda *args: queued.append(args))
        with django_capture_on_commit_callbacks(execute=True):
            order = place(shopper)
            assert queued == []
        assert queued == [(order.pk, SITE)]

    def test_the_order_stands_when_the_queue_does_not_answer(
        self, shopper, monkeypatch, django_capture_on_commit_callbacks, caplog
    ):
        def fail(*_args):
            raise ConnectionError

        monkeypatch.setattr(send_order_confirmation, "delay", fail)
        with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.ERROR):
            place(shopper)
        assert Order.objects.exists()
        assert "Error calling" in caplog.text

    def test_numbers_do_not_count(self, shopper):
        CartLineFactory(shopper=(other := guest()))
        numbers = {place(shopper).number, place(other).number}
        assert len(numbers) == 2
        assert all(len(number) == 11 and number[5] == "-" for number in numbers)


class TestSameKey:
    def test_gives_the_same_order_again(self, shopper, gateway):
        first = place(shopper)
        again = place(shopper)
        assert first == again
        assert Order.objects.count() == Payment.objects.count() == len(gateway.charges) == 1
        assert Product.objects.get().stock == 2

    def test_even_if_the_cart_is_filled_again(self, shopper):
        first = place(shopper)
        CartLineFactory(shopper=shopper)
        assert place(shopper) == first
        assert CartLine.objects.count() == 1

    def test_with_other_details_is_a_conflict(self, shopper):
        place(shopper)
        with pytest.raises(Conflict, match="with other details"):
            place(shopper, city="Hamburg")
        assert Order.objects.count() == 1

    def test_of_somebody_else_is_another_key(self, shopper):
        CartLineFactory(shopper=(stranger := guest()))
        first = place(shopper, key="guessable")
        theirs = place(stranger, key="guessable")
        assert first != theirs
        with pytest.raises(Conflict, match="empty"):
            place(guest(), key="guessable")

    def test_another_key_is_another_order(self, shopper):
        first = place(shopper)
        CartLineFactory(shopper=shopper)
        assert place(shopper, key="two") != first


@pytest.mark.usefixtures("nothing_happened")
class TestRefusals:
    def test_too_few_left(self, shopper):
        CartLineFactory(shopper=shopper)
        last = CartLine.objects.last()
        Product.objects.filter(pk=last.product_id).update(stock=0, title="Red Cup")
        with pytest.raises(Conflict, match="“Red Cup” is sold out"):
            place(shopper)
        last.delete()

    def test_a_product_that_was_taken_off_sale(self, shopper):
        Product.objects.update(is_active=False)
        with pytest.raises(Conflict, match="“Blue Cup” is sold out"):
            place(shopper)

    def test_other_prices_than_shown(self, shopper):
        with pytest.raises(Conflict, match="Prices have changed"):
            place(shopper, goods_total=Decimal("27.00"))

    def test_an_unknown_way_of_delivery(self, shopper):
        with pytest.raises(InvalidInput, match="do not deliver"):
            place(shopper, delivery_method="balloon")

    def test_different_currencies(self, shopper):
        other = CartLineFactory(shopper=shopper, product__currency="CHF")
        with pytest.raises(Conflict, match="different currencies"):
            place(shopper)
        other.delete()

    def test_a_declined_card(self, shopper, gateway):
        gateway.declines = True
        with pytest.raises(PaymentFailed, match=r"The card was declined\. Nothing was ordered"):
            place(shopper)
        assert gateway.charges == {}

    def test_a_lost_answer_is_not_paid_for(self, shopper, gateway):
        gateway.loses_answers = True
        with pytest.raises(Unavailable, match="never pay twice"):
            place(shopper)
        assert gateway.charges == {}


def test_an_empty_cart_cannot_be_ordered():
    with pytest.raises(Conflict, match="Your cart is empty"):
        place(guest())


def test_the_shown_total_counts_by_value_and_not_by_digits(shopper):
    assert place(shopper, goods_total=Decimal(30)).goods_total == 30


def test_after_a_decline_another_card_with_the_same_key_does(shopper, gateway):
    gateway.declines = True
    with pytest.raises(PaymentFailed):
        place(shopper)
    gateway.declines = False
    assert place(shopper, payment_token="another").status == Order.Status.PAID


def test_a_retry_after_the_gateway_was_away_pays_once(shopper, gateway, caplog):
    gateway.is_down = True
    with pytest.raises(Unavailable):
        place(shopper)
    assert len(gateway.charges) == 1, "the money moved, and could not be called back"
    assert "may stand without an order" in caplog.text
    gateway.is_down = False
    place(shopper)
    assert list(gateway.charges.values()) == [Decimal("34.90")]


def test_the_same_details_have_the_same_digest_and_every_field_counts():
    details = checkout_details()
    changed = [replace(details, **{name: "other"}) for name in vars(details)]
    assert len({details.digest(), checkout_details().digest(), *(one.digest() for one in changed)}) == 11


class TestChangeStatus:
    @pytest.mark.parametrize(
        ("now", "to"),
        [
            ("placed", "paid"),
            ("paid", "shipped"),
            ("shipped", "delivered"),
            ("placed", "canceled"),
            ("paid", "canceled"),
        ],
    )
    def test_moves_on_and_remembers_who_did_it(self, now, to):
        staff = UserFactory()
        order = change_status(order=OrderFactory(status=now), to=to, by=staff)
        assert Order.objects.get().status == to
        newest = OrderTransition.objects.last()
        assert (newest.order, newest.status, newest.by) == (order, to, staff)

    @pytest.mark.parametrize("now", Order.Status.values)
    @pytest.mark.parametrize("to", Order.Status.values)
    def test_refuses_everything_else_in_words(self, now, to):
        allowed = {
            ("placed", "paid"),
            ("paid", "shipped"),
            ("shipped", "delivered"),
            ("placed", "canceled"),
            ("paid", "canceled"),
        }
        if (now, to) in allowed:
            return
        order = OrderFactory(status=now)
        with pytest.raises(Conflict, match=r"This order is .*, so it cannot be marked as"):
            change_status(order=order, to=to)
        assert Order.objects.get().status == now

    def test_an_unknown_state_is_invalid(self):
        with pytest.raises(InvalidInput):
            change_status(order=OrderFactory(), to="lost")

    def test_an_order_that_moved_meanwhile_is_seen_as_it_is_now(self):
        seen = OrderFactory(status="paid")
        change_status(order=seen, to="shipped")
        with pytest.raises(Conflict, match="on its way"):
            change_status(order=seen, to="canceled")

    def test_canceling_gives_goods_and_money_back_once(self, gateway):
        product = ProductFactory(stock=1)
        order = OrderFactory(pieces=3, product=product)
        change_status(order=order, to="canceled")
        with pytest.raises(Conflict):
            change_status(order=order, to="canceled")
        product.refresh_from_db()
        assert product.stock == 4
        assert gateway.refunds == [(order.payment.reference, Decimal("34.90"))]
        assert Payment.objects.get().status == Payment.Status.REFUNDED

    def test_what_was_canceled_counts_as_bought_nowhere(self, shopper):
        change_status(order=place(shopper), to="canceled")
        event = Event.objects.get(kind__in=["purchase", "canceled"])
        assert (event.kind, event.product_id) == ("canceled", Product.objects.get().pk)

    def test_an_unpaid_order_is_canceled_without_a_refund(self, gateway):
        order = OrderFactory(status="placed")
        Payment.objects.all().delete()
        change_status(order=order, to="canceled")
        assert gateway.refunds == []

    def test_nothing_changes_while_the_gateway_does_not_answer(self, gateway):
        gateway.is_down = True
        order = OrderFactory(product__stock=1)
        with pytest.raises(Unavailable):
            change_status(order=order, to="canceled")
        assert Order.objects.get().status == "paid"
        assert Product.objects.get().stock == 1
        assert Payment.objects.get().status == Payment.Status.ACCEPTED
