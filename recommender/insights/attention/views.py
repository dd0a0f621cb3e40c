"""What the live model attends to."""

from collections.abc import Sequence

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from config.charts import Chart, Series
from recommender.behavior.models import EventKind
from recommender.insights.attention.models import AttentionReading
from recommender.insights.attention.sums import DAYS
from recommender.serving.deployment import live_version

PERMISSION = "recommender.view_health"
STAGE_NAMES = (gettext_lazy("early third"), gettext_lazy("middle third"), gettext_lazy("late third"))
Cells = dict[str, list[list[float]]]
"""By kind of event, for each column [events, attention, relative attention]."""


@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    version = live_version()
    reading = AttentionReading.objects.filter(version=version).first() if version else None
    context = admin.site.each_context(request) | {
        "title": _("Attention"),
        "version": version,
        "reading": reading,
        "charts": charts(reading) if reading and reading.histories else [],
    }
    return render(request, "admin/attention/page.html", context)


def charts(reading: AttentionReading) -> list[Chart]:
    days = [day_name(*span) for span in DAYS]
    return [
        _shares(
            "kinds",
            _("By kind of event"),
            [EventKind(kind).label for kind in reading.by_day],
            [_summed(columns) for columns in reading.by_day.values()],
            x_title=_("Kind of event"),
        ),
        _heat("stages", _("By kind and part of the history"), STAGE_NAMES, reading.by_stage),
        _shares(
            "days",
            _("By past day"),
            days,
            [_summed(column) for column in zip(*reading.by_day.values(), strict=True)],
            x_title=_("Days before the latest event"),
        ),
        _heat("kind-days", _("By kind and past day"), days, reading.by_day),
    ]


def day_name(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)d and more") % {"first": first}
    return str(first) if first == last else f"{first}–{last}"


def _shares(
    key: str, title: str, labels: Sequence, sums: Sequence[Sequence[float]], *, x_title: str
) -> Chart:
    """Where a part gets more attention than its share of events, the model looks there."""
    events, told = (sum(row[column] for row in sums) for column in (0, 1))
    return Chart(
        id=f"attention-{key}",
        title=title,
        kind="bar",
        labels=labels,
        series=[
            Series(_("Share of events"), [_percent(row[0], events) for row in sums], is_reference=True),
            Series(_("Share of attention"), [_percent(row[1], told) for row in sums]),
        ],
        y_title=_("Share"),
        x_title=x_title,
        unit="%",
        digits=1,
    )


def _heat(key: str, title: str, columns: Sequence[str | Promise], cells: Cells) -> Chart:
    return Chart(
        id=f"attention-{key}",
        title=title,
        kind="heat",
        labels=columns,
        series=[
            Series(EventKind(kind).label, [cell[2] / cell[0] if cell[0] else None for cell in row])
            for kind, row in cells.items()
        ],
        y_title=_("Attention of an event; 1 is an even share of its history"),
        digits=2,
    )


def _summed(cells: Sequence[Sequence[float]]) -> list[float]:
    return [sum(values) for values in zip(*cells, strict=True)]


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None
