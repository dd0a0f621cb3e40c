import time

import pytest
from django.urls import reverse

from shop.cart.models import CartLine
from shop.catalog.models import Product
from shop.orders.links import link_key
from shop.orders.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db


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

    def test_a_guest_sees_the_own_orders_by_the_cookie(self, client):
        visitor = client.get(reverse("cart")).wsgi_request.visitor
        order = OrderFactory(account=None, visitor_id=visitor.id)
        assert order.number in client.get(reverse("orders")).content.decode()
        assert client.get(order.get_absolute_url()).status_code == 200

    def test_the_sums_name_voucher_and_tax(self, client):
        order = OrderFactory(
            pieces=2, voucher_code="WELCOME10", discount_total="2.00", tax_rate="19.00", tax_total="3.66"
        )
        client.force_login(order.account)
        text = client.get(order.get_absolute_url()).content.decode()
        for said in ("Voucher WELCOME10", "−€2.00", "including 19 % value-added tax", "€3.66", "€22.90"):
            assert said in text

    def test_orders_from_before_we_kept_the_tax_claim_none(self, client):
        order = OrderFactory()
        client.force_login(order.account)
        assert "value-added tax" not in client.get(order.get_absolute_url()).content.decode()

    def test_a_guest_without_the_cookie_needs_the_link_of_the_mail(self, client):
        order = OrderFactory(account=None)
        address = order.get_absolute_url()
        assert client.get(address).status_code == 404
        assert client.get(address, {"key": "x" * 43}).status_code == 404
        assert client.get(address, {"key": order.access_key}).status_code == 404
        assert client.get(address, {"key": link_key(OrderFactory(account=None))}).status_code == 404
        assert client.get(address, {"key": link_key(order)}).status_code == 200

    def test_the_link_is_good_for_ninety_days(self, client, monkeypatch):
        order = OrderFactory(account=None)
        key, now = link_key(order), time.time()
        for days, status in ((89, 200), (91, 404)):
            monkeypatch.setattr("django.core.signing.time.time", lambda days=days: now + days * 24 * 3600)
            response = client.get(order.get_absolute_url(), {"key": key})
            assert response.status_code == status
        assert "good for 90 days" in response.content.decode()

    def test_the_link_does_not_open_a_members_order(self, client):
        order = OrderFactory()
        assert client.get(order.get_absolute_url(), {"key": link_key(order)}).status_code == 404

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
        key = link_key(order)
        page = client.get(order.get_absolute_url(), {"key": key}).content.decode()
        assert f'name="key" value="{key}"' in page
        response = client.post(reverse("order_cancel", args=[order.number]), {"key": key})
        assert client.get(response["Location"]).status_code == 200
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


class TestTimeline:
    def test_what_happened_has_times_and_what_comes_is_ahead(self, client):
        order = OrderFactory()
        order.transitions.create(status="paid")
        client.force_login(order.account)
        text = client.get(order.get_absolute_url()).content.decode()
        assert text.count("timeline__stop--done") == 1
        assert text.count("timeline__stop--now") == 1
        assert text.count("timeline__stop--ahead") == 2
        assert text.count("<time") == 2
        assert text.count("still to come") == 2

    def test_a_canceled_order_has_nothing_ahead(self, client):
        order = OrderFactory(status="canceled")
        order.transitions.create(status="canceled")
        client.force_login(order.account)
        text = client.get(order.get_absolute_url()).content.decode()
        assert "timeline__stop--now timeline__stop--bad" in text
        assert "timeline__stop--ahead" not in text


class TestBuyAgain:
    def again(self, client, order, **data):
        return client.post(reverse("order_again", args=[order.number]), data, follow=True)

    def test_puts_the_products_into_the_cart(self, client):
        order = OrderFactory(pieces=3, product__stock=9)
        client.force_login(order.account)
        response = self.again(client, order)
        assert response.redirect_chain == [(reverse("cart"), 302)]
        assert CartLine.objects.get().quantity == 3

    def test_takes_as_many_as_there_are_and_says_so(self, client):
        order = OrderFactory(pieces=3, product__stock=2, product__title="Blue Cup")
        client.force_login(order.account)
        assert "Only 2 of “Blue Cup” are left." in self.again(client, order).content.decode()
        assert CartLine.objects.get().quantity == 2

    @pytest.mark.parametrize("gone", [{"product__stock": 0}, {"product__is_active": False}])
    def test_says_what_cannot_be_had_any_more(self, client, gone):
        order = OrderFactory(product__title="Blue Cup", **gone)
        client.force_login(order.account)
        assert "“Blue Cup” is sold out." in self.again(client, order).content.decode()
        assert not CartLine.objects.exists()

    def test_a_guest_needs_the_key_of_the_mail(self, client):
        order = OrderFactory(account=None)
        assert self.again(client, order).status_code == 404
        assert self.again(client, order, key=link_key(order)).status_code == 200
        assert CartLine.objects.exists()
