from decimal import Decimal

import pytest

from config.errors import Conflict, Forbidden, InvalidInput, NotFound
from recommender.models import Event
from shop.models import Review
from shop.orders.services import change_status
from shop.reviews.selectors import reviews_of
from shop.reviews.services import change_review, remove_review, set_review_status, write_review
from tests.factories.cart import guest, member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory, OrderLineFactory

pytestmark = pytest.mark.django_db


def rating_of(product) -> tuple[Decimal | None, int]:
    product.refresh_from_db()
    return product.rating, product.rating_count


def test_the_rating_follows_the_reviews():
    product, first, second = ProductFactory(), member(), member()
    write_review(shopper=first, product_id=product.pk, rating=5, text="Lovely.")
    write_review(shopper=second, product_id=product.pk, rating=2)
    assert rating_of(product) == (Decimal("3.50"), 2)


def test_a_second_review_changes_the_first():
    product, shopper = ProductFactory(), member()
    write_review(shopper=shopper, product_id=product.pk, rating=1)
    write_review(shopper=shopper, product_id=product.pk, rating=4, text="Better now.")
    assert rating_of(product) == (Decimal("4.00"), 1)
    assert reviews_of(product, shopper=shopper).get().text == "Better now."
    assert Event.objects.filter(kind="review").count() == 1


def test_who_bought_it_is_verified():
    product, buyer, other = ProductFactory(), member(), member()
    OrderLineFactory(order=OrderFactory(account=buyer.account), product=product)
    assert write_review(shopper=buyer, product_id=product.pk, rating=5).is_verified
    assert not write_review(shopper=other, product_id=product.pk, rating=5).is_verified


def test_a_canceled_order_verifies_nothing():
    product, buyer = ProductFactory(), member()
    OrderLineFactory(order=OrderFactory(account=buyer.account, status="canceled"), product=product)
    assert not write_review(shopper=buyer, product_id=product.pk, rating=5).is_verified


def test_a_review_loses_its_mark_with_the_last_order_that_holds_the_product():
    product, buyer, other = ProductFactory(), member(), member()
    orders = [OrderFactory(account=buyer.account, product=product) for _ in range(2)]
    theirs = OrderFactory(account=other.account, product=product)
    reviews = [write_review(shopper=who, product_id=product.pk, rating=5) for who in (buyer, other)]
    marks = lambda: [Review.objects.get(pk=review.pk).is_verified for review in reviews]  # noqa: E731  as short as the others
    change_status(order=orders[0], to="canceled")
    assert marks() == [True, True]
    change_status(order=orders[1], to="canceled")
    assert marks() == [False, True]
    change_status(order=theirs, to="canceled")
    assert marks() == [False, False]


def test_a_hidden_review_does_not_count():
    product, first, second = ProductFactory(), member(), member()
    review = write_review(shopper=first, product_id=product.pk, rating=1)
    write_review(shopper=second, product_id=product.pk, rating=5)
    set_review_status(review_id=review.pk, status="hidden")
    set_review_status(review_id=review.pk, status="hidden")
    assert rating_of(product) == (Decimal("5.00"), 1)
    write_review(shopper=first, product_id=product.pk, rating=3)
    assert rating_of(product) == (Decimal("5.00"), 1), "changing a hidden review leaves it hidden"
    set_review_status(review_id=review.pk, status="published")
    assert rating_of(product) == (Decimal("4.00"), 2)


def test_a_removed_review_leaves_no_trace_in_the_rating():
    product, shopper = ProductFactory(), member()
    review = write_review(shopper=shopper, product_id=product.pk, rating=3)
    remove_review(shopper=shopper, review_id=review.pk)
    assert rating_of(product) == (None, 0)
    with pytest.raises(NotFound):
        remove_review(shopper=shopper, review_id=review.pk)


def test_a_review_is_removed_and_changed_by_its_writer_only():
    product, shopper = ProductFactory(), member()
    review = write_review(shopper=shopper, product_id=product.pk, rating=3, text="Fine.")
    for other in (member(), guest()):
        with pytest.raises(NotFound):
            remove_review(shopper=other, review_id=review.pk)
        with pytest.raises(NotFound):
            change_review(shopper=other, review_id=review.pk, rating=1)
    change_review(shopper=shopper, review_id=review.pk, rating=5)
    assert rating_of(product) == (Decimal("5.00"), 1)
    review.refresh_from_db()
    assert review.text == "Fine."


def test_a_hidden_review_cannot_be_deleted_and_written_anew():
    product, shopper = ProductFactory(), member()
    review = write_review(shopper=shopper, product_id=product.pk, rating=3)
    set_review_status(review_id=review.pk, status="hidden")
    with pytest.raises(Conflict):
        remove_review(shopper=shopper, review_id=review.pk)
    write_review(shopper=shopper, product_id=product.pk, rating=3, text="Once more.")
    assert rating_of(product) == (None, 0)


@pytest.mark.parametrize(("rating", "text"), [(0, ""), (6, ""), (3, "x" * 4001)])
def test_senseless_reviews_are_refused(rating, text):
    product, shopper = ProductFactory(), member()
    with pytest.raises(InvalidInput):
        write_review(shopper=shopper, product_id=product.pk, rating=rating, text=text)
    assert not Review.objects.exists()


def test_guests_are_asked_to_sign_in():
    with pytest.raises(Forbidden):
        write_review(shopper=guest(), product_id=ProductFactory().pk, rating=5)
