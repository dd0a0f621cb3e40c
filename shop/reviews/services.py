"""Writing, changing and moderating reviews. The product's rating moves with them, in the same transaction."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import Conflict, Forbidden, InvalidInput, NotFound
from recommender.services import record_event
from shop.catalog.models import Product
from shop.catalog.services import change_rating
from shop.orders.models import Order, OrderLine
from shop.reviews.models import Review
from shop.shopper import Shopper

MAX_TEXT = 4000


@transaction.atomic
def write_review(*, shopper: Shopper, product_id: int, rating: int, text: str = "") -> Review:
    """A member's one review of a product: written the first time, changed after that."""
    if shopper.account is None:
        raise Forbidden(_("Please sign in to write a review."))
    if rating not in range(1, 6):
        raise InvalidInput(_("Give one to five stars."), fields={"rating": [_("Give one to five stars.")]})
    if len(text) > MAX_TEXT:
        sentence = _("A review may have up to %(count)d characters.") % {"count": MAX_TEXT}
        raise InvalidInput(sentence, fields={"text": [sentence]})
    if not Product.objects.filter(pk=product_id).exists():
        raise NotFound(_("We do not have this product."))
    review, before = _keep(shopper, product_id, rating, text.strip())
    if review.status == Review.Status.PUBLISHED:
        change_rating(product_id=product_id, added=rating, removed=before)
    if before is None:
        record_event(shopper.visitor, "review", product_id=product_id, rating=rating)
    return review


def _keep(shopper: Shopper, product_id: int, rating: int, text: str) -> tuple[Review, int | None]:
    """The stored review, and the stars it had before. A second request at the same time waits for the first."""
    mine = {"product_id": product_id, "account": shopper.account}
    facts = {"rating": rating, "text": text, "is_verified": has_bought(shopper, product_id)}
    review, is_new = Review.objects.get_or_create(**mine, defaults=facts)
    if is_new:
        return review, None
    review = Review.objects.select_for_update().get(pk=review.pk)
    before = review.rating
    for name, value in facts.items():
        setattr(review, name, value)
    review.save()
    return review, before


@transaction.atomic
def set_review_status(*, review_id: int, status: str) -> None:
    """Hide or publish; a hidden review does not count for the rating."""
    review = Review.objects.select_for_update().get(pk=review_id)
    if review.status == status:
        return
    review.status = Review.Status(status)
    review.save(update_fields=["status", "updated_at"])
    published = review.status == Review.Status.PUBLISHED
    change_rating(
        product_id=review.product_id,
        added=review.rating if published else None,
        removed=None if published else review.rating,
    )


@transaction.atomic
def change_review(
    *, shopper: Shopper, review_id: int, rating: int | None = None, text: str | None = None
) -> Review:
    """One's own, by its number; None leaves as it is."""
    review = own_review(shopper, review_id)
    return write_review(
        shopper=shopper,
        product_id=review.product_id,
        rating=review.rating if rating is None else rating,
        text=review.text if text is None else text,
    )


@transaction.atomic
def remove_review(*, shopper: Shopper, review_id: int) -> None:
    """One's own. That something was rated stays in the behavior log."""
    review = own_review(shopper, review_id, locked=True)
    if review.is_hidden:
        # Else it could be written anew, and would be published again.
        raise Conflict(
            _("A moderator has hidden this review, so it cannot be deleted. You can change its words.")
        )
    change_rating(product_id=review.product_id, added=None, removed=review.rating)
    review.delete()


def own_review(shopper: Shopper, review_id: int, *, locked: bool = False) -> Review:
    rows = Review.objects.select_for_update() if locked else Review.objects.all()
    review = rows.filter(pk=review_id, account=shopper.account).first() if shopper.account else None
    if review is None:
        raise NotFound(_("You have not written this review."))
    return review


@transaction.atomic
def remove_reviews(*, account: User) -> None:
    """All that somebody wrote who leaves. Products in order, so that two who leave do not wait in a circle."""
    for review in Review.objects.select_for_update().filter(account=account).order_by("product_id"):
        if review.status == Review.Status.PUBLISHED:
            change_rating(product_id=review.product_id, added=None, removed=review.rating)
        review.delete()


def has_bought(shopper: Shopper, product_id: int) -> bool:
    return _bought_lines().filter(order__account=shopper.account, product=product_id).exists()


def recheck_purchases(*, account: User | None, product_ids: Collection[int]) -> None:
    """After an order was canceled: reviews of what it held stay marked as bought only where another order holds it."""
    lines = _bought_lines().filter(order__account=OuterRef("account"), product=OuterRef("product"))
    marked = Review.objects.filter(account=account, product__in=product_ids, is_verified=True)
    marked.exclude(Exists(lines)).update(is_verified=False)


def _bought_lines() -> QuerySet[OrderLine]:
    return OrderLine.objects.exclude(order__status=Order.Status.CANCELED)
