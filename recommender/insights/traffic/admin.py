from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.admin import ReadOnlyAdmin
from recommender.insights.traffic.models import DayFigures
from recommender.insights.traffic.totals import Totals
from recommender.insights.traffic.views import table


@admin.register(DayFigures)
class DayFiguresAdmin(ReadOnlyAdmin):
    """The days one by one; what they mean together is on the first page."""

    list_display = (
        "day", "visitors", "new_visitors", "sessions", "page_views", "bounces", "buying_sessions", "orders", "revenue"
    )  # fmt: skip
    date_hierarchy = "day"
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(table)
        return [path("table/", view, name="recommender_dayfigures_table"), *super().get_urls()]

    @display(description=_("page views"))
    def page_views(self, day: DayFigures) -> int:
        return Totals.of([day]).page_views
