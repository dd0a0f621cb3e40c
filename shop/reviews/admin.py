from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from config.admin import ActingAdmin, act
from shop.reviews.models import Review
from shop.reviews.services import set_review_status


@admin.register(Review)
class ReviewAdmin(ActingAdmin):
    list_display = ("product", "rating", "beginning", "account", "is_verified", "state", "created_at")
    list_filter = ("status", "rating", "is_verified")
    list_select_related = ("product", "account")
    search_fields = ("text", "product__title", "account__email")
    list_per_page = 50
    actions = ("hide", "publish")
    actions_submit_line = ("hide_this", "publish_this")

    @display(description=_("text"))
    def beginning(self, review: Review) -> str:
        return review.text[:80]

    @display(description=_("status"), ordering="status", label={"published": "success", "hidden": "danger"})
    def state(self, review: Review) -> tuple[str, str]:
        return review.status, review.get_status_display()

    @admin.action(description=_("Hide"), permissions=["change"])
    def hide(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._set(request, reviews, Review.Status.HIDDEN)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        self._set(request, reviews, Review.Status.PUBLISHED)

    @action(description=_("Hide"), permissions=["change"])
    def hide_this(self, request: HttpRequest, review: Review) -> None:
        self._set(request, [review], Review.Status.HIDDEN)

    @action(description=_("Publish"), permissions=["change"])
    def publish_this(self, request: HttpRequest, review: Review) -> None:
        self._set(request, [review], Review.Status.PUBLISHED)

    def _set(self, request: HttpRequest, reviews, status: str) -> None:
        def moderate(review: Review) -> None:
            set_review_status(review_id=review.pk, status=status)

        moderate.label = Review.Status(status).label
        act(self, request, reviews, moderate)
