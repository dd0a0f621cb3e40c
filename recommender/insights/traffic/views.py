"""The traffic on the first page of the administration, and its tables as files."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.csv_files import csv_file
from recommender import catalog
from recommender.insights.traffic.charts import charts, figures, moment, today_chart
from recommender.insights.traffic.days import HOUR, day_of
from recommender.insights.traffic.forms import PeriodForm, recent
from recommender.insights.traffic.models import DayCount
from recommender.insights.traffic.selectors import TOP, Overview, Today, overview
from recommender.insights.traffic.tables import DAYS, LOW_STOCK, NAMES, rows

PERMISSION = "recommender.view_traffic"
PRESETS = (7, 28, 90, 365)
# The worker counts every five minutes; when it has not for this long, something is wrong.
STALE_AFTER = HOUR / 2


def add_dashboard(request: HttpRequest, context: dict) -> dict:
    """Called by the admin's theme for the first page; staff without the right see the page without it."""
    if request.user.has_perm(PERMISSION):
        context["traffic"] = dashboard(request)
    return context


def dashboard(request: HttpRequest) -> dict:
    now = timezone.now()
    today = day_of(now, timezone.get_default_timezone())
    form = PeriodForm(request.GET, today=today)
    found = overview(form.period)
    download = _downloads(form)
    return {
        "form": form,
        "presets": [_preset(days, recent(today, days), form) for days in PRESETS],
        "counted_at": found.today and moment(found.today.counted_at),
        "is_stale": found.today is not None and now - found.today.counted_at > STALE_AFTER,
        "today": found.today and _today(found.today),
        "period": found.period,
        "zone": timezone.get_default_timezone_name(),
        "figures": figures(
            found.total,
            found.before,
            compared_with=_("in the %(days)d days before") % {"days": found.period.length},
        ),
        "unrated_orders": found.total.unrated_orders,
        "charts": charts(found, download=download),
        "tables": _tables(found, download),
        "low_stock": catalog.low_stock(limit=TOP),
        "low_stock_download": download(LOW_STOCK),
        "days_download": download(DAYS),
    }


@require_safe
def table(request: HttpRequest) -> StreamingHttpResponse:
    """One table of the period as CSV; the days, where the address names none."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    name = request.GET.get("table", DAYS)
    if name not in NAMES:
        raise Http404
    period = PeriodForm(request.GET, today=day_of(timezone.now(), timezone.get_default_timezone())).period
    return csv_file(rows(name, period), name=f"{name}-{period.first.isoformat()}-{period.last.isoformat()}")


def _today(today: Today) -> dict:
    zone = timezone.get_default_timezone()
    weekday = date_format(today.counted_at.astimezone(zone), "l")
    return {
        "day": date_format(day_of(today.counted_at, zone)),
        "until": date_format(today.counted_at.astimezone(zone), "TIME_FORMAT"),
        "figures": figures(
            today.so_far,
            today.last_week,
            compared_with=_("by this time last %(weekday)s") % {"weekday": weekday},
        ),
        "chart": today_chart(today),
    }


def _preset(days: int, period, form: PeriodForm) -> dict:
    return {
        "days": days,
        "link": f"?since={period.first.isoformat()}&until={period.last.isoformat()}",
        "is_shown": period == form.period,
    }


def _downloads(form: PeriodForm) -> Callable[[str], str]:
    address = reverse("admin:recommender_dayfigures_table")
    query = f"since={form.period.first.isoformat()}&until={form.period.last.isoformat()}"
    return lambda name: f"{address}?table={name}&{query}"


def _tables(found: Overview, download: Callable[[str], str]) -> list[dict]:
    what = DayCount.What
    return [
        {
            "title": title,
            "count": count,
            "rows": found.top[sort],
            "of_products": sort == what.VIEWED,
            "empty": empty,
            "download": download(sort),
        }
        for sort, title, count, empty in (
            (what.VIEWED, _("Most viewed"), _("Views"), _("Nobody looked at a product.")),
            (what.SEARCHED, _("Most searched"), _("Searches"), _("Nobody searched.")),
            (
                what.NOT_FOUND,
                _("Searched without result"),
                _("Searches"),
                _("Every search found something."),
            ),
        )
    ]
