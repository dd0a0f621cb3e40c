import re

import pytest
from django.urls import reverse

from shop.cart.models import Cart, CartLine
from shop.catalog.models import Product
from shop.orders.models import Order
from shop.vouchers.models import Voucher
from tests.factories.accounts import UserFactory
from tests.factories.addresses import AddressFactory
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import ADDRESS, REQUEST, OrderFactory
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db
DELIVERY = {name: REQUEST[name] for name in ("delivery_method", "payment_token")}
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def cart(client):
    """A guest's, with two blue cups at 10.00."""
    product = ProductFactory(stock=5, price="10.00", title="Blue Cup")
    client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 2})
    return product


def sent(text: str) -> dict:
    """What the last step sends by itself."""
    fields = dict(HIDDEN.findall(text[text.index(f'action="{reverse("checkout_review")}"') :]))
    return fields | {"email": fields["email"].replace("&#x27;", "'")}


def come_to_review(client, **changes) -> dict:
    """Answer the first two steps, and look at the third."""
    answers = REQUEST | changes
    client.post(reverse("checkout"), {name: answers[name] for name in ADDRESS})
    client.post(reverse("checkout_delivery"), {name: answers[name] for name in DELIVERY})
    return sent(client.get(reverse("checkout_review")).content.decode())


def buy(client, **changes):
    return client.post(reverse("checkout_review"), come_to_review(client) | changes)


class TestSteps:
    def test_lead_from_the_address_to_the_order(self, client, cart):
        page = client.get(reverse("checkout")).content.decode()
        assert 'aria-current="step"' in page
        for name, purpose in {"email": "email", "full_name": "name", "street": "address-line1"}.items():
            assert re.search(rf'name="{name}"[^>]*autocomplete="{purpose}"', page)
        assert client.post(reverse("checkout"), ADDRESS)["Location"] == reverse("checkout_delivery")
        response = client.post(reverse("checkout_delivery"), DELIVERY)
        assert response["Location"] == reverse("checkout_review")
        text = client.get(reverse("checkout_review")).content.decode()
        for said in ("Blue Cup", "Mill Lane", "Germany", "Standard", "Any card", "€24.90", "19 %", "€3.98"):
            assert said in text
        order_page = client.post(reverse("checkout_review"), sent(text))["Location"]
        order = Order.objects.get()
        assert order_page == order.get_absolute_url()
        assert (order.email, order.account, order.city) == (ADDRESS["email"], None, "Berlin")
        assert "Thank you!" in client.get(order_page).content.decode()
        assert not CartLine.objects.exists()

    def test_none_can_be_skipped(self, client, cart):
        for name in ("checkout_delivery", "checkout_review"):
            assert client.get(reverse(name))["Location"] == reverse("checkout")
        client.post(reverse("checkout"), ADDRESS)
        assert client.get(reverse("checkout_review"))["Location"] == reverse("checkout_delivery")

    def test_what_was_typed_is_there_again_on_the_way_back(self, client, cart):
        come_to_review(client, city="Nowhere on Sea", delivery_method="express")
        assert 'value="Nowhere on Sea"' in client.get(reverse("checkout")).content.decode()
        page = client.get(reverse("checkout_delivery")).content.decode()
        assert re.search(r'value="express" required checked', page)
        assert re.search(r'value="any" required checked', page)

    def test_the_way_back_keeps_what_is_not_finished(self, client, cart):
        half = {"city": "Nowhere on Sea", "email": "half@", "back": "1"}
        assert client.post(reverse("checkout"), half)["Location"] == reverse("cart")
        page = client.get(reverse("checkout")).content.decode()
        assert 'value="Nowhere on Sea"' in page
        assert 'value="half@"' in page
        client.post(reverse("checkout"), ADDRESS)
        back = client.post(reverse("checkout_delivery"), {"delivery_method": "express", "back": "1"})
        assert back["Location"] == reverse("checkout")
        assert 'value="express" required checked' in client.get(reverse("checkout_delivery")).content.decode()

    def test_a_member_finds_what_is_known_filled_in(self, client):
        account = UserFactory(name="Member One")
        CartLineFactory(shopper=member(account), product__stock=5)
        client.force_login(account)
        text = client.get(reverse("checkout")).content.decode()
        assert 'value="Member One"' in text
        assert f'value="{account.email}"' in text
        OrderFactory(account=account, street="1 New Street")
        assert 'value="1 New Street"' in client.get(reverse("checkout")).content.decode()

    def test_a_guest_is_forgotten_after_the_order(self, client, cart):
        buy(client)
        client.post(reverse("cart_add"), {"product_id": cart.pk})
        assert ADDRESS["street"] not in client.get(reverse("checkout")).content.decode()

    @pytest.mark.parametrize("step", ["checkout", "checkout_delivery", "checkout_review"])
    def test_an_empty_cart_leads_to_the_cart_page(self, client, step):
        response = client.get(reverse(step), follow=True)
        assert response.redirect_chain == [(reverse("cart"), 302)]
        assert "Your cart is empty." in response.content.decode()

    @pytest.mark.parametrize("step", ["checkout", "checkout_delivery", "checkout_review"])
    def test_a_cart_that_cannot_be_ordered_leads_to_the_cart_page(self, client, cart, step):
        come_to_review(client)
        Product.objects.update(stock=1)
        response = client.get(reverse(step), follow=True)
        assert response.redirect_chain == [(reverse("cart"), 302)]
        assert "Only 1 of “Blue Cup” is left." in response.content.decode()

    @pytest.mark.parametrize("step", ["checkout", "checkout_delivery", "checkout_review"])
    @pytest.mark.parametrize("lines", [1, 20])
    def test_asks_no_more_of_the_database_for_more_lines(
        self, client, step, lines, django_assert_max_num_queries
    ):
        account = UserFactory()
        client.force_login(account)
        CartLineFactory.create_batch(lines, shopper=member(account))
        come_to_review(client)
        with django_assert_max_num_queries(6):  # the address book is one more than before there was any
            assert client.get(reverse(step)).status_code == 200


class TestAddressBook:
    """Of a member who buys."""

    @pytest.fixture
    def account(self, client):
        account = UserFactory(name="Member One")
        CartLineFactory(shopper=member(account), product__stock=5)
        client.force_login(account)
        return account

    def test_offers_the_default_and_takes_what_is_chosen(self, client, account):
        first = AddressFactory(account=account)
        second = AddressFactory(account=account, is_default=False, city="Hamburg")
        page = client.get(reverse("checkout")).content.decode()
        assert f'name="address" value="{first.pk}" checked' in page
        answer = {"email": account.email, "address": second.pk}
        assert client.post(reverse("checkout"), answer)["Location"] == reverse("checkout_delivery")
        assert (
            f'name="address" value="{second.pk}" checked' in client.get(reverse("checkout")).content.decode()
        )
        client.post(reverse("checkout_delivery"), DELIVERY)
        shown = sent(client.get(reverse("checkout_review")).content.decode())
        client.post(reverse("checkout_review"), shown)
        order = Order.objects.get()
        assert (order.street, order.city, order.email) == (second.street, "Hamburg", account.email)
        second.delete()
        order.refresh_from_db()
        assert order.city == "Hamburg"

    def test_keeps_what_was_typed_once_it_is_ordered_and_only_then(self, client, account):
        client.post(reverse("checkout"), ADDRESS | {"keep_address": "1"})
        assert 'name="keep_address" value="1" checked' in client.get(reverse("checkout")).content.decode()
        client.post(reverse("checkout_delivery"), DELIVERY)
        shown = sent(client.get(reverse("checkout_review")).content.decode())
        assert not account.addresses.exists()
        client.post(reverse("checkout_review"), shown)
        assert account.addresses.get().street == ADDRESS["street"]

    def test_stays_as_it_is_where_nobody_asked(self, client, account):
        client.post(reverse("checkout"), ADDRESS | {"keep_address": "1"})
        client.post(reverse("checkout"), ADDRESS)
        client.post(reverse("checkout_delivery"), DELIVERY)
        client.post(reverse("checkout_review"), sent(client.get(reverse("checkout_review")).content.decode()))
        assert Order.objects.exists()
        assert not account.addresses.exists()

    def test_another_address_may_be_typed_and_is_there_on_the_way_back(self, client, account):
        AddressFactory(account=account)
        client.post(reverse("checkout"), ADDRESS | {"address": "another", "city": "Nowhere on Sea"})
        page = client.get(reverse("checkout")).content.decode()
        assert 'value="another" checked' in page
        assert 'value="Nowhere on Sea"' in page

    def test_a_line_that_is_not_right_any_more_is_mended_in_the_fields(self, client, account):
        old = AddressFactory(account=account, country="XX")
        response = client.post(reverse("checkout"), {"email": account.email, "address": old.pk})
        page = response.content.decode()
        assert response.status_code == 400
        assert 'value="another" checked' in page
        assert f'value="{old.street}"' in page

    def test_somebody_elses_line_is_none(self, client, account):
        other = AddressFactory()
        response = client.post(reverse("checkout"), {"email": account.email, "address": other.pk})
        assert response.status_code == 400
        assert other.street not in response.content.decode()


class TestWrongAnswers:
    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"email": "nobody"}, "Enter a valid email address."),
            ({"email": ""}, "This field is required."),
            ({"full_name": "x" * 121}, "at most 120 characters"),
            ({"street": "a\x00b"}, "Null characters are not allowed."),
            ({"country": "XX"}, "Select a valid choice."),
            ({"postal_code": "1010"}, "A postal code in Germany looks like 10115."),
        ],
    )
    @pytest.mark.parametrize("step", ["checkout", "checkout_review"])
    def test_an_address_is_named_and_the_rest_is_kept(self, client, cart, step, wrong, sentence):
        shown = come_to_review(client) if step == "checkout_review" else ADDRESS
        response = client.post(reverse(step), shown | {"city": "Nowhere on Sea"} | wrong)
        text = response.content.decode()
        assert response.status_code == 400
        assert sentence in text
        assert f'id="id_{next(iter(wrong))}_error"' in text
        assert 'value="Nowhere on Sea"' in text
        assert not Order.objects.exists()
        assert CartLine.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"delivery_method": ""}, "Please choose how we deliver."),
            ({"delivery_method": "balloon"}, "Select a valid choice."),
            ({"payment_token": ""}, "Please choose how you pay."),
        ],
    )
    @pytest.mark.parametrize("step", ["checkout_delivery", "checkout_review"])
    def test_a_delivery_or_payment_is_named(self, client, cart, step, wrong, sentence):
        shown = come_to_review(client)
        response = client.post(reverse(step), shown | wrong)
        assert response.status_code == 400
        assert sentence in response.content.decode()
        assert not Order.objects.exists()

    @pytest.mark.parametrize(
        "broken", [{"goods_total": "abc"}, {"idempotency_key": ""}, {"discount_total": "NaN"}]
    )
    def test_a_page_that_was_tampered_with_is_shown_again(self, client, cart, broken):
        response = buy(client, **broken)
        assert response.status_code == 400
        assert "not complete any more" in response.content.decode()
        assert client.post(reverse("checkout_review"), sent(response.content.decode())).status_code == 302


class TestChanges:
    """Between the last look and the order."""

    def test_changed_prices_are_shown_before_they_are_paid(self, client, cart):
        shown = come_to_review(client)
        Product.objects.update(price="11.00")
        response = client.post(reverse("checkout_review"), shown)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Prices have changed" in text
        assert "It cost €10.00 when you put it here; now it costs €11.00." in text
        assert "€26.90" in text
        assert not Order.objects.exists()
        assert client.post(reverse("checkout_review"), sent(text)).status_code == 302
        assert Order.objects.get().goods_total == 22

    def test_a_lower_price_in_the_form_buys_nothing(self, client, cart):
        assert buy(client, goods_total="0.02").status_code == 409
        assert buy(client, discount_total="20.00").status_code == 409
        assert not Order.objects.exists()

    def test_what_was_sold_meanwhile_is_said_and_nothing_is_lost(self, client, cart):
        shown = come_to_review(client)
        Product.objects.update(stock=1)
        response = client.post(reverse("checkout_review"), shown)
        text = response.content.decode()
        assert response.status_code == 409
        assert "Only 1 of “Blue Cup” is left." in text
        assert re.search(r"<button[^>]* disabled>Order and pay", text)
        assert CartLine.objects.get().quantity == 2

    def test_a_voucher_that_ran_out_is_said_and_the_next_press_buys_without_it(self, client, cart):
        VoucherFactory(code="TEN", max_uses=1)
        client.post(reverse("cart_voucher"), {"code": "ten"})
        shown = come_to_review(client)
        assert shown["discount_total"] == "2.00"
        Voucher.objects.update(used=1)
        response = client.post(reverse("checkout_review"), shown)
        text = response.content.decode()
        assert response.status_code == 409
        assert "“TEN” is used up. Nothing was ordered. Please look at the new total." in text
        assert "€24.90" in text
        assert CartLine.objects.get().quantity == 2
        assert Cart.objects.get().voucher.code == "TEN"
        assert client.post(reverse("checkout_review"), sent(text)).status_code == 302
        order = Order.objects.get()
        assert (order.voucher_code, order.discount_total, str(order.total)) == ("", 0, "24.90")

    def test_the_demo_cards_are_labelled_and_answer_as_they_say(self, client, cart, settings):
        settings.PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
        client.post(reverse("checkout"), ADDRESS)
        page = client.get(reverse("checkout_delivery")).content.decode()
        assert "This is a demo: no money moves." in page
        for label in ("is accepted", "is declined", "does not answer"):
            assert label in page
        shown = come_to_review(client, payment_token="demo-decline")
        declined = client.post(reverse("checkout_review"), shown)
        assert declined.status_code == 402
        assert "The card was declined. Nothing was ordered." in declined.content.decode()
        again = shown | {"payment_token": "demo-timeout"}
        silent = client.post(reverse("checkout_review"), again)
        assert silent.status_code == 503
        assert "The payment service does not answer." in silent.content.decode()
        assert f'value="{shown["idempotency_key"]}"' in silent.content.decode()
        assert CartLine.objects.get().quantity == 2
        assert Product.objects.get().stock == 5
        accepted = come_to_review(client, payment_token="demo-accept")
        assert accepted["idempotency_key"] == shown["idempotency_key"], "another card is the same attempt"
        assert client.post(reverse("checkout_review"), accepted).status_code == 302
        assert Order.objects.get().payment.gateway == "demo"

    def test_posting_twice_gives_one_order(self, client, cart):
        shown = come_to_review(client)
        first, second = (client.post(reverse("checkout_review"), shown) for _ in range(2))
        assert first["Location"] == second["Location"] == Order.objects.get().get_absolute_url()

    def test_another_tab_does_not_change_what_was_seen(self, client, cart):
        shown = come_to_review(client)
        client.post(reverse("checkout"), ADDRESS | {"city": "Hamburg"})
        client.post(reverse("checkout_review"), shown)
        assert Order.objects.get().city == "Berlin"


class TestSums:
    def test_follow_the_delivery(self, client, cart):
        text = client.get(reverse("checkout_totals"), {"delivery_method": "express"}).content.decode()
        assert "€9.90" in text
        assert "€29.90" in text
        assert client.get(reverse("checkout_totals"), {"delivery_method": "x"}).status_code == 400

    def test_have_the_tax_of_the_country(self, client, cart):
        luxembourg = {"country": "LU", "postal_code": "1648"}
        come_to_review(client, **luxembourg)
        assert "17 %" in client.get(reverse("checkout_review")).content.decode()
        assert "17 %" in client.get(reverse("cart")).content.decode()
        buy_in_luxembourg = come_to_review(client, **luxembourg)
        client.post(reverse("checkout_review"), buy_in_luxembourg)
        order = Order.objects.get()
        assert (str(order.tax_rate), str(order.tax_total), str(order.total)) == ("17.00", "3.62", "24.90")

    def test_delivery_is_free_where_the_goods_cost_enough(self, client):
        product = ProductFactory(stock=9, price="30.00")
        client.post(reverse("cart_add"), {"product_id": product.pk, "quantity": 2})
        buy(client)
        assert Order.objects.get().total == 60
