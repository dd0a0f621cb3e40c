import pytest

from config.errors import Conflict, NotFound
from shop.models import HelpfulVote, Review
from shop.reviews.services import set_review_status, write_review
from shop.reviews.voting import merge_guest_votes, take_back_vote, vote_helpful
from shop.shopper import Shopper
from tests.concurrency import at_once
from tests.factories.cart import guest, member
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def review_of(shopper: Shopper | None = None, *, rating: int = 4) -> Review:
    return write_review(shopper=shopper or member(), product_id=ProductFactory().pk, rating=rating)


def count_of(review: Review, shopper: Shopper) -> tuple[int, bool]:
    counted = Review.objects.with_votes(shopper.owner).get(pk=review.pk)
    return counted.helpful_count, counted.is_helpful_to_me


def test_members_and_guests_have_one_vote_each_and_can_take_it_back():
    review, someone, visitor = review_of(), member(), guest()
    for shopper in (someone, someone, visitor, visitor):
        vote_helpful(shopper=shopper, review_id=review.pk)
    assert count_of(review, visitor) == (2, True)
    take_back_vote(shopper=visitor, review_id=review.pk)
    take_back_vote(shopper=visitor, review_id=review.pk)
    assert count_of(review, visitor) == (1, False)
    assert count_of(review, someone) == (1, True)


def test_nobody_votes_for_the_own_review():
    writer = member()
    review = review_of(writer)
    with pytest.raises(Conflict):
        vote_helpful(shopper=writer, review_id=review.pk)


def test_a_hidden_review_takes_no_votes():
    review = review_of()
    set_review_status(review_id=review.pk, status="hidden")
    with pytest.raises(NotFound):
        vote_helpful(shopper=guest(), review_id=review.pk)


def test_a_guests_votes_become_the_members_but_not_twice_and_not_for_the_own_review():
    visitor, someone = guest(), member()
    other, both, own = review_of(), review_of(), review_of(someone)
    for review in (other, both, own):
        vote_helpful(shopper=visitor, review_id=review.pk)
    vote_helpful(shopper=someone, review_id=both.pk)
    merge_guest_votes(visitor_id=visitor.visitor_id, account=someone.account)
    votes = HelpfulVote.objects.values_list("review", "account", "visitor_id")
    assert sorted(votes) == sorted((review.pk, someone.account.pk, None) for review in (other, both))


@pytest.mark.django_db(transaction=True)
def test_many_votes_at_once_are_counted_once_for_each_shopper():
    review, shoppers = review_of(), [guest(), guest(), member()]
    votes = [lambda s=s: vote_helpful(shopper=s, review_id=review.pk) for s in shoppers for _ in range(2)]
    assert at_once(votes) == [review] * 6
    assert count_of(review, shoppers[0]) == (3, True)
