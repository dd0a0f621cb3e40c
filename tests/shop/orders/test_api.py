from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from shop.catalog.models import Product
from shop.orders.links import link_key
from shop.orders.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS, REQUEST, OrderFactory
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/orders/"


@pytest.fixture
def api() -> APIClient:
    """With two blue cups at 10.00 in a guest's cart."""
    api = APIClient()
    product = ProductFactory(stock=5, price="10.00", title="Blue Cup")
    api.post("/api/v1/cart/items/", {"product_id": product.pk, "quantity": 2})
    return api


def post(api, key: str | None = "one", **changes):
    headers = {} if key is None else {"Idempotency-Key": key}
    return api.post(ORDERS, REQUEST | changes, headers=headers)


def test_an_order_is_created_once_and_given_again(api):
    created, again = post(api), post(api)
    assert (created.status_code, again.status_code) == (201, 200)
    assert created.json() == again.json()
    order = created.json()
    assert (order["status"], order["total"], order["currency"]) == ("paid", "24.90", "EUR")
    assert order["lines"][0]["title"] == "Blue Cup"
    assert [step["status"] for step in order["transitions"]] == ["placed", "paid"]
    assert Order.objects.count() == 1
    assert "access_key" not in order


@pytest.mark.parametrize("key", [None, "", "   ", "x" * 201])
def test_without_a_good_key_nothing_is_ordered(api, key):
    response = post(api, key)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert "Idempotency-Key" in response.json()["detail"]
    assert not Order.objects.exists()


def test_the_same_key_with_other_details_is_a_conflict(api):
    post(api)
    response = post(api, city="Hamburg")
    assert response.status_code == 409
    assert "with other details" in response.json()["detail"]


def test_somebody_elses_key_leaks_nothing(api):
    post(api, "guessable")
    response = post(APIClient(), "guessable")
    assert response.status_code == 409
    assert response.json()["detail"] == "Your cart is empty."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"full_name": ""}, "full_name"),
        ({"country": "XX"}, "country"),
        ({"delivery_method": "balloon"}, "delivery_method"),
        ({"goods_total": "abc"}, "goods_total"),
        ({"street": "a\x00b"}, "street"),
        ({"city": None}, "city"),
    ],
)
def test_a_wrong_field_is_named(api, changes, field):
    response = post(api, **changes)
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_a_total_that_does_not_hold_any_more_is_a_conflict(api):
    Product.objects.update(price="11.00")
    assert post(api, goods_total="20.00").status_code == 409
    assert post(api, goods_total="22.00").status_code == 201


def test_a_voucher_of_the_cart_counts_in_the_order(api):
    VoucherFactory(code="TEN")
    api.put("/api/v1/cart/voucher/", {"code": "TEN"})
    assert post(api, discount_total="3.00").status_code == 409
    order = post(api, discount_total="2.00").json()
    told = {
        name: order[name] for name in ("voucher_code", "discount_total", "total", "tax_rate", "tax_total")
    }
    assert told == {
        "voucher_code": "TEN",
        "discount_total": "2.00",
        "total": "22.90",
        "tax_rate": "19.00",
        "tax_total": "3.66",
    }


def test_a_declined_payment_is_402_and_an_unanswered_one_503(api, settings):
    settings.PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
    declined, silent = post(api, payment_token="unknown card"), post(api, payment_token="demo-timeout")
    assert (declined.status_code, silent.status_code) == (402, 503)
    assert declined.json()["code"] == "payment_failed"
    assert silent["Retry-After"] == "5"
    assert api.get("/api/v1/cart/").json()["count"] == 2
    assert post(api, payment_token="demo-accept").status_code == 201


def test_the_list_has_the_own_orders_only(api):
    number = post(api).json()["number"]
    OrderFactory()
    page = api.get(ORDERS).json()
    assert [order["number"] for order in page["results"]] == [number]


def test_an_order_is_shown_to_its_owner_or_for_the_key(api):
    guests, members = OrderFactory(account=None), OrderFactory()
    assert api.get(f"{ORDERS}{guests.number}/").status_code == 404
    assert api.get(f"{ORDERS}{guests.number}/", {"key": link_key(guests)}).status_code == 200
    assert api.get(f"{ORDERS}{members.number}/", {"key": link_key(members)}).status_code == 404
    api.force_login(members.account)
    assert api.get(f"{ORDERS}{members.number}/").json()["email"] == ADDRESS["email"]


def test_an_order_is_canceled_while_it_can_be(api):
    order = OrderFactory()
    address = f"{ORDERS}{order.number}/cancel/"
    assert api.post(address).status_code == 404
    api.force_login(order.account)
    canceled = api.post(address).json()
    assert (canceled["status"], canceled["can_be_canceled"]) == ("canceled", False)
    again = api.post(address)
    assert again.status_code == 409
    assert "This order is canceled" in again.json()["detail"]


def test_members_are_asked_for_the_csrf_token():
    api = APIClient(enforce_csrf_checks=True)
    api.force_login(UserFactory())
    response = api.post(ORDERS, REQUEST, headers={"Idempotency-Key": str(uuid4())})
    assert response.status_code == 403


@pytest.mark.parametrize("lines", [1, 10])
def test_the_list_takes_few_queries_whatever_it_holds(lines, django_assert_max_num_queries):
    account = UserFactory()
    OrderFactory.create_batch(lines, account=account)
    api = APIClient()
    api.force_login(account)
    api.get(ORDERS)  # the first request notes where the account is signed in
    with django_assert_max_num_queries(8):
        api.get(ORDERS)
