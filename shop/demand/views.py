"""The reorder list of the administration, as a page and as a file."""

from collections.abc import Iterator
from itertools import islice

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.charts import Chart, Series
from config.csv_files import csv_file
from shop.demand.forecast import DAYS
from shop.demand.selectors import ReorderLine, reorder_list

PERMISSION = "shop.view_product"
SHOWN, DRAWN = 100, 15


@require_safe
def reorder(request: HttpRequest, site: AdminSite) -> HttpResponse:
    _allowed(request)
    lines = list(islice(_to_order(), SHOWN))
    context = site.each_context(request) | {
        "title": _("Reorder list"),
        "lines": lines,
        "days": DAYS,
        "made_at": lines[0].made_at if lines else None,
        "chart": _chart(lines[:DRAWN]),
        "download": reverse("admin:shop_product_reorder_file"),
        "is_cut": len(lines) == SHOWN,
        "is_counted": bool(lines) or next(reorder_list(), None) is not None,
    }
    return render(request, "admin/demand/reorder.html", context)


@require_safe
def reorder_file(request: HttpRequest) -> StreamingHttpResponse:
    """All products that are for sale, with what is suggested, as CSV."""
    _allowed(request)
    return csv_file(_rows(), name="reorder")


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


def _to_order() -> Iterator[ReorderLine]:
    return (line for line in reorder_list() if line.suggested)


def _chart(lines: list[ReorderLine]) -> Chart:
    return Chart(
        id="reorder",
        title=_("Stock against expected demand"),
        note=_("The products that run out first."),
        labels=[line.title for line in lines],
        series=[
            Series(_("in stock"), [line.stock for line in lines]),
            Series(_("expected in 14 days"), [line.expected for line in lines]),
        ],
        kind="bar",
        horizontal=True,
        x_title=_("product"),
        y_title=_("pieces"),
        digits=1,
        empty=_("Nothing runs out."),
    )


def _rows() -> Iterator[tuple]:
    yield ("slug", "title", "stock", "sold_14_days", "expected_14_days", "days_left", "suggested")
    for line in reorder_list():
        left = None if line.days_left is None else f"{line.days_left:.1f}"
        yield line.slug, line.title, line.stock, line.sold, f"{line.expected:.2f}", left, line.suggested
