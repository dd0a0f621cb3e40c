"""Helpful votes. One row for each shopper and review, kept apart by the database: two tabs at once are one vote."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict, NotFound
from shop.reviews.models import HelpfulVote, Review
from shop.shopper import Shopper


def vote_helpful(*, shopper: Shopper, review_id: int) -> Review:
    review = _votable(review_id)
    if shopper.account and review.account_id == shopper.account.pk:
        raise Conflict(_("This is your own review."))
    HelpfulVote.objects.get_or_create(**shopper.owner, review=review)
    return review


def take_back_vote(*, shopper: Shopper, review_id: int) -> Review:
    review = _votable(review_id)
    HelpfulVote.objects.filter(**shopper.owner, review=review).delete()
    return review


@transaction.atomic
def merge_guest_votes(*, visitor_id: UUID, account: User) -> None:
    """The guest's votes become the account's, but for those on its own reviews."""
    guests = HelpfulVote.objects.filter(account=None, visitor_id=visitor_id)
    reviews = guests.exclude(review__account=account).order_by("review").values_list("review", flat=True)
    HelpfulVote.objects.bulk_create(
        [HelpfulVote(account=account, review_id=review_id) for review_id in reviews], ignore_conflicts=True
    )
    guests.delete()


def _votable(review_id: int) -> Review:
    review = Review.objects.published().select_related("product").filter(pk=review_id).first()
    if review is None:
        raise NotFound(_("This review is not there any more."))
    return review
