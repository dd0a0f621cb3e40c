import pytest

from config.errors import Conflict, NotFound
from recommender.behavior.models import Event
from shop.cart.models import Cart, CartLine, SavedProduct
from shop.cart.saved import forget_saved, merge_saved_products, move_to_cart, save_for_later
from shop.cart.services import apply_voucher, merge_guest_cart
from shop.catalog.models import Product
from tests.concurrency import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cart import CartLineFactory, guest, member
from tests.factories.catalog import ProductFactory
from tests.factories.vouchers import VoucherFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("new_shopper", [guest, member])
def test_a_line_leaves_the_cart_and_comes_back_with_its_number(new_shopper):
    shopper = new_shopper()
    line = CartLineFactory(shopper=shopper, quantity=3, product__stock=5)
    save_for_later(shopper=shopper, line_id=line.pk)
    saved = SavedProduct.objects.get(**shopper.owner)
    assert (saved.product, saved.quantity) == (line.product, 3)
    assert not CartLine.objects.exists()
    assert move_to_cart(shopper=shopper, saved_id=saved.pk) == ""
    assert CartLine.objects.of(shopper.owner).get().quantity == 3
    assert list(Event.objects.order_by("pk").values_list("kind", "quantity")) == [
        ("cart_remove", 3),
        ("cart_add", 3),
    ]


def test_saving_again_keeps_the_newest_number():
    shopper, product = guest(), ProductFactory(stock=9)
    for quantity in (2, 5):
        line = CartLineFactory(shopper=shopper, product=product, quantity=quantity)
        save_for_later(shopper=shopper, line_id=line.pk)
    assert SavedProduct.objects.get().quantity == 5


def test_fewer_than_before_come_back_with_a_word():
    shopper = guest()
    line = CartLineFactory(shopper=shopper, quantity=3, product__stock=5, product__title="Blue Cup")
    save_for_later(shopper=shopper, line_id=line.pk)
    Product.objects.update(stock=2)
    said = move_to_cart(shopper=shopper, saved_id=SavedProduct.objects.get().pk)
    assert said == "Only 2 of “Blue Cup” are left."
    assert CartLine.objects.get().quantity == 2


@pytest.mark.parametrize("change", [{"stock": 0}, {"is_active": False}])
def test_what_cannot_be_had_stays_saved(change):
    shopper = guest()
    save_for_later(shopper=shopper, line_id=CartLineFactory(shopper=shopper).pk)
    Product.objects.update(**change)
    with pytest.raises((Conflict, NotFound)):
        move_to_cart(shopper=shopper, saved_id=SavedProduct.objects.get().pk)
    assert SavedProduct.objects.exists()


def test_of_others_is_not_found():
    shopper = guest()
    save_for_later(shopper=shopper, line_id=CartLineFactory(shopper=shopper).pk)
    saved = SavedProduct.objects.get()
    for act in (move_to_cart, forget_saved):
        with pytest.raises(NotFound):
            act(shopper=guest(), saved_id=saved.pk)
    forget_saved(shopper=shopper, saved_id=saved.pk)
    assert not SavedProduct.objects.exists()


def test_comes_along_at_sign_in_and_the_accounts_number_stays():
    visitor, account = guest(), UserFactory()
    both, new = ProductFactory(), ProductFactory()
    SavedProduct.objects.create(account=account, product=both, quantity=1)
    for product in (both, new):
        SavedProduct.objects.create(**visitor.owner, product=product, quantity=4)
    merge_saved_products(visitor_id=visitor.visitor_id, account=account)
    kept = SavedProduct.objects.filter(account=account).values_list("product_id", "quantity")
    assert dict(kept) == {both.pk: 1, new.pk: 4}
    assert SavedProduct.objects.count() == 2


@pytest.mark.parametrize("own", [None, "OWN"])
def test_the_guests_voucher_comes_along_where_the_account_has_none(own):
    visitor, account = guest(), UserFactory()
    CartLineFactory(shopper=visitor)
    VoucherFactory(code="GUEST")
    apply_voucher(shopper=visitor, code="GUEST")
    if own:
        VoucherFactory(code=own)
        CartLineFactory(shopper=member(account))
        apply_voucher(shopper=member(account), code=own)
    merge_guest_cart(visitor_id=visitor.visitor_id, account=account)
    assert Cart.objects.get(account=account).voucher.code == (own or "GUEST")
    assert Cart.objects.get(account=None).voucher is None


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_move_it_at_once_move_it_once():
    shopper = guest()
    line = CartLineFactory(shopper=shopper, quantity=2, product__stock=50)
    save_for_later(shopper=shopper, line_id=line.pk)
    saved_id = SavedProduct.objects.get().pk
    results = at_once([lambda: move_to_cart(shopper=shopper, saved_id=saved_id)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["NotFound"] * 3 + ["str"]
    assert CartLine.objects.get().quantity == 2
