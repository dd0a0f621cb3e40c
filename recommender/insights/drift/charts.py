"""How drift is drawn: what served beside the first version, which never learned again."""

from datetime import date

from babel.dates import format_skeleton
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from config.charts import Chart, Series
from recommender.insights.drift.selectors import Span

# What it is called on the page, unit, digits, and what one unit of the stored number is.
FIGURES = {"loss": ("", 3, 1), "hit_rate": ("%", 1, 100), "ndcg": ("%", 1, 100)}


def week_charts(weeks: list[Span], first_version: str) -> list[Chart]:
    labels = [day_name(week.first) for week in weeks]
    return [_chart("week", name, weeks, labels, first_version, x_title=_("Week from")) for name in FIGURES]


def period_charts(periods: list[Span], first_version: str) -> list[Chart]:
    labels = [f"T{number}" for number in range(1, len(periods) + 1)]
    return [
        _chart("period", name, periods, labels, first_version, x_title=_("Period"), kind="bar")
        for name in ("hit_rate", "loss")
    ]


def day_name(day: date) -> str:
    return format_skeleton("MMMd", day, locale=to_locale(get_language() or "en"))


def _chart(key: str, name: str, spans: list[Span], labels: list[str], first_version: str, **how) -> Chart:
    unit, digits, scale = FIGURES[name]
    title = {"loss": _("Loss"), "hit_rate": _("Hit rate"), "ndcg": _("NDCG")}[name]

    def series(label: str, side: str, **look) -> Series:
        values = [getattr(getattr(span, side), name) for span in spans]
        return Series(label, [None if value is None else scale * value for value in values], **look)

    return Chart(
        f"drift-{key}-{name.replace('_', '-')}",
        title,
        labels,
        [
            series(_("Dynamic: what served"), "dynamic"),
            series(
                _("Static: %(version)s, never updated") % {"version": first_version},
                "static",
                is_reference=how.get("kind") != "bar",
            ),
        ],
        y_title={
            "loss": _("Mean loss of a case"),
            "hit_rate": _("HR@20"),
            "ndcg": _("NDCG@20"),
        }[name],
        unit=unit,
        digits=digits,
        note={
            "loss": _("How surprising the next product was. Less is better."),
            "hit_rate": _("The next product was among the first 20. More is better."),
            "ndcg": _("How far up among the first 20 it was. More is better."),
        }[name],
        empty=_("What served has no loss: only networks have one.") if name == "loss" else "",
        **how,
    )
