from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from recommender.insights.product_page import views as product_page
from recommender.rules.models import BusinessRule
from recommender.rules.states import RuleState, state_of

COLORS = {
    RuleState.ACTS: "success",
    RuleState.PLANNED: "info",
    RuleState.OVER: "",
    RuleState.NOT_SOLD: "warning",
}


@admin.register(BusinessRule)
class BusinessRuleAdmin(ModelAdmin):
    """What people decide about recommendations. It acts on the very next page."""

    list_display = ("what", "kind", "where", "moves", "starts_at", "ends_at", "state", "note")
    list_filter = ("kind", "placement")
    list_select_related = ("product", "category")
    list_per_page = 50
    search_fields = ("product__title", "product__slug", "category__name", "note")
    autocomplete_fields = ("product", "category")
    actions = ("end_now",)
    fieldsets = (
        (
            None,
            {"fields": (("kind", "placement"), ("product", "category"), ("position", "places"))},
        ),
        (gettext_lazy("Period and reason"), {"fields": ("starts_at", "ends_at", "note")}),
    )

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [
            path("product/<int:product_id>/", inside(product_page.product), name="recommender_product"),
            path(
                "product/<int:product_id>/known/",
                inside(product_page.known),
                name="recommender_product_known",
            ),
            *super().get_urls(),
        ]

    @display(description=gettext_lazy("about"), ordering="product__title")
    def what(self, rule: BusinessRule) -> str:
        return str(rule.product or rule.category)

    @display(description=gettext_lazy("placement"), ordering="placement")
    def where(self, rule: BusinessRule) -> str:
        return rule.get_placement_display() or _("everywhere")

    @display(description=gettext_lazy("position or places"))
    def moves(self, rule: BusinessRule) -> str:
        if rule.position:
            return str(rule.position)
        return {"boost": f"↑ {rule.places}", "bury": f"↓ {rule.places}"}.get(rule.kind, "")

    @display(description=gettext_lazy("state"), label=COLORS)
    def state(self, rule: BusinessRule):
        found = state_of(rule, now=timezone.now())
        return found, found.label

    @action(description=gettext_lazy("End now"), permissions=["change"])
    def end_now(self, request: HttpRequest, queryset: QuerySet[BusinessRule]) -> None:
        """Kept with its note, in place of being deleted. What has not begun yet cannot end."""
        now = timezone.now()
        ended = 0
        for rule in queryset.acting(at=now):
            rule.ends_at = now
            rule.save(update_fields=["ends_at"])
            self.log_change(request, rule, _("Ended."))
            ended += 1
        said = ngettext("%(count)d rule ended.", "%(count)d rules ended.", ended) % {"count": ended}
        self.message_user(request, said, messages.SUCCESS if ended else messages.WARNING)
