"""The page that tells what an experiment has found, and its numbers as a file."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.charts import MISSING, in_percent, in_words
from config.csv_files import csv_file
from config.figures import Figure
from recommender.experiments.choices import ExperimentKind, Metric
from recommender.experiments.models import ArmPeriod, Experiment
from recommender.insights.experiment_result import charts, verdict
from recommender.insights.experiment_result.comparison import Guarded, Span
from recommender.insights.experiment_result.results import ArmResult, Result
from recommender.insights.experiment_result.tables import rows

PERMISSION = "recommender.view_experiment"


@require_safe
def result(request: HttpRequest, object_id: int, site: AdminSite) -> HttpResponse:
    experiment = _experiment(request, object_id)
    context = site.each_context(request) | {
        "title": _("Result of “%(name)s”") % {"name": experiment.name},
        "experiment": experiment,
        "may_ship": request.user.has_perm("recommender.change_experiment"),
    }
    if experiment.started_at:
        found = _result(experiment)
        context |= _told(found)
        if experiment.kind == ExperimentKind.INTERLEAVING:
            context |= _interleaved(found)
        elif experiment.kind == ExperimentKind.BANDIT:
            context |= _sampled(found)
    return render(request, "admin/experiment_result/page.html", context)


@require_safe
def table(request: HttpRequest, object_id: int) -> StreamingHttpResponse:
    """What it has found so far, as CSV."""
    found = _result(_experiment(request, object_id))
    return csv_file(
        list(rows(found)), name=f"experiment-{found.experiment.pk}-{found.now.date().isoformat()}"
    )


def _experiment(request: HttpRequest, object_id: int) -> Experiment:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Experiment.objects.prefetch_related("arms__version", "guardrails"), pk=object_id)


def _result(experiment: Experiment) -> Result:
    return Result(experiment, timezone.now(), timezone.get_default_timezone())


def _told(found: Result) -> dict:
    experiment, primary = found.experiment, found.experiment.primary_metric
    split = experiment.kind == ExperimentKind.SPLIT
    sentences = []
    if found.is_trusted:
        for one in found.of_arms:
            if one.comparisons:
                comparison = one.comparisons[primary]
                sentences += verdict.sentences_of(
                    experiment, found.control, one.arm, comparison, metric=primary
                )
        sentences += verdict.on_guardrails(found.guarded)
    rivals = len(found.rivals)
    return {
        "alarm": verdict.alarm_of(found.sample_ratio),
        "breakages": verdict.breakages_of(experiment, found.arms, left_out=found.left_out),
        "notes": verdict.notes_of(experiment, found.arms, crossed=found.crossed if split else 0),
        "sentences": list(dict.fromkeys(sentences)),
        "winner": found.winner,
        "figures": _figures(found),
        "metrics": [_table(found, metric) for metric in Metric] if split else [],
        "guardrails": [_guarded(*facts) for facts in found.guarded],
        "exposed": charts.exposed_by_day(found.found, found.arms) if split else None,
        "lifts": [
            charts.lift_by_day(experiment, found.found, found.control, arm, rivals=rivals)
            for arm in found.rivals
        ],
    }


def _figures(found: Result) -> list[Figure]:
    tiles = [
        Figure(_("State"), text=found.experiment.state.label),
        Figure(_("Days"), (found.until - found.experiment.started_at).total_seconds() / 86_400, digits=1),
    ]
    if found.experiment.kind == ExperimentKind.SPLIT:
        ratio = MISSING if found.sample_ratio is None else f"p = {in_words(found.sample_ratio, 3)}"
        tiles += [
            Figure(_("Visitors who saw an arm"), sum(found.found.visitors(arm) for arm in found.arms)),
            Figure(_("Sample ratio"), text=ratio),
        ]
    return tiles


def _table(found: Result, metric: Metric) -> dict:
    return {
        "name": metric.label,
        "is_primary": metric == found.experiment.primary_metric,
        "rows": [_row(one, metric) for one in found.of_arms],
    }


def _row(one: ArmResult, metric: Metric) -> dict:
    comparison = one.comparisons.get(metric)
    rate = one.rates[metric]
    return {
        "arm": one.arm,
        "visitors": one.visitors,
        "rate": _money(rate) if metric == Metric.REVENUE else in_percent(rate, 2),
        "lift": _said(comparison.at_any_look, "value") if comparison else "",
        "any_look": _said(comparison.at_any_look) if comparison else "",
        "one_look": _said(comparison.at_the_planned_look) if comparison else "",
    }


def _money(amount: float | None) -> str:
    return MISSING if amount is None else f"{in_words(amount, 2)}\N{NO-BREAK SPACE}{settings.CURRENCY}"


def _said(span: Span | None, part: str = "") -> str:
    if span is None:
        return MISSING
    return verdict.signed(span.value) if part else verdict.between(span)


def _guarded(rail, arm, guarded: Guarded) -> dict:
    words = {True: _("holds"), False: _("broken"), None: _("not known yet")}
    return {
        "metric": rail.get_metric_display(),
        "loss": verdict.signed(-rail.largest_loss),
        "arm": arm.name,
        "state": words[guarded.holds],
        "span": _said(guarded.span),
    }


def _interleaved(found: Result) -> dict:
    """Which of the two rankers the clicks prefer."""
    told = found.preference
    if told is None:
        return {}
    names = {"arm": found.rival.name, "control": found.control.name}
    if told.span is None:
        sentence = _(
            "Which of “%(arm)s” and “%(control)s” is preferred cannot be said yet: too few visitors have clicked."
        )
    elif told.span[0] > 1 / 2:
        sentence = _(
            "Clicks prefer “%(arm)s” to “%(control)s”: it wins %(share)s of the slates that were clicked."
        )
    elif told.span[1] < 1 / 2:
        sentence = _(
            "Clicks prefer “%(control)s” to “%(arm)s”, which wins %(share)s of the slates that were clicked."
        )
    else:
        sentence = _(
            "Clicks do not tell “%(arm)s” from “%(control)s” yet: it wins %(share)s of the slates that were clicked."
        )
    low, high = told.span or (None, None)
    return {
        "sentences": [sentence % (names | {"share": in_percent(told.share.value)})],
        "preference": told,
        "preferred": in_percent(told.share.value if told.visitors else None),
        "preference_span": f"{in_percent(low)} – {in_percent(high)}" if told.span else MISSING,
    }


def _sampled(found: Result) -> dict:
    """Thompson sampling: how likely each arm is the best, by the slates that were seen."""
    best = max(found.sampled, key=lambda one: one.best)
    sentence = _("“%(arm)s” is the best arm with a probability of %(chance)s.")
    if not any(one.seen for one in found.sampled):
        sentence = _("No slate was seen yet, so every arm may be the best.")
    return {
        "sentences": [sentence % {"arm": best.arm.name, "chance": in_percent(best.best)}],
        "sampled": [
            {
                "arm": one.arm,
                "seen": one.seen,
                "clicked": one.clicked,
                "rate": in_percent(one.rate),
                "best": in_percent(one.best),
            }
            for one in found.sampled
        ],
        "shares": charts.shares_over_time(
            list(ArmPeriod.objects.filter(arm__experiment=found.experiment)), found.arms
        ),
    }
