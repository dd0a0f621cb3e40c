import pytest
from rest_framework.test import APIClient

from shop.cart.models import CartLine
from shop.vouchers.models import Voucher
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest
from tests.factories.catalog import ProductFactory
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db
CART, ITEMS = "/api/v1/cart/", "/api/v1/cart/items/"


VOUCHER = "/api/v1/cart/voucher/"


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def test_a_guest_fills_changes_and_empties_a_cart(api):
    product = ProductFactory(stock=5, price="2.50", title="Blue Cup")
    cart = api.post(ITEMS, {"product_id": product.pk, "quantity": 2}).json()
    assert (cart["count"], cart["goods_total"], cart["currency"]) == (2, "5.00", "EUR")
    item = cart["items"][0]
    assert item["product"]["title"] == "Blue Cup"
    assert item["problem"] == ""
    changed = api.patch(f"{ITEMS}{item['id']}/", {"quantity": 3}).json()
    assert changed["items"][0]["quantity"] == 3
    assert api.get(CART).json() == changed
    assert api.delete(f"{ITEMS}{item['id']}/").json()["items"] == []
    api.post(ITEMS, {"product_id": product.pk})
    assert api.delete(CART).status_code == 204
    assert api.get(CART).json()["count"] == 0


def test_adding_answers_created(api):
    assert api.post(ITEMS, {"product_id": ProductFactory(stock=5).pk}).status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"quantity": 0}, 400, "greater than or equal to 1"),
        ({"quantity": -1}, 400, "greater than or equal to 1"),
        ({"quantity": 10**9}, 400, "less than or equal to 20"),
        ({"quantity": "abc"}, 400, "valid integer"),
        ({"quantity": None}, 400, "may not be null"),
        ({"quantity": 6}, 409, "Only 5 of"),
        ({"product_id": "x"}, 400, "valid integer"),
        ({"product_id": 987654321}, 404, "We do not have this product."),
        ({"product_id": 10**30}, 404, "We do not have this product."),
    ],
)
def test_bad_input_is_a_problem_in_words(api, body, status, sentence):
    response = api.post(ITEMS, {"product_id": ProductFactory(stock=5).pk} | body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert sentence in response.json()["detail"]
    assert not CartLine.objects.exists()


def test_a_body_that_is_not_json_is_refused(api):
    broken = api.post(ITEMS, "{", content_type="application/json")
    form = api.post(ITEMS, "product_id=1", content_type="application/x-www-form-urlencoded")
    assert (broken.status_code, form.status_code) == (400, 415)
    assert broken["Content-Type"] == form["Content-Type"] == "application/problem+json"


def test_the_lines_of_others_are_not_found(api):
    line = CartLineFactory(shopper=guest())
    assert api.patch(f"{ITEMS}{line.pk}/", {"quantity": 2}).status_code == 404
    assert api.delete(f"{ITEMS}{line.pk}/").status_code == 404
    assert CartLine.objects.get().quantity == line.quantity


def test_a_member_is_asked_for_the_csrf_token():
    api = APIClient(enforce_csrf_checks=True)
    product = ProductFactory(stock=5)
    assert api.post(ITEMS, {"product_id": product.pk}).status_code == 201
    api.force_login(UserFactory())
    assert api.post(ITEMS, {"product_id": product.pk}).status_code == 403


def test_the_cookie_that_names_a_guest_does_not_come_along_from_other_sites(api):
    api.get(CART)
    cookie = api.cookies["visitor"]
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]


def test_the_sums_are_all_there(api):
    cart = api.post(ITEMS, {"product_id": ProductFactory(stock=5, price="20.00").pk}).json()
    assert cart["totals"] == {
        "goods_total": "20.00",
        "discount_total": "0.00",
        "delivery_total": "4.90",
        "total": "24.90",
        "tax_rate": "19.00",
        "tax_total": "3.98",
        "missing_for_free_delivery": "40.00",
    }


def test_a_voucher_is_used_and_taken_out(api):
    VoucherFactory(code="TEN")
    assert api.put(VOUCHER, {"code": "ten"}).status_code == 409
    api.post(ITEMS, {"product_id": ProductFactory(stock=5, price="20.00").pk})
    cart = api.put(VOUCHER, {"code": "ten"}).json()
    assert (cart["voucher_code"], cart["totals"]["discount_total"]) == ("TEN", "2.00")
    Voucher.objects.update(is_active=False)
    cart = api.get(CART).json()
    assert (cart["voucher_problem"], cart["totals"]["discount_total"]) == (
        "“TEN” is not valid any more.",
        "0.00",
    )
    assert api.delete(VOUCHER).json()["voucher_code"] == ""


@pytest.mark.parametrize(
    ("body", "status"), [({"code": "NO"}, 404), ({"code": ""}, 400), ({}, 400), ({"code": "x" * 41}, 400)]
)
def test_a_wrong_voucher_is_a_problem_in_words(api, body, status):
    api.post(ITEMS, {"product_id": ProductFactory(stock=5).pk})
    response = api.put(VOUCHER, body)
    assert response.status_code == status
    assert "code" in response.json()["fields"]


def test_a_line_is_saved_for_later_and_moved_back(api):
    item = api.post(ITEMS, {"product_id": ProductFactory(stock=5).pk, "quantity": 2}).json()["items"][0]
    cart = api.post(f"{ITEMS}{item['id']}/save/").json()
    assert (cart["items"], cart["saved"][0]["quantity"]) == ([], 2)
    saved = f"/api/v1/cart/saved/{cart['saved'][0]['id']}/"
    assert api.post(f"{saved}move/").json()["items"][0]["quantity"] == 2
    assert api.post(f"{saved}move/").status_code == api.delete(saved).status_code == 404
