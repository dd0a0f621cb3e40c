import re
from decimal import Decimal

import pytest
from django.urls import reverse

from shop.cart.models import CartLine
from shop.catalog.models import Product
from shop.orders.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS, REQUEST, OrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart(client):
    """A guest's, with two blue cups at 10.00."""
    product = ProductFactory(stock=5, price="10.00", title="Blue Cup")
    client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 2})
    return product


def opened(client) -> dict:
    """What the checkout page sends along by itself."""
    page = client.get(reverse("checkout")).content.decode()
    return dict(re.findall(r'type="hidden" name="(idempotency_key|goods_total)" value="([^"]+)"', page))


def post(client, **changes):
    return client.post(reverse("checkout"), opened(client) | REQUEST | changes)


class TestCheckout:
    def test_the_page_has_address_delivery_and_payment(self, client, cart):
        text = client.get(reverse("checkout")).content.decode()
        assert "2 × Blue Cup" in text
        for name in REQUEST:
            assert f'name="{name}"' in text
        assert "€24.90" in text

    def test_a_guest_buys_with_an_email_address(self, client, cart):
        response = post(client)
        order = Order.objects.get()
        assert response["Location"] == order.get_absolute_url()
        assert (order.email, order.account) == (ADDRESS["email"], None)
        assert "Thank you!" in client.get(response["Location"]).content.decode()
        assert not CartLine.objects.exists()

    def test_a_member_finds_what_is_known_filled_in(self, client):
        account = UserFactory(name="Member One")
        CartLineFactory(shopper=member(account), product__stock=5)
        client.force_login(account)
        text = client.get(reverse("checkout")).content.decode()
        assert 'value="Member One"' in text
        assert f'value="{account.email}"' in text
        OrderFactory(account=account, street="1 New Street")
        assert 'value="1 New Street"' in client.get(reverse("checkout")).content.decode()

    def test_an_empty_cart_leads_to_the_cart_page(self, client):
        response = client.get(reverse("checkout"), follow=True)
        assert response.redirect_chain == [(reverse("cart"), 302)]
        assert "Your cart is empty." in response.content.decode()

    def test_a_cart_that_cannot_be_ordered_leads_to_the_cart_page(self, client, cart):
        Product.objects.update(stock=1)
        response = client.get(reverse("checkout"), follow=True)
        assert response.redirect_chain == [(reverse("cart"), 302)]
        assert "Only 1 of “Blue Cup” is left." in response.content.decode()

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("email", "nobody", "Enter a valid email address."),
            ("email", "", "This field is required."),
            ("full_name", "x" * 121, "at most 120 characters"),
            ("street", "a\x00b", "Null characters are not allowed."),
            ("country", "XX", "Select a valid choice."),
            ("delivery_method", "", "Please choose how we deliver."),
            ("delivery_method", "balloon", "Select a valid choice."),
            ("payment_token", "", "Please choose how you pay."),
        ],
    )
    def test_a_wrong_answer_is_named_and_the_others_are_kept(self, client, cart, field, value, sentence):
        response = post(client, city="Nowhere on Sea", **{field: value})
        text = response.content.decode()
        assert response.status_code == 400
        assert sentence in text
        assert 'value="Nowhere on Sea"' in text
        assert not Order.objects.exists()
        assert CartLine.objects.exists()

    def test_changed_prices_are_shown_before_they_are_paid(self, client, cart):
        sent = opened(client) | REQUEST | {"city": "Nowhere on Sea"}
        Product.objects.update(price="11.00")
        response = client.post(reverse("checkout"), sent)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Prices have changed" in text
        assert "€26.90" in text
        assert 'value="Nowhere on Sea"' in text
        assert not Order.objects.exists()
        again = dict(re.findall(r'type="hidden" name="(idempotency_key|goods_total)" value="([^"]+)"', text))
        assert client.post(reverse("checkout"), sent | again).status_code == 302
        assert Order.objects.get().goods_total == 22

    def test_what_was_sold_meanwhile_is_said_and_nothing_is_lost(self, client, cart):
        sent = opened(client) | REQUEST
        Product.objects.update(stock=1)
        response = client.post(reverse("checkout"), sent)
        assert response.status_code == 409
        assert "Only 1 of “Blue Cup” is left." in response.content.decode()
        assert CartLine.objects.get().quantity == 2

    def test_the_demo_cards_are_labelled_and_answer_as_they_say(self, client, cart, settings):
        settings.PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
        page = client.get(reverse("checkout")).content.decode()
        assert "This is a demo: no money moves." in page
        for label in ("is accepted", "is declined", "does not answer"):
            assert label in page
        declined = post(client, payment_token="demo-decline")
        assert declined.status_code == 402
        assert "The card was declined. Nothing was ordered." in declined.content.decode()
        silent = post(client, payment_token="demo-timeout")
        assert silent.status_code == 503
        assert "The payment service does not answer." in silent.content.decode()
        assert CartLine.objects.get().quantity == 2
        assert Product.objects.get().stock == 5
        assert post(client, payment_token="demo-accept").status_code == 302
        assert Order.objects.get().payment.gateway == "demo"

    def test_the_key_stays_for_a_retry_after_a_failed_payment(self, client, cart, settings):
        settings.PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
        sent = opened(client) | REQUEST | {"payment_token": "demo-timeout"}
        text = client.post(reverse("checkout"), sent).content.decode()
        assert f'value="{sent["idempotency_key"]}"' in text

    def test_posting_twice_gives_one_order(self, client, cart):
        sent = opened(client) | REQUEST
        first, second = (client.post(reverse("checkout"), sent) for _ in range(2))
        assert first["Location"] == second["Location"] == Order.objects.get().get_absolute_url()

    def test_the_totals_follow_the_delivery(self, client, cart):
        text = client.get(reverse("checkout_totals"), {"delivery_method": "express"}).content.decode()
        assert "€9.90" in text
        assert "€29.90" in text
        assert client.get(reverse("checkout_totals"), {"delivery_method": "x"}).status_code == 400

    @pytest.mark.parametrize("lines", [1, 20])
    def test_the_page_asks_no_more_of_the_database_for_more_lines(
        self, client, lines, django_assert_max_num_queries
    ):
        account = UserFactory()
        client.force_login(account)
        CartLineFactory.create_batch(lines, shopper=member(account))
        client.get(reverse("checkout"))
        with django_assert_max_num_queries(5):
            client.get(reverse("checkout"))


class TestOrderPages:
    def test_a_member_sees_the_own_orders_only(self, client):
        account = UserFactory()
        mine, other = OrderFactory(account=account, pieces=3), OrderFactory()
        client.force_login(account)
        text = client.get(reverse("orders")).content.decode()
        assert mine.number in text
        assert "3 products" in text
        assert other.number not in text
        page = client.get(mine.get_absolute_url()).content.decode()
        assert mine.lines.get().title in page
        assert "€34.90" in page
        assert "Germany" in page
        assert client.get(other.get_absolute_url()).status_code == 404

    def test_a_guest_sees_the_own_orders_by_the_cookie(self, client, cart):
        post(client)
        order = Order.objects.get()
        assert order.number in client.get(reverse("orders")).content.decode()
        assert client.get(order.get_absolute_url()).status_code == 200

    def test_a_guest_without_the_cookie_needs_the_link_of_the_mail(self, client):
        order = OrderFactory(account=None)
        address = order.get_absolute_url()
        assert client.get(address).status_code == 404
        assert client.get(address, {"key": "x" * 43}).status_code == 404
        assert client.get(address, {"key": OrderFactory(account=None).access_key}).status_code == 404
        assert client.get(address, {"key": order.access_key}).status_code == 200

    def test_the_link_does_not_open_a_members_order(self, client):
        order = OrderFactory()
        assert client.get(order.get_absolute_url(), {"key": order.access_key}).status_code == 404

    @pytest.mark.parametrize("address", ["/orders/%00/", "/orders/nope/?key=%00", "/api/v1/orders/%00/"])
    def test_what_no_database_can_hold_is_not_found(self, client, address):
        assert client.get(address).status_code == 404

    def test_an_unknown_number_is_not_found(self, client):
        response = client.get(reverse("order", args=["NO-SUCH"]))
        assert response.status_code == 404
        assert "We could not find this order." in response.content.decode()

    def test_the_pages_of_the_history(self, client):
        account = UserFactory()
        OrderFactory.create_batch(21, account=account)
        client.force_login(account)
        assert client.get(reverse("orders"), {"page": 2}).content.decode().count("order-card__number") == 1
        for page in ("3", "0", "-1", "abc"):
            assert client.get(reverse("orders"), {"page": page}).status_code == 404

    @pytest.mark.parametrize("orders", [1, 10])
    def test_the_history_asks_no_more_of_the_database_for_more_orders(
        self, client, orders, django_assert_max_num_queries
    ):
        account = UserFactory()
        OrderFactory.create_batch(orders, account=account)
        client.force_login(account)
        client.get(reverse("orders"))
        with django_assert_max_num_queries(9):
            client.get(reverse("orders"))

    def test_no_orders_yet(self, client):
        assert "No orders yet" in client.get(reverse("orders")).content.decode()


class TestCancel:
    def test_the_owner_cancels(self, client):
        order = OrderFactory(pieces=2, product__stock=1)
        client.force_login(order.account)
        address = reverse("order_cancel", args=[order.number])
        assert address in client.get(order.get_absolute_url()).content.decode()
        response = client.post(address, follow=True)
        text = response.content.decode()
        assert "Your order is canceled" in text
        assert f'action="{address}"' not in text
        assert Product.objects.get().stock == 3

    def test_a_guest_cancels_with_the_link(self, client):
        order = OrderFactory(account=None)
        page = client.get(order.get_absolute_url(), {"key": order.access_key}).content.decode()
        assert f'name="key" value="{order.access_key}"' in page
        response = client.post(reverse("order_cancel", args=[order.number]), {"key": order.access_key})
        assert response["Location"] == f"{order.get_absolute_url()}?key={order.access_key}"
        assert Order.objects.get().status == "canceled"

    def test_others_do_not_find_it(self, client):
        order = OrderFactory()
        client.force_login(UserFactory())
        assert client.post(reverse("order_cancel", args=[order.number])).status_code == 404
        assert Order.objects.get().status == "paid"

    def test_what_is_on_its_way_cannot_be_canceled(self, client):
        order = OrderFactory(status="shipped")
        client.force_login(order.account)
        address = reverse("order_cancel", args=[order.number])
        assert address not in client.get(order.get_absolute_url()).content.decode()
        response = client.post(address)
        assert response.status_code == 409
        assert "This order is on its way" in response.content.decode()

    def test_canceling_is_a_post(self, client):
        assert client.get(reverse("order_cancel", args=["X"])).status_code == 405


def test_delivery_is_free_where_the_goods_cost_enough(client):
    product = ProductFactory(stock=9, price="30.00")
    client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 2})
    post(client)
    assert Order.objects.get().total == Decimal("60.00")
