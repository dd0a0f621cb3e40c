"""Whether what serves keeps up with the shop, on one page."""

from datetime import datetime

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.charts import in_words
from config.figures import Figure
from recommender.insights.drift import charts, selectors
from recommender.insights.drift.models import UpdateCheck
from recommender.insights.drift.selectors import Fired, Span
from recommender.serving.deployment import live_version
from recommender.training.models import ModelVersion, TrainingRun

PERMISSION = "recommender.view_health"


@require_safe
def drift(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    now = timezone.now()
    live = live_version()
    days = selectors.measured_days()
    weeks, periods = selectors.by_week(days), selectors.by_period(days)
    first = next((str(row.version) for row in days if row.is_static), "")
    context = admin.site.each_context(request) | {
        "title": _("Drift"),
        "live": live,
        "figures": _figures(live, selectors.check_of(live), selectors.last_fired(), now) if live else [],
        "weeks": [(charts.day_name(week.first), week) for week in weeks],
        "week_charts": charts.week_charts(weeks, first),
        "has_cases": any(week.static.cases for week in weeks),
        "periods": [_period(number, period) for number, period in enumerate(periods, start=1)],
        "period_charts": charts.period_charts(periods, first),
        "least_days": selectors.PERIODS,
        "day_count": len({row.day for row in days if row.cases}),
        "is_standing_still": {row.version_id for row in days if not row.is_static}
        == {row.version_id for row in days if row.is_static},
        "troubles": sorted({trouble for week in weeks for trouble in week.troubles}),
    }
    return render(request, "admin/drift/page.html", context)


def _period(number: int, span: Span) -> tuple[str, str, Span]:
    return f"T{number}", f"{charts.day_name(span.first)} – {charts.day_name(span.last)}", span


def _figures(
    live: ModelVersion, check: UpdateCheck | None, fired: Fired | None, now: datetime
) -> list[Figure]:
    return [_state(check, now), _samples(check), _loss(live, check), _fired(fired, now)]


def _state(check: UpdateCheck | None, now: datetime) -> Figure:
    label = _("The trigger")
    if check is None:
        return Figure(
            label,
            text=_("has not looked yet"),
            note=_("It looks every quarter of an hour, not in the hours of the nightly training."),
        )
    rest = round(settings.UPDATE_RULES.rest / 60)
    return Figure(
        label,
        text=_("fires") if check.is_due else _("waits"),
        note=_("Looked %(time)s ago. Between two updates there are at least %(minutes)d minutes.")
        % {"time": timesince(check.checked_at, now), "minutes": rest},
    )


def _samples(check: UpdateCheck | None) -> Figure:
    threshold = in_words(settings.UPDATE_RULES.samples, 0)
    note = _("It fires at %(count)s.") % {"count": threshold}
    if check and not check.losses:
        note += " " + _("Counted in the log, not read: at most so many.")
    return Figure(_("New samples"), check.samples if check else None, note=note)


def _loss(live: ModelVersion, check: UpdateCheck | None) -> Figure:
    """Against the loss that the version had on the cases that judged it."""
    rules = settings.UPDATE_RULES
    note = _("It fires where it grew by %(percent)d %%.") % {"percent": round(100 * rules.loss_growth)}
    if live.held_out_loss is None:
        note = _("What serves has no loss: only networks have one.")
    elif check is None or check.losses < rules.samples_for_loss:
        note += " " + _("That takes %(count)s new samples.") % {"count": in_words(rules.samples_for_loss, 0)}
    return Figure(
        _("Loss on the new samples"),
        check.loss if check else None,
        digits=3,
        before=live.held_out_loss,
        compared_with=_("when it was judged"),
        better="down",
        note=note,
    )


def _fired(fired: Fired | None, now: datetime) -> Figure:
    label = _("The last update")
    if fired is None:
        return Figure(label, text=_("never"), note=_("No version has gone on learning yet."))
    ago = _("%(time)s ago") % {"time": timesince(fired.run.started_at, now)}
    return Figure(label, text=ago, note=f"{fired.run.reason} {_outcome(fired)}".strip())


def _outcome(fired: Fired) -> str:
    run, version, decision = fired.run, fired.version, fired.decision
    if run.status == TrainingRun.Status.FAILED:
        return _("It failed: %(error)s") % {"error": run.error}
    if version is None or decision is None:
        return _("It runs.")
    said = " ".join(decision.reasons)
    if decision.passed:
        return _("%(version)s passed the gate: %(reasons)s") % {"version": version, "reasons": said}
    return _("%(version)s was refused: %(reasons)s") % {"version": version, "reasons": said}
