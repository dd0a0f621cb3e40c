from collections.abc import Iterable
from functools import partial

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from config.charts import in_percent
from recommender.behavior.models import EventKind
from recommender.insights.models import Segment
from recommender.insights.views import segment_overview

ATTRIBUTES = {
    "browse": _("views and clicks"),
    "favorite": _("favorites"),
    "cart": _("additions to the cart"),
    "repurchase": _("orders after the first"),
    "review": _("reviews"),
    "days_since_last": _("days since the last event"),
    "value": _("value of purchases"),
}
MOST = 3  # of anything, in one cell of the list
BLOCK = 3  # hours that are one row
EMPTY = mark_safe("<td></td>")  # over the names of rows stands nothing


def level(deviations: float | None):
    """In words, how far a segment's mean lies from everyone's."""
    if deviations is None:
        return _("as everyone")
    if deviations > 0:
        return _("much more") if deviations > 1.5 else _("more")
    return _("much less") if deviations < -1.5 else _("less")


def table(head: Iterable, rows: Iterable[Iterable]):
    """A small table; the first cell of a row is its name."""
    return format_html(
        '<div class="plot__scroll" tabindex="0" role="group" aria-label="{}"><table class="metrics">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        _("figures"),
        format_html_join("", "{}", ((format_html("<th>{}</th>", name) if name else EMPTY,) for name in head)),
        format_html_join("", "<tr><th>{}</th>{}</tr>", ((name, _cells(cells)) for name, *cells in rows)),
    )


def _cells(cells: Iterable):
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in cells))


@admin.register(Segment)
class SegmentAdmin(ReadOnlyAdmin):
    """Who comes to the shop, as the last night saw it."""

    list_display = ("name", "size", "buying", "value", "likes_most", "comes", "differs")
    list_display_links = ("name",)
    list_select_related = ("made_in",)
    fields = (
        "name", ("size", "share", "simulated"), ("buyers", "buying"), "behavior", "likes", "does", "hours_of_day",
        "members", "why_so_many",
    )  # fmt: skip
    readonly_fields = (
        "name", "share", "buying", "behavior", "likes", "does", "hours_of_day", "members", "why_so_many",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(segment_overview, site=self.admin_site))
        return [path("overview/", view, name="recommender_segment_overview"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Segment]:
        """While the night moves its visitors, older segments are there too."""
        return super().get_queryset(request).newest()

    @display(description=_("segment"), ordering="number")
    def name(self, segment: Segment) -> str:
        return str(segment)

    @display(description=_("share of visitors"), ordering="size")
    def share(self, segment: Segment) -> str:
        return in_percent(segment.size / max(segment.made_in.visitors, 1))

    @display(description=_("share who bought"))
    def buying(self, segment: Segment) -> str:
        return in_percent(segment.buyers / max(segment.size, 1))

    @display(description=_("bought for, on average"))
    def value(self, segment: Segment) -> str:
        return number_format(segment.means["value"], 2)

    @display(description=_("favorite categories"))
    def likes_most(self, segment: Segment) -> str:
        return ", ".join(name for name, _share in segment.categories[:MOST])

    @display(description=_("favorite categories"))
    def likes(self, segment: Segment):
        return table(["", _("share")], ((name, in_percent(share)) for name, share in segment.categories))

    @display(description=_("busiest hours (UTC)"))
    def comes(self, segment: Segment) -> str:
        busiest = sorted(range(len(segment.hours)), key=lambda hour: -segment.hours[hour])[:MOST]
        return ", ".join(f"{hour}:00" for hour in sorted(busiest))

    @display(description=_("unlike everyone in"))
    def differs(self, segment: Segment):
        apart = sorted(segment.stands_out.items(), key=lambda item: -abs(item[1]))[:MOST]
        return format_html_join(
            ", ", "{}: {}", ((ATTRIBUTES[name], level(deviations)) for name, deviations in apart)
        )

    @display(description=_("behavior"))
    def behavior(self, segment: Segment):
        rows = (
            (title, number_format(segment.means[name], 1), level(segment.stands_out.get(name)))
            for name, title in ATTRIBUTES.items()
        )
        return table(["", _("mean"), _("against everyone")], rows)

    @display(description=_("events"))
    def does(self, segment: Segment):
        shares = sorted(segment.kinds.items(), key=lambda item: -item[1])
        rows = ((EventKind(kind).label, in_percent(share)) for kind, share in shares if share)
        return table(["", _("share of events")], rows)

    @display(description=_("hours of the day (UTC)"))
    def hours_of_day(self, segment: Segment):
        blocks = range(0, len(segment.hours), BLOCK)
        rows = (
            (f"{hour}:00–{hour + BLOCK}:00", in_percent(sum(segment.hours[hour : hour + BLOCK])))
            for hour in blocks
        )
        return table(["", _("share of events")], rows)

    @display(description=_("members"))
    def members(self, segment: Segment):
        address = reverse("admin:recommender_visitor_changelist")
        text = _("Visitors of this segment")
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500 underline" href="{}?membership__segment__id__exact={}">{}</a>',
            address,
            segment.pk,
            text,
        )

    @display(description=_("why so many segments"))
    def why_so_many(self, segment: Segment):
        rows = ((count, f"{index:.3f}") for count, index in segment.made_in.indices.items())
        return table([_("segments"), _("Davies–Bouldin index (the lowest wins)")], rows)
