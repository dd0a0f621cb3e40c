"""How the recommender does, on one page."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.figures import Figure
from recommender import catalog
from recommender.behavior.models import Placement
from recommender.evaluation.models import GateDecision
from recommender.insights.health import charts, selectors
from recommender.insights.health.selectors import Shown
from recommender.insights.traffic.days import DAY, day_of
from recommender.training.models import ModelVersion

PERMISSION = "recommender.view_health"
OPERATE = "recommender.change_modelversion"
DAYS = 28
VERSIONS = 30
DECISIONS = 8


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    now = timezone.now()
    today = day_of(now, timezone.get_default_timezone())
    span = (today - timedelta(days=DAYS - 1), today)
    live, days = selectors.live(), selectors.shown_by_day(*span)
    sellable = catalog.count_sellable()
    pages, mails = selectors.shown_by_placement(*span)
    context = admin.site.each_context(request) | {
        "title": _("The recommender's health"),
        "live": live,
        "figures": _figures(live, days.get(today - DAY), days.get(today - 8 * DAY), sellable, now),
        "may_operate": request.user.has_perm(OPERATE),
        "has_shown": any(shown.impressions or shown.slates for shown in days.values()),
        "day_count": DAYS,
        "day_chart": charts.by_day(days, sellable),
        "placements": charts.by_placement(pages),
        "mails": [(Placement(name).label, sent) for name, sent in mails.items()],
        "currency": settings.CURRENCY,
        "positions": charts.by_position(selectors.shown_by_position(*span)),
        "versions": charts.versions_chart(ModelVersion.objects.defer("run")[:VERSIONS]),
        "ages": charts.ages_chart(selectors.list_ages(now)),
        "queues": selectors.queue_lengths(),
        "decisions": GateDecision.objects.select_related("challenger", "champion")[:DECISIONS],
        **_training(),
    }
    return render(request, "admin/health/page.html", context)


@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """The part that the page asks for again while a training runs."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return render(request, "admin/health/training.html", _training())


def _training() -> dict:
    run = selectors.newest_run()
    return {"run": run, "curve": charts.curve_chart(run) if run else None}


def _figures(live, yesterday: Shown | None, week_ago: Shown | None, sellable: int, now) -> list[Figure]:
    yesterday, week_ago = yesterday or Shown(), week_ago or Shown()
    answered, median, slowest = selectors.delays(now)
    then = {"compared_with": _("a week before"), "unit": "%", "digits": 2}
    deployment = live.deployment
    return [
        Figure(
            _("Live version"),
            text=str(deployment.version) if deployment else _("none"),
            note=_("live for %(time)s") % {"time": timesince(deployment.started_at, now)} if deployment else "",
        ),
        Figure(
            _("Trained"),
            text=_("%(time)s ago") % {"time": timesince(deployment.version.created_at, now)} if deployment else "–",
        ),
        Figure(_("Click-through rate, yesterday"), yesterday.ctr, before=week_ago.ctr, better="up", **then),
        Figure(_("Conversion, yesterday"), yesterday.conversion, before=week_ago.conversion, better="up", **then),
        Figure(_("Slates that fell back, yesterday"), yesterday.fallback, before=week_ago.fallback, better="down", **then),
        Figure(
            _("Catalog shown, yesterday"),
            selectors.percent(yesterday.products, sellable),
            unit="%",
            digits=1,
            note=_("of %(count)d products for sale") % {"count": sellable},
        ),
        Figure(_("Event to list, median"), median, unit="s", digits=2, note=_("of %(count)d in 24 hours") % {"count": answered}),
        Figure(_("Event to list, 99 of 100 within"), slowest, unit="s", digits=2),
    ]  # fmt: skip
