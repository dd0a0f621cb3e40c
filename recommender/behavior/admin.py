from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from config.admin import ReadOnlyAdmin, link_to, with_recommender
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.insights.person import views as person


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The behavior log, the latest first."""

    list_display = (
        "occurred_at",
        "kind",
        "product_id",
        "query",
        "quantity",
        "rating",
        "visitor",
        "slate_id",
        "position",
    )
    list_filter = ("kind", ("occurred_at", RangeDateTimeFilter), "visitor__is_simulated")
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("visitor",)
    ordering = ("-pk",)
    search_fields = ("=visitor__id", "=product_id", "query")
    search_help_text = "A visitor id, a product id, or search words"


@admin.register(Impression)
class ImpressionAdmin(ReadOnlyAdmin):
    list_display = ("seen_at", "slate", "position", "product_id", "visitor")
    list_filter = ("slate__placement", ("seen_at", RangeDateTimeFilter))
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("slate", "visitor")
    ordering = ("-pk",)


@admin.register(Slate)
class SlateAdmin(ReadOnlyAdmin):
    list_display = ("served_at", "placement", "source", "model_version", "visitor")
    list_filter = ("placement", "source", ("served_at", RangeDateTimeFilter))
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("visitor", "model_version")
    ordering = ("-served_at",)


@admin.register(Visitor)
class VisitorAdmin(ReadOnlyAdmin):
    list_display = ("id", "account", "segment", "is_simulated", "created_at")
    list_filter = ("is_simulated", ("membership__segment", admin.RelatedOnlyFieldListFilter))
    list_per_page = 50
    list_select_related = ("account", "membership__segment")
    ordering = ("-created_at",)
    search_fields = ("=id", "account__email")

    readonly_fields = ("recommender",)

    def get_fieldsets(self, request: HttpRequest, obj: Visitor | None = None) -> list:
        facts = [
            (None, {"fields": ("id", "account", "is_simulated", "allows_personalization", "created_at")})
        ]
        return with_recommender(request, obj, facts, right=person.PERMISSION)

    @display(description=_("what is recommended, and why"))
    def recommender(self, visitor: Visitor):
        return link_to(
            reverse("admin:recommender_visitor_why", args=[visitor.pk]), _("Why do they see this?")
        )

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("why/", inside(person.find), name="recommender_visitor_find"),
            path("<uuid:visitor_id>/why/", inside(person.why), name="recommender_visitor_why"),
            path("<uuid:visitor_id>/sequence/", inside(person.sequence), name="recommender_visitor_sequence"),
            *super().get_urls(),
        ]

    @display(description=_("segment"), ordering="membership__segment__number")
    def segment(self, visitor: Visitor):
        """Whoever was not here for long is in none."""
        membership = getattr(visitor, "membership", None)
        return membership.segment if membership else None


@admin.register(VisitSession)
class VisitSessionAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "visitor", "device", "source")
    list_filter = ("device", ("started_at", RangeDateTimeFilter))
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("visitor",)
    ordering = ("-started_at",)


@admin.register(Dismissal)
class DismissalAdmin(ReadOnlyAdmin):
    list_display = ("at", "visitor", "product_id")
    list_select_related = ("visitor",)
    ordering = ("-at",)
