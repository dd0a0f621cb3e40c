import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory, OrderLineFactory

pytestmark = pytest.mark.django_db


def do(client, action: str, *orders):
    said = {"action": action, "_selected_action": [order.pk for order in orders]}
    return client.post(reverse("admin:shop_order_changelist"), said, follow=True).content.decode()


def test_orders_move_on_by_action_and_leave_an_entry(admin_client):
    order = OrderFactory(status="paid")
    do(admin_client, "mark_shipped", order)
    order.refresh_from_db()
    assert order.status == "shipped"
    assert LogEntry.objects.filter(object_id=str(order.pk)).exists()


def test_a_transition_that_is_not_allowed_is_refused_in_words(admin_client):
    order = OrderFactory(status="delivered")
    page = do(admin_client, "cancel", order)
    order.refresh_from_db()
    assert order.status == "delivered"
    assert "cannot be marked" in page


def test_canceling_returns_stock(admin_client):
    product = ProductFactory(stock=3)
    order = OrderFactory(status="paid")
    OrderLineFactory(order=order, product=product, quantity=2)
    do(admin_client, "cancel", order)
    product.refresh_from_db()
    assert product.stock == 5


def test_the_order_page_acts_by_button_and_saves_nothing_else(admin_client):
    order = OrderFactory(status="paid", full_name="Before")
    address = reverse("admin:shop_order_change", args=[order.pk])
    assert admin_client.get(address).status_code == 200
    inlines = {
        f"{prefix}-{part}": "0"
        for prefix in ("lines", "transitions", "payment")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    said = {"shop_order_ship_this": "1", "full_name": "After", **inlines}
    admin_client.post(address, said)
    order.refresh_from_db()
    assert (order.status, order.full_name) == ("shipped", "Before")
