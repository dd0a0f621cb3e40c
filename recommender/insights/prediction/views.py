"""Single visitors, by how likely they buy. For those of the staff who may see people."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from config.charts import Chart, Series
from config.figures import Figure
from recommender.insights.prediction.models import PurchasePrediction
from recommender.insights.prediction.selectors import likely_buyers, newest_training

PERMISSION = "recommender.view_people"
SHOWN = 100
BINS = 10
HORIZON_NAMES = {"session": _("In this session"), "week": _("Within 7 days")}
NAMES = {
    "gru": _("recurrent network (serves)"),
    "base_rate": _("base rate"),
    "association_rules": _("association rules"),
    "decision_tree": _("decision tree"),
    "logistic_regression": _("logistic regression"),
    "gradient_boosting": _("gradient boosting"),
}


@require_safe
def people(request: HttpRequest, site: AdminSite) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    training = newest_training()
    problems = [
        (HORIZON_NAMES[horizon], found["problem"])
        for horizon, found in (training.outcome if training else {}).items()
        if found["problem"]
    ]
    context = site.each_context(request) | {
        "title": gettext("Likely buyers"),
        "training": training,
        "problems": problems,
        "figures": _figures(),
        "chart": _spread(),
        "likely": likely_buyers()[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "admin/people/predictions.html", context)


def _figures() -> list[Figure]:
    found = PurchasePrediction.objects.aggregate(
        many=Count("within_7_days"),
        buyers=Sum("within_7_days"),
        mean=Avg("within_7_days"),
        here=Count("within_session"),
    )
    mean = None if found["mean"] is None else 100 * found["mean"]
    return [
        Figure(_("Visitors asked about"), found["many"]),
        Figure(_("Expected buyers within 7 days"), found["buyers"], digits=1),
        Figure(_("Probability within 7 days, on average"), mean, unit="%", digits=1),
        Figure(_("Visits with a probability of their own"), found["here"]),
    ]


def _spread() -> Chart:
    counts = [0] * BINS
    for value in PurchasePrediction.objects.values_list("within_7_days", flat=True).exclude(
        within_7_days=None
    ):
        counts[min(int(value * BINS), BINS - 1)] += 1
    return Chart(
        id="spread",
        title=gettext("How likely visitors buy within 7 days"),
        labels=[f"{10 * place}–{10 * place + 10} %" for place in range(BINS)],
        series=[Series(gettext("visitors"), counts if any(counts) else ())],
        kind="bar",
        x_title=gettext("probability"),
        y_title=gettext("visitors"),
        empty=gettext("Nobody has been asked about yet."),
    )
