"""An order in the currency that the shopper chose: it adds up, and it stays as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone, translation
from rest_framework.test import APIClient

from recommender.behavior.models import Event
from shop.cart.selectors import cart_summary
from shop.cart.services import apply_voucher
from shop.currencies.rates import prices_in
from shop.models import Order
from shop.orders.links import link_key
from shop.orders.notifications import send_confirmation
from shop.orders.services import place_order
from tests.factories.cart import CartLineFactory, guest
from tests.factories.catalog import ProductFactory
from tests.factories.orders import REQUEST, OrderFactory, checkout_details
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings):
    settings.CURRENCIES = {"EUR": "1", "USD": "1.1111", "JPY": "165", "CNY": "7.80"}


def shopper_in(currency: str):
    """With things whose prices do not convert evenly."""
    shopper = replace(guest(), currency=currency)
    for price, quantity in (("12.95", 3), ("0.99", 7), ("4.01", 1)):
        CartLineFactory(shopper=shopper, product__price=price, quantity=quantity)
    return shopper


def place(shopper, **changes) -> Order:
    details = checkout_details(**changes)
    order = place_order(
        shopper=shopper, details=details, idempotency_key="one", site_url="https://x/", now=timezone.now()
    )
    order.refresh_from_db()
    return order


@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY", "CNY"])
def test_lines_sum_to_the_totals_and_all_is_in_whole_coins(currency):
    shopper = shopper_in(currency)
    VoucherFactory(code="TEN", value="7.5")
    apply_voucher(shopper=shopper, code="TEN")
    seen = cart_summary(shopper).totals()
    order = place(shopper, goods_total=seen.goods_total, discount_total=seen.discount_total)
    assert order.currency == seen.currency == currency
    assert order.goods_total == sum(line.total for line in order.lines.all())
    assert order.total == order.goods_total - order.discount_total + order.delivery_total == seen.total
    assert (order.delivery_total, order.tax_total) == (seen.delivery_total, seen.tax_total)
    coin = Decimal(1) if currency == "JPY" else Decimal("0.01")
    amounts = [order.goods_total, order.discount_total, order.delivery_total, order.tax_total]
    assert all(amount and amount % coin == 0 for amount in amounts)
    assert order.payment.amount == order.total


def test_the_rate_is_kept_and_a_later_one_changes_nothing(settings):
    order = place(shopper_in("USD"))
    settings.CURRENCIES = {"EUR": "1", "USD": "2"}
    order.refresh_from_db()
    assert (order.currency, order.rate) == ("USD", Decimal("1.1111"))
    assert order.lines.first().unit_price == Decimal("14.39")


def test_a_voucher_worth_money_and_its_minimum_are_converted():
    shopper = replace(guest(), currency="CNY")
    line = CartLineFactory(shopper=shopper, product__price="10.00")
    VoucherFactory(code="FIVE", kind="amount", value="5.00", minimum="20.00")
    with pytest.raises(Exception, match=r"counts from CN¥156\.00 of goods on"):
        apply_voucher(shopper=shopper, code="FIVE")
    line.quantity = 2
    line.save()
    apply_voucher(shopper=shopper, code="FIVE")
    assert cart_summary(shopper).discount_total == Decimal("39.00")


def test_free_delivery_begins_at_the_converted_sum():
    shopper = replace(guest(), currency="CNY")
    CartLineFactory(shopper=shopper, product__price="59.00")
    totals = cart_summary(shopper).totals()
    assert totals.delivery_total == Decimal("38.22")
    assert totals.missing_for_free_delivery == Decimal("7.80")


def test_the_behavior_log_counts_in_the_products_own_currency():
    place(shopper_in("JPY"))
    amounts = Event.objects.filter(kind="purchase").values_list("amount", flat=True)
    assert sorted(amounts) == [Decimal("4.01"), Decimal("6.93"), Decimal("38.85")]


def test_a_product_in_a_currency_without_rate_is_sold_in_its_own():
    shopper = replace(guest(), currency="USD")
    CartLineFactory(shopper=shopper, product__price="5.00", product__currency="CHF")
    order = place(shopper)
    assert (order.currency, order.rate, order.goods_total) == ("CHF", None, Decimal("5.00"))


def test_the_page_of_an_order_stays_in_its_currency(client):
    order = OrderFactory(account=None, currency="USD")
    client.cookies["currency"] = "CNY"
    page = BeautifulSoup(client.get(f"/orders/{order.number}/?key={link_key(order)}").content, "html.parser")
    assert "$14.90" in page.select_one("main").text
    assert "¥" not in page.select_one("main").text


def test_the_api_orders_in_the_currency_that_is_asked_for():
    api = APIClient()
    product = ProductFactory(price="10.00")
    api.post("/api/v1/cart/items/", {"product_id": product.pk})
    cart = api.get("/api/v1/cart/?currency=CNY").json()
    assert (cart["currency"], cart["goods_total"], cart["items"][0]["product"]["price"]) == (
        "CNY",
        "78.00",
        "78.00",
    )
    sent = api.post(
        "/api/v1/orders/?currency=CNY", REQUEST | {"goods_total": "78.00"}, headers={"Idempotency-Key": "1"}
    )
    order = sent.json()
    assert (order["currency"], order["goods_total"], order["rate"]) == ("CNY", "78.00", "7.80000000")


def test_what_was_shown_in_another_currency_is_not_what_is_sold():
    shopper = shopper_in("USD")
    seen = cart_summary(shopper).goods_total
    with pytest.raises(Exception, match="Prices have changed"):
        place(replace(shopper, currency="EUR"), goods_total=seen)


def test_a_shopper_has_the_currency_of_the_request():
    with prices_in("JPY"):
        assert guest().currency == "JPY"
    assert guest().currency == "EUR"


def test_the_mail_is_written_in_the_language_of_the_order():
    with translation.override("zh-hans"):
        order = place(shopper_in("CNY"))
    assert order.language == "zh-hans"
    send_confirmation(order_id=order.pk, site_url="https://x/")
    html, _kind = mail.outbox[-1].alternatives[0]
    assert '<html lang="zh-hans">' in html
    assert "CN¥" not in html
    assert translation.get_language() == "en"
