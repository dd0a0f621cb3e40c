from functools import partial

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from config.charts import MISSING, in_percent
from recommender.insights.admin import table
from recommender.insights.prediction.models import PurchaseTraining
from recommender.insights.prediction.views import HORIZON_NAMES, NAMES, people

COLUMNS = ("accuracy", "precision", "recall", "F1", "PR-AUC", "base rate")


@admin.register(PurchaseTraining)
class PurchaseTrainingAdmin(ReadOnlyAdmin):
    """Each night's comparison; the newest one serves."""

    list_display = ("made_at", "session_said", "week_said", "seconds")
    list_display_links = ("made_at",)
    fields = (("made_at", "learned_until"), "compared", "reliable", "checkpoint", ("seed", "seconds"))
    readonly_fields = ("compared", "reliable")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(people, site=self.admin_site))
        return [path("people/", view, name="recommender_purchasetraining_people"), *super().get_urls()]

    @display(description=_("in this session: PR-AUC of the network"))
    def session_said(self, training: PurchaseTraining) -> str:
        return _in_short(training, "session")

    @display(description=_("within 7 days: PR-AUC of the network"))
    def week_said(self, training: PurchaseTraining) -> str:
        return _in_short(training, "week")

    @display(description=_("comparison"))
    def compared(self, training: PurchaseTraining):
        """All predictors on the same newest cases, a table for each question."""
        return format_html_join("", "<h2>{}</h2>{}<p>{}</p>", map(_comparison, training.outcome.items()))

    @display(description=_("calibration of the network"))
    def reliable(self, training: PurchaseTraining):
        return format_html_join("", "<h2>{}</h2>{}", map(_reliability, training.outcome.items()))


def _comparison(outcome: tuple[str, dict]) -> tuple:
    horizon, found = outcome
    if not found["results"]:
        return HORIZON_NAMES[horizon], "", found["problem"]
    head = ["", *COLUMNS, "Brier", "Brier (Platt)", "ECE"]
    rows = (
        (
            NAMES[row["predictor"]],
            *(in_percent(row["metrics"][column]) for column in COLUMNS),
            f"{row['metrics']['Brier']:.4f}",
            f"{row['calibrated']['platt']['Brier']:.4f}",
            f"{row['calibrated']['platt']['ECE']:.4f}",
        )
        for row in found["results"]
    )
    cases = found["results"][0]["cases"]
    said = _("Learned from {training} cases, chosen by {validation}, judged by the {test} newest.").format(
        **cases
    )
    return HORIZON_NAMES[horizon], table(head, rows), f"{said} {found['problem']}"


def _reliability(outcome: tuple[str, dict]) -> tuple:
    horizon, found = outcome
    if not found["results"]:
        return HORIZON_NAMES[horizon], found["problem"]
    rows = (
        (
            f"{in_percent(one['low'])} – {in_percent(one['high'])}",
            number_format(one["cases"]),
            in_percent(one["predicted"]),
            in_percent(one["observed"]),
        )
        for one in found["results"][0]["reliability"]["platt"]
    )
    return HORIZON_NAMES[horizon], table(["", _("cases"), _("promised on average"), _("bought")], rows)


def _in_short(training: PurchaseTraining, horizon: str) -> str:
    found = training.outcome.get(horizon, {"results": [], "problem": ""})
    if found["problem"] or not found["results"]:
        return found["problem"] or MISSING
    metrics = found["results"][0]["metrics"]
    return f"{in_percent(metrics['PR-AUC'])} ({_('base rate')} {in_percent(metrics['base rate'])})"
