from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.ownership import Owned


class ReviewQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=Review.Status.PUBLISHED)

    def with_votes(self, owner: dict):
        """How many found each helpful, and whether this owner did. Counted anew, so no count can go astray."""
        votes = HelpfulVote.objects.filter(review=OuterRef("pk"))
        counted = votes.order_by().values("review").annotate(count=Count("pk")).values("count")
        return self.annotate(
            helpful_count=Coalesce(Subquery(counted), 0), is_helpful_to_me=Exists(votes.filter(**owner))
        )


class Review(models.Model):
    class Status(models.TextChoices):
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden by a moderator")

    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews", verbose_name=_("product"))
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="reviews",
        verbose_name=_("account"),
    )
    rating = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("text"), max_length=4000, blank=True)
    is_verified = models.BooleanField(_("verified purchase"), default=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PUBLISHED)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "account"], name="review_once_for_member_and_product"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="review_rating_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.rating}★"

    @property
    def is_hidden(self) -> bool:
        return self.status == self.Status.HIDDEN


class HelpfulVote(Owned):
    """A shopper, member or guest, found a review helpful: the row is the vote, and taking it back deletes it.

    A guest's stays when the guest is long gone: without its visitor it says nothing of anybody, and the review would lose it.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="helpful_votes", verbose_name=_("review"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("helpful vote")
        verbose_name_plural = _("helpful votes")
        constraints = [
            models.CheckConstraint(condition=Owned.has_owner(), name="helpful_vote_has_owner"),
            models.UniqueConstraint(fields=["review", "account"], name="helpful_vote_once_for_account"),
            models.UniqueConstraint(
                fields=["review", "visitor_id"],
                condition=Q(account=None),
                name="helpful_vote_once_for_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id or self.visitor_id}: {self.review_id}"
