"""Who comes to the shop, on one page: the segments beside each other, and who moved between them."""

from datetime import datetime

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.charts import Chart, Series
from config.figures import Figure
from recommender.insights.models import Segment, SegmentSet
from recommender.insights.selectors import Move, moves_of, value_shares

PERMISSION = "recommender.view_segment"


@require_safe
def segment_overview(request: HttpRequest, site: AdminSite) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    segments = list(Segment.objects.newest().select_related("made_in"))
    made = segments[0].made_in if segments else None
    moves = moves_of(made)
    context = site.each_context(request) | {
        "title": _("Who comes"),
        "made": made,
        "figures": _figures(made, segments),
        "charts": [_sizes(segments), _hours(segments)] if segments else [],
        "segments": segments,
        "moves": moves,
        "moved": _moved(moves),
        "before": datetime.fromisoformat(made.moves["before"]) if made and made.moves else None,
    }
    return render(request, "admin/people/segments.html", context)


def _figures(made: SegmentSet | None, segments: list[Segment]) -> list[Figure]:
    if made is None:
        return []
    buyers = sum(segment.buyers for segment in segments)
    value = sum(segment.size * segment.means["value"] for segment in segments)
    return [
        Figure(_("Visitors in segments"), made.visitors),
        Figure(_("Segments"), len(segments)),
        Figure(_("Of these bought something"), 100 * buyers / max(made.visitors, 1), unit="%", digits=1),
        Figure(_("Bought for, per visitor"), value / max(made.visitors, 1), digits=2),
    ]


def _sizes(segments: list[Segment]) -> Chart:
    total = sum(segment.size for segment in segments) or 1
    return Chart(
        id="sizes",
        title=_("Size and value"),
        note=_("Which share of the visitors a segment is, and which share of all purchases it paid for."),
        labels=[str(segment) for segment in segments],
        series=[
            Series(_("of visitors"), [100 * segment.size / total for segment in segments]),
            Series(_("of purchases"), value_shares(segments)),
        ],
        kind="bar",
        x_title=_("segment"),
        y_title=_("share"),
        unit="%",
        digits=1,
    )


def _hours(segments: list[Segment]) -> Chart:
    return Chart(
        id="hours",
        title=_("When they come"),
        labels=[str(hour) for hour in range(24)],
        series=[Series(str(segment), [100 * share for share in segment.hours]) for segment in segments],
        x_title=_("hour of the day (UTC)"),
        y_title=_("share of the segment's events"),
        unit="%",
        digits=1,
    )


def _moved(moves: list[Move]) -> Chart | None:
    """Where everyone came from, as a heat map: rows are segments of the night before."""
    if not moves:
        return None
    ends = {move.to_said: None for move in moves}
    starts = {move.from_said: None for move in moves}
    count = {(move.from_said, move.to_said): move.visitors for move in moves}
    return Chart(
        id="moves",
        title=_("Moves since the night before"),
        note=_(
            "Numbers are given anew each night; the largest number of a row tells which segment is the same."
        ),
        labels=list(ends),
        series=[Series(start, [count.get((start, end), 0) for end in ends]) for start in starts],
        kind="heat",
        x_title=_("from \\ to"),
        y_title=_("visitors"),
    )
