import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from shop.cart.models import CartLine
from shop.cart.services import cart_of
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def add(client, product, headers=None, **data):
    return client.post(reverse("cart_add"), {"product_id": product.pk} | data, headers=headers)


def test_without_javascript_adding_leads_back_with_a_message(client):
    product = ProductFactory(stock=5, title="Blue Cup")
    before = "http://testserver" + product.get_absolute_url()
    response = add(client, product, headers={"Referer": before}, quantity=2)
    assert response.status_code == 302
    assert response["Location"] == before
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "“Blue Cup” is in your cart."
    ]
    assert CartLine.objects.get().quantity == 2


@pytest.mark.parametrize("before", ["https://elsewhere.example/", "javascript:alert(1)", ""])
def test_nobody_is_led_to_another_site(client, before):
    response = add(client, ProductFactory(stock=5), headers={"Referer": before})
    assert response["Location"] == reverse("cart")


def test_with_htmx_the_header_counts_and_a_note_links_to_the_cart(client):
    product = ProductFactory(stock=5, title="Blue Cup")
    add(client, product)
    page = add(client, product, headers=HTMX, quantity=2)
    assert page["HX-Retarget"] == "#toasts"
    text = page.content.decode()
    assert "“Blue Cup” is in your cart." in text
    assert reverse("cart") in text
    assert 'id="cart-count" hx-swap-oob="true"' in text
    assert "</span>3</span>" in text
    assert "<html" not in text


def test_adding_from_the_cart_page_renews_the_cart_too(client):
    product = ProductFactory(stock=5, price="3.20")
    elsewhere = add(client, product, headers=HTMX | {"HX-Current-URL": "http://testserver/"})
    assert 'id="cart"' not in elsewhere.content.decode()
    address = "http://testserver" + reverse("cart")
    text = add(client, product, headers=HTMX | {"HX-Current-URL": address}).content.decode()
    assert 'id="cart" hx-swap-oob="true"' in text
    assert "€6.40" in text


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"quantity": "0"}, 400, "at least 1"),
        ({"quantity": "-1"}, 400, "at least 1"),
        ({"quantity": "1000000000"}, 400, "at most 20"),
        ({"quantity": "abc"}, 400, "whole number"),
        ({"quantity": "6"}, 409, "Only 5 of"),
        ({"product_id": ""}, 400, "Which product?"),
        ({"product_id": "abc"}, 400, "We do not have this product."),
        ({"product_id": "987654321"}, 404, "We do not have this product."),
        ({"product_id": "9" * 40}, 404, "We do not have this product."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_input_is_answered_in_words(client, data, status, sentence, headers):
    response = add(client, ProductFactory(stock=5), headers=headers, **data)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("lines", [1, 30])
@pytest.mark.parametrize("is_member", [True, False])
def test_adding_takes_ten_queries_at_most_whatever_the_cart_holds(
    client, lines, is_member, django_assert_max_num_queries
):
    product = ProductFactory(stock=9)
    if is_member:
        account = UserFactory()
        client.force_login(account)
        CartLineFactory.create_batch(lines, shopper=member(account))
    client.get(reverse("cart"))
    if not is_member:
        visitor = client.get(reverse("cart")).wsgi_request.visitor
        cart = cart_of({"account": None, "visitor_id": visitor.id})
        CartLineFactory.create_batch(lines, cart=cart)
    with django_assert_max_num_queries(10):
        response = add(client, product, headers=HTMX)
    assert response.status_code == 200
    assert CartLine.objects.count() == lines + 1


def test_the_first_addition_of_a_new_visitor_takes_ten_queries_at_most(client, django_assert_max_num_queries):
    product = ProductFactory(stock=9)
    with django_assert_max_num_queries(10):
        response = add(client, product, headers=HTMX)
    assert response.status_code == 200


def test_the_cart_page_shows_lines_sum_and_other_products(client):
    product = ProductFactory(stock=5, title="Blue Cup", price="3.20")
    other = ProductFactory(stock=5, title="Red Cup")
    add(client, product, quantity=2)
    text = client.get(reverse("cart")).content.decode()
    assert "Blue Cup" in text
    assert "€6.40" in text
    assert 'data-placement="cart_addons"' in text
    assert other.title in text
    assert f'data-product="{product.pk}"' not in text


def test_the_cart_page_says_what_became_scarce_or_sold_out_and_offers_no_checkout(client):
    scarce, gone = ProductFactory(stock=5, title="Blue Cup"), ProductFactory(stock=5, title="Red Cup")
    add(client, scarce, quantity=4)
    add(client, gone)
    type(scarce).objects.filter(pk=scarce.pk).update(stock=2)
    type(gone).objects.filter(pk=gone.pk).update(stock=0)
    text = client.get(reverse("cart")).content.decode()
    assert "Only 2 of “Blue Cup” are left." in text
    assert "“Red Cup” is sold out." in text
    assert f'href="{reverse("checkout")}"' not in text


def test_an_empty_cart_page_says_so_and_shows_products(client):
    ProductFactory.create_batch(3, stock=5)
    text = client.get(reverse("cart")).content.decode()
    assert "Your cart is empty" in text
    assert 'data-placement="cart_addons"' in text


@pytest.mark.parametrize("lines", [1, 30])
def test_the_cart_page_does_not_ask_more_of_the_database_for_more_lines(
    client, lines, django_assert_max_num_queries
):
    account = UserFactory()
    client.force_login(account)
    CartLineFactory.create_batch(lines, shopper=member(account))
    client.get(reverse("cart"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("cart")).status_code == 200


def test_a_line_is_changed_and_removed(client):
    add(client, ProductFactory(stock=5))
    line = CartLine.objects.get()
    address = reverse("cart_line", args=[line.pk])
    assert client.post(address, {"quantity": 3})["Location"] == reverse("cart")
    assert CartLine.objects.get().quantity == 3
    response = client.post(address, {"quantity": 0}, headers=HTMX)
    assert "Your cart is empty" in response.content.decode()
    assert response["HX-Retarget"] == "#cart"
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "status", "sentence"),
    [
        ("9", 409, "Only 5 of"),
        ("-1", 400, "at least 1"),
        ("10", 409, "Only 5"),
        ("abc", 400, "whole number"),
        ("", 400, "enter a number"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_change_that_cannot_be_is_explained_above_the_cart(client, quantity, status, sentence, headers):
    add(client, ProductFactory(stock=5))
    line = CartLine.objects.get()
    response = client.post(reverse("cart_line", args=[line.pk]), {"quantity": quantity}, headers=headers)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert 'id="cart"' in response.content.decode()
    assert CartLine.objects.get().quantity == 1


def test_the_lines_of_others_are_not_found(client):
    line = CartLineFactory(shopper=guest())
    response = client.post(reverse("cart_line", args=[line.pk]), {"quantity": 0})
    assert response.status_code == 404
    assert CartLine.objects.filter(pk=line.pk).exists()


def test_writes_are_posts(client):
    assert client.get(reverse("cart_add")).status_code == 405
    assert client.get(reverse("cart_line", args=[1])).status_code == 405
