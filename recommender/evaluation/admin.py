from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from recommender.evaluation.models import GateDecision
from recommender.training.admin import metrics_table


@admin.register(GateDecision)
class GateDecisionAdmin(ReadOnlyAdmin):
    list_display = ("decided_at", "challenger", "champion", "passed", "why")
    list_filter = ("passed",)
    list_select_related = ("challenger", "champion")
    fields = ("decided_at", "challenger", "champion", "passed", "why", "measured")
    readonly_fields = ("why", "measured")

    @display(description=_("why"))
    def why(self, decision: GateDecision) -> str:
        return " ".join(decision.reasons)

    @display(description=_("metrics"))
    def measured(self, decision: GateDecision):
        return metrics_table(decision.metrics)
