import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from shop.cart.models import CartLine, SavedProduct
from shop.cart.services import cart_of
from shop.catalog.models import Product
from shop.vouchers.models import Voucher
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory
from tests.factories.vouchers import VoucherFactory

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


def test_with_htmx_the_header_counts_and_the_drawer_shows_the_cart(client):
    product = ProductFactory(stock=5, title="Blue Cup", price="3.20")
    add(client, product)
    page = add(client, product, headers=HTMX, quantity=2)
    assert (page["HX-Retarget"], page["HX-Reswap"]) == ("#cart-drawer", "innerHTML")
    text = page.content.decode()
    assert "“Blue Cup” is in your cart." in text
    for name in ("cart", "checkout"):
        assert f'href="{reverse(name)}"' in text
    assert "€9.60" in text
    assert 'id="cart-count" hx-swap-oob="true"' in text
    assert "</span>3</span>" in text
    assert "<html" not in text


def test_adding_from_the_cart_page_renews_the_cart_and_opens_no_drawer(client):
    product = ProductFactory(stock=5, price="3.20")
    elsewhere = add(client, product, headers=HTMX | {"HX-Current-URL": "http://testserver/"})
    assert 'id="cart"' not in elsewhere.content.decode()
    address = "http://testserver" + reverse("cart")
    page = add(client, product, headers=HTMX | {"HX-Current-URL": address})
    assert (page["HX-Retarget"], page["HX-Reswap"]) == ("#cart", "outerHTML")
    assert "€6.40" in page.content.decode()


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
def test_adding_takes_eleven_queries_at_most_whatever_the_cart_holds(
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
    with django_assert_max_num_queries(11):
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


class TestDrawer:
    TARGET = HTMX | {"HX-Target": "cart-drawer"}

    def test_shows_the_cart_and_no_page(self, client):
        add(client, ProductFactory(stock=5, title="Blue Cup"))
        text = client.get(reverse("cart"), headers=self.TARGET).content.decode()
        assert 'id="cart-drawer-title"' in text
        assert "Blue Cup" in text
        assert "<html" not in text
        assert 'id="cart"' not in text

    def test_a_change_in_it_stays_in_it(self, client):
        add(client, ProductFactory(stock=2))
        address = reverse("cart_line", args=[CartLine.objects.get().pk])
        response = client.post(address, {"quantity": 2}, headers=self.TARGET)
        assert response["HX-Retarget"] == "#cart-drawer"
        refused = client.post(address, {"quantity": 3}, headers=self.TARGET)
        assert (refused.status_code, refused["HX-Retarget"]) == (409, "#cart-drawer")
        assert "Only 2 of" in refused.content.decode()

    def test_an_empty_cart_says_so(self, client):
        text = client.get(reverse("cart"), headers=self.TARGET).content.decode()
        assert "Nothing lies in it yet." in text

    def test_the_link_to_it_is_a_link_to_the_page(self, client):
        assert f'href="{reverse("cart")}" hx-get=' in client.get(reverse("favorites")).content.decode()
        assert f'href="{reverse("cart")}" hx-get=' not in client.get(reverse("cart")).content.decode()


class TestSteps:
    def step(self, client, quantity, step):
        line = CartLine.objects.get()
        return client.post(reverse("cart_line", args=[line.pk]), {"quantity": quantity, "step": step})

    @pytest.mark.parametrize(
        ("quantity", "step", "now"), [(1, 1, 2), (3, -1, 2), (1, -1, 1), (4, 1, 5), (4, "", 4)]
    )
    def test_go_from_what_stands_in_the_field(self, client, quantity, step, now):
        add(client, ProductFactory(stock=5), quantity=2)
        assert self.step(client, quantity, step).status_code == 302
        assert CartLine.objects.get().quantity == now

    def test_end_at_the_stock_and_say_so(self, client):
        add(client, ProductFactory(stock=2, title="Blue Cup"), quantity=2)
        response = self.step(client, 2, 1)
        assert response.status_code == 409
        assert "Only 2 of “Blue Cup” are left." in response.content.decode()

    @pytest.mark.parametrize("step", ["7", "x", "-2"])
    def test_are_no_leaps(self, client, step):
        add(client, ProductFactory(stock=9))
        assert self.step(client, 1, step).status_code == 400
        assert CartLine.objects.get().quantity == 1


class TestSavedForLater:
    def test_a_line_is_put_aside_and_comes_back(self, client):
        add(client, ProductFactory(stock=5, title="Blue Cup"), quantity=2)
        line = CartLine.objects.get()
        page = client.post(reverse("cart_line_save", args=[line.pk]), follow=True).content.decode()
        assert "“Blue Cup” is saved for later." in page
        assert "Your cart is empty" in page
        assert "Saved for later" in page
        saved = SavedProduct.objects.get()
        response = client.post(reverse("cart_saved_move", args=[saved.pk]), headers=HTMX)
        assert response["HX-Retarget"] == "#cart"
        assert CartLine.objects.get().quantity == 2
        assert not SavedProduct.objects.exists()

    def test_what_is_sold_out_stays_saved_and_the_page_says_so(self, client):
        add(client, ProductFactory(stock=5, title="Blue Cup"))
        client.post(reverse("cart_line_save", args=[CartLine.objects.get().pk]))
        Product.objects.update(stock=0)
        assert "Sold out" in client.get(reverse("cart")).content.decode()
        response = client.post(reverse("cart_saved_move", args=[SavedProduct.objects.get().pk]))
        assert response.status_code == 409
        assert "“Blue Cup” is sold out." in response.content.decode()
        assert SavedProduct.objects.exists()

    def test_is_forgotten_on_demand(self, client):
        add(client, ProductFactory(stock=5))
        client.post(reverse("cart_line_save", args=[CartLine.objects.get().pk]))
        client.post(reverse("cart_saved_forget", args=[SavedProduct.objects.get().pk]))
        assert not SavedProduct.objects.exists()

    @pytest.mark.parametrize("name", ["cart_saved_move", "cart_saved_forget", "cart_line_save"])
    def test_of_others_is_not_found(self, client, name):
        stranger = guest()
        key = CartLineFactory(shopper=stranger).pk
        if name != "cart_line_save":
            key = SavedProduct.objects.create(**stranger.owner, product=ProductFactory()).pk
        assert client.post(reverse(name, args=[key])).status_code == 404


class TestVoucher:
    def use(self, client, code, **headers):
        return client.post(reverse("cart_voucher"), {"code": code}, headers=headers, follow=True)

    def test_is_used_and_taken_out(self, client):
        VoucherFactory(code="TEN")
        add(client, ProductFactory(stock=5, price="20.00"))
        text = self.use(client, " ten ").content.decode()
        assert "Voucher TEN" in text
        assert "−€2.00" in text
        assert "€22.90" in text
        assert "−€" not in client.post(reverse("cart_voucher"), follow=True).content.decode()

    @pytest.mark.parametrize("headers", [{}, HTMX])
    @pytest.mark.parametrize("code", ["NO-SUCH", "", "a\x00b", "x" * 500])
    def test_an_unknown_one_is_explained_beside_the_field_which_keeps_it(self, client, code, headers):
        add(client, ProductFactory(stock=5))
        response = client.post(reverse("cart_voucher"), {"code": code}, headers=headers)
        text = response.content.decode()
        assert response.status_code == 404
        assert "We do not know this voucher." in text
        assert 'aria-invalid="true"' in text
        assert f'value="{code[:40]}"' in text

    def test_one_that_does_not_count_any_more_is_said_and_takes_nothing_off(self, client):
        VoucherFactory(code="TEN")
        add(client, ProductFactory(stock=5, price="20.00"))
        self.use(client, "TEN")
        Voucher.objects.update(is_active=False)
        text = client.get(reverse("cart")).content.decode()
        assert "“TEN” is not valid any more." in text
        assert "−€" not in text


def test_the_sums_say_delivery_tax_and_what_is_missing_until_delivery_is_free(client):
    product = ProductFactory(stock=9, price="25.00")
    add(client, product, quantity=2)
    text = client.get(reverse("cart")).content.decode()
    for said in ("€50.00", "€4.90", "€54.90", "19 %", "€8.77", "€10.00 more, and delivery is free."):
        assert said in text
    add(client, product)
    assert "Delivery is free." in client.get(reverse("cart")).content.decode()


def test_a_price_that_changed_in_the_cart_is_said(client):
    product = ProductFactory(stock=9, price="10.00")
    add(client, product)
    assert "when you put it here" not in client.get(reverse("cart")).content.decode()
    Product.objects.update(price="11.00")
    text = client.get(reverse("cart")).content.decode()
    assert "It cost €10.00 when you put it here; now it costs €11.00." in text
