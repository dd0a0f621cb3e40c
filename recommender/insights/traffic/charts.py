"""How the traffic is drawn: figures and charts from what the selectors found."""

from collections.abc import Callable
from datetime import datetime

from babel.dates import format_skeleton
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.formats import get_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from config.charts import Chart, Number, Series, in_percent
from config.figures import Figure
from recommender.insights.traffic.days import clock
from recommender.insights.traffic.models import DayCount
from recommender.insights.traffic.selectors import Met, Overview, Today
from recommender.insights.traffic.totals import Totals

What = DayCount.What


def figures(total: Totals, before: Totals, *, compared_with: str) -> list[Figure]:
    money = {"unit": settings.CURRENCY, "digits": 2}
    ratio = {"unit": "%", "digits": 1}

    def figure(label: str, value: Callable[[Totals], Number | None], better: str = "up", **unit) -> Figure:
        return Figure(
            label, value(total), before=value(before), compared_with=compared_with, better=better, **unit
        )

    return [
        figure(_("Visitors"), lambda t: t.visitors),
        figure(_("Sessions"), lambda t: t.sessions),
        figure(_("Page views"), lambda t: t.page_views),
        figure(_("Bounce rate"), lambda t: t.bounce_rate, "down", **ratio),
        figure(_("Conversion"), lambda t: t.conversion, **ratio),
        figure(_("Orders"), lambda t: t.orders),
        figure(_("Revenue"), lambda t: t.revenue, **money),
        figure(_("Average order"), lambda t: t.average_order, **money),
    ]


def today_chart(today: Today) -> Chart:
    zone = timezone.get_default_timezone()
    return Chart(
        "sessions-today",
        _("Sessions by hour"),
        [clock(hour.hour, zone) for hour in today.hours],
        [
            Series(_("This day"), [hour.today.sessions if hour.today else None for hour in today.hours]),
            Series(_("A week before"), [hour.last_week.sessions for hour in today.hours], is_reference=True),
        ],
        x_title=_("Hour, by the shop's clock"),
        y_title=_("Sessions that began"),
        note=_("The hour that is running is not over yet."),
    )


def charts(overview: Overview, *, download: Callable[[str], str]) -> list[Chart]:
    """Of the period, day by day; then what its sessions were like."""
    return [
        _by_day(
            overview, "visitors", _("Visitors"), _("Visitors a day"), kind="stacked",
            series={_("New"): lambda t: t.new_visitors, _("Returning"): lambda t: t.returning_visitors},
        ),
        _by_day(
            overview, "views", _("Sessions and page views"), _("A day"),
            series={_("Sessions"): lambda t: t.sessions, _("Page views"): lambda t: t.page_views},
        ),
        _by_day(
            overview, "revenue", _("Revenue"), _("Revenue a day"), kind="bar", unit=settings.CURRENCY, digits=2,
            series={_("Revenue"): lambda t: t.revenue},
        ),
        _by_day(
            overview, "rates", _("Conversion and bounce"), _("Share of the day's sessions"), unit="%", digits=1,
            series={_("Conversion"): lambda t: t.conversion, _("Bounce rate"): lambda t: t.bounce_rate},
        ),
        funnel(overview.total),
        shares(
            "devices", _("Devices"), overview, what=What.DEVICE, label=_device, download=download(What.DEVICE)
        ),
        shares(
            "sources", _("Where sessions came from"), overview, what=What.SOURCE, label=_source,
            download=download(What.SOURCE),
        ),
    ]  # fmt: skip


def funnel(total: Totals) -> Chart:
    """Sessions that went as far; the note says how many went on from step to step."""
    steps = {
        _("Viewed a product"): total.viewing_sessions,
        _("Put something in the cart"): total.carting_sessions,
        _("Ordered"): total.ordering_sessions,
    }
    return Chart(
        "funnel",
        _("From view to order"),
        list(steps),
        [Series(_("Sessions"), list(steps.values()) if total.sessions else [])],
        y_title=_("Sessions"),
        kind="bar",
        horizontal=True,
        note=_("Of the sessions with a view, %(carted)s had an addition to the cart; of these, %(ordered)s had an order.")
        % {
            "carted": _percent(total.carting_sessions, total.viewing_sessions),
            "ordered": _percent(total.ordering_sessions, total.carting_sessions),
        },
    )  # fmt: skip


def shares(
    name: str, title: str, overview: Overview, *, what: str, label: Callable[[Met], str], download: str
) -> Chart:
    """Sessions by what they have in common; those beyond the first ten together."""
    named = {label(one): one.count for one in overview.top[what]}
    rest = overview.total.sessions - sum(named.values())
    if named and rest > 0:
        named[_("All others")] = rest
    return Chart(
        name,
        title,
        list(named),
        [Series(_("Sessions"), list(named.values()))],
        y_title=_("Sessions"),
        x_title="",
        kind="bar",
        horizontal=True,
        download=download,
    )


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at, timezone.get_default_timezone()), get_format("DATETIME_FORMAT"))


def _by_day(overview: Overview, name: str, title: str, y_title: str, *, series: dict, **how) -> Chart:
    days = overview.days if overview.total != Totals() else {}
    locale = to_locale(get_language() or "en")
    return Chart(
        name,
        title,
        [format_skeleton("MMMd", day, locale=locale) for day in days],
        [Series(label, [value(total) for total in days.values()]) for label, value in series.items()],
        y_title=y_title,
        x_title=_("Day"),
        **how,
    )


def _device(met: Met) -> str:
    known = {"desktop": _("Computer"), "mobile": _("Phone"), "tablet": _("Tablet")}
    return known.get(met.key, _("Not known"))


def _source(met: Met) -> str:
    return met.key or _("Directly")


def _percent(part: int, whole: int) -> str:
    return in_percent(part / whole if whole else None)
