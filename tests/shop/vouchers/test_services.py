from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from config.errors import Conflict, NotFound
from shop.cart.models import Cart
from shop.cart.services import apply_voucher, remove_voucher
from shop.orders.models import Order
from shop.orders.services import change_status, place_order
from shop.vouchers.models import Voucher, VoucherUse
from shop.vouchers.services import refusal, voucher_by_code
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.orders import checkout_details
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def filled(shopper=None, price="10.00", quantity=3):
    """A shopper with goods in the cart."""
    shopper = shopper or guest()
    CartLineFactory(shopper=shopper, quantity=quantity, product__stock=50, product__price=price)
    return shopper


def place(shopper, key="one", **changes) -> Order:
    return place_order(
        shopper=shopper,
        details=checkout_details(**changes),
        idempotency_key=key,
        site_url="https://shop.example/",
        now=timezone.now(),
    )


def refused(voucher, shopper=None, goods="30.00", currency="EUR", **known) -> str:
    return refusal(
        voucher,
        shopper=shopper or guest(),
        goods_total=Decimal(goods),
        currency=currency,
        now=timezone.now(),
        **known,
    )


class TestDiscount:
    @pytest.mark.parametrize(
        ("kind", "value", "goods", "off"),
        [
            ("percentage", "10", "30.00", "3.00"),
            ("percentage", "12.5", "9.99", "1.25"),
            ("percentage", "100", "9.99", "9.99"),
            ("amount", "5", "30.00", "5"),
            ("amount", "50", "30.00", "30.00"),
            ("percentage", "10", "0.00", "0.00"),
        ],
    )
    def test_is_rounded_to_the_cent_and_never_more_than_the_goods(self, kind, value, goods, off):
        voucher = VoucherFactory.build(kind=kind, value=Decimal(value))
        assert voucher.discount(Decimal(goods), "EUR") == Decimal(off)


class TestRefusal:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({}, ""),
            ({"is_active": False}, "“TEN” is not valid any more."),
            ({"max_uses": 3, "used": 3}, "“TEN” is used up."),
            ({"max_uses": 3, "used": 2}, ""),
            ({"minimum": Decimal("30.01")}, "“TEN” counts from €30.01 of goods on."),
            ({"minimum": Decimal("30.00")}, ""),
        ],
    )
    def test_is_a_sentence(self, fields, sentence):
        assert refused(VoucherFactory(code="TEN", **fields)) == sentence

    def test_before_and_after_its_time(self):
        now = timezone.now()
        assert "is valid from" in refused(VoucherFactory(valid_from=now + DAY))
        assert "was valid until" in refused(VoucherFactory(valid_from=now - 2 * DAY, valid_until=now - DAY))
        assert not refused(VoucherFactory(valid_from=now - DAY, valid_until=now + DAY))

    def test_goods_in_another_currency(self):
        assert "only for goods in EUR" in refused(VoucherFactory(), currency="CHF")

    @pytest.mark.parametrize("new_shopper", [guest, member])
    def test_whoever_used_it_already(self, new_shopper):
        voucher = VoucherFactory(code="TEN", once_per_shopper=True)
        shopper = filled(new_shopper())
        apply_voucher(shopper=shopper, code="TEN")
        place(shopper, email="first@aisle.example")
        assert refused(voucher, shopper) == "You have used “TEN” already."
        assert refused(voucher, guest(), email="FIRST@aisle.example") == "You have used “TEN” already."
        assert not refused(voucher, guest(), email="second@aisle.example")


def test_a_code_is_known_however_it_is_typed():
    voucher = VoucherFactory(code="TEN-OFF")
    assert voucher_by_code("  ten-off ") == voucher
    for unknown in ("", "TENOFF", "a\0b"):
        with pytest.raises(NotFound, match="do not know this voucher"):
            voucher_by_code(unknown)


class TestCart:
    def test_takes_a_voucher_and_gives_it_back(self):
        shopper, voucher = filled(), VoucherFactory()
        apply_voucher(shopper=shopper, code=voucher.code)
        assert Cart.objects.get().voucher == voucher
        remove_voucher(shopper=shopper)
        assert Cart.objects.get().voucher is None

    def test_takes_none_that_does_not_count(self):
        shopper, voucher = filled(), VoucherFactory(minimum=100)
        with pytest.raises(Conflict, match=r"counts from €100\.00"):
            apply_voucher(shopper=shopper, code=voucher.code)
        assert Cart.objects.get().voucher is None

    def test_takes_none_while_it_is_empty(self):
        with pytest.raises(Conflict, match="empty"):
            apply_voucher(shopper=guest(), code=VoucherFactory().code)


class TestOrder:
    def test_keeps_what_was_taken_off_and_the_use_is_written(self):
        voucher = VoucherFactory(code="TEN")
        shopper = filled()
        apply_voucher(shopper=shopper, code="TEN")
        order = place(shopper, discount_total=Decimal("3.00"))
        order.refresh_from_db()
        assert (order.voucher_code, order.discount_total) == ("TEN", Decimal("3.00"))
        assert order.total == Decimal("31.90")
        assert order.tax_total == Decimal("5.09")
        assert order.payment.amount == order.total
        assert VoucherUse.objects.get().order == order
        voucher.refresh_from_db()
        assert voucher.used == 1
        assert Cart.objects.get().voucher is None

    def test_delivery_that_was_free_stays_free(self):
        VoucherFactory(code="TEN")
        shopper = filled(quantity=6)
        apply_voucher(shopper=shopper, code="TEN")
        assert place(shopper).total == Decimal("54.00")

    @pytest.mark.parametrize("seen", [None, Decimal("3.00")])
    def test_is_refused_where_the_voucher_ran_out_meanwhile_and_nothing_is_lost(self, seen):
        VoucherFactory(code="TEN", max_uses=1)
        shopper = filled()
        apply_voucher(shopper=shopper, code="TEN")
        Voucher.objects.update(used=1)
        with pytest.raises(Conflict, match=r"“TEN” is used up\. Nothing was ordered\."):
            place(shopper, discount_total=seen)
        cart = Cart.objects.get()
        assert (cart.voucher.code, cart.lines.get().quantity) == ("TEN", 3)
        assert cart.lines.get().product.stock == 50
        assert not Order.objects.exists()
        assert place(shopper, discount_total=Decimal(0)).discount_total == 0
        assert Voucher.objects.get().used == 1

    @pytest.mark.parametrize("seen", ["0.00", "5.00"])
    def test_is_refused_where_the_voucher_counts_otherwise_than_shown(self, seen):
        shopper, voucher = filled(), VoucherFactory()
        apply_voucher(shopper=shopper, code=voucher.code)
        with pytest.raises(Conflict, match="counts differently now"):
            place(shopper, discount_total=Decimal(seen))

    def test_a_voucher_that_was_deleted_is_no_voucher(self):
        shopper, voucher = filled(), VoucherFactory()
        apply_voucher(shopper=shopper, code=voucher.code)
        voucher.delete()
        assert place(shopper).discount_total == 0

    def test_that_a_voucher_pays_for_charges_nothing(self, monkeypatch):
        monkeypatch.setattr("shop.orders.billing.payment_gateway", lambda: pytest.fail("asked the gateway"))
        VoucherFactory(code="ALL", value=100)
        shopper = filled(quantity=6)
        apply_voucher(shopper=shopper, code="ALL")
        order = place(shopper)
        assert (order.status, order.total, order.tax_total) == ("paid", 0, 0)
        assert change_status(order=order, to="canceled").status == "canceled"

    def test_canceled_gives_the_use_back_once(self):
        voucher = VoucherFactory(code="TEN", max_uses=1, once_per_shopper=True)
        shopper = filled()
        apply_voucher(shopper=shopper, code="TEN")
        order = place(shopper)
        change_status(order=order, to="canceled")
        voucher.refresh_from_db()
        assert voucher.used == 0
        assert VoucherUse.objects.get().returned_at
        apply_voucher(shopper=filled(shopper), code="TEN")
        assert place(shopper, key="two").discount_total > 0

    def test_asked_for_twice_uses_it_once(self):
        VoucherFactory(code="TEN")
        shopper = filled()
        apply_voucher(shopper=shopper, code="TEN")
        assert place(shopper) == place(shopper)
        assert Voucher.objects.get().used == VoucherUse.objects.count() == 1
