"""How the recommender's health is drawn."""

from collections.abc import Callable, Iterable
from datetime import date

from babel.dates import format_skeleton
from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from config.charts import Chart, Number, Series
from recommender.behavior.models import Placement
from recommender.insights.health.selectors import AGES, Shown
from recommender.training.models import ModelVersion, TrainingRun

METRICS = ("HR@10", "HR@20", "NDCG@20", "coverage@20")


def shown_figures(parts: dict, *, name: str, x_title: str, label: Callable = str) -> list[Chart]:
    """Click rate, conversion and revenue of parts that were shown: placements, or positions."""
    labels = [label(part) for part in parts]

    def chart(key: str, title: str, value: Callable[[Shown], Number | None], **how) -> Chart:
        values = [value(shown) for shown in parts.values()]
        return Chart(
            f"{name}-{key}", title, labels, [Series(title, values)], x_title=x_title, kind="bar", **how
        )

    rate = {"unit": "%", "digits": 2}
    return [
        chart("ctr", _("Click-through rate"), lambda s: s.ctr, y_title=_("Clicks of impressions"), **rate),
        chart("conversion", _("Conversion"), lambda s: s.conversion, y_title=_("Purchases of impressions"), **rate),
        chart(
            "revenue", _("Revenue per visitor"), lambda s: s.revenue_per_visitor,
            y_title=_("A visitor and day"), unit=settings.CURRENCY, digits=2,
        ),
    ]  # fmt: skip


def by_placement(parts: dict[str, Shown]) -> list[Chart]:
    names = dict(Placement.choices)
    return shown_figures(
        parts, name="placement", x_title=_("Placement"), label=lambda part: str(names.get(part, part))
    )


def by_position(parts: dict[int, Shown]) -> list[Chart]:
    return shown_figures(parts, name="position", x_title=_("Position"))


def by_day(days: dict[date, Shown], sellable: int) -> Chart:
    locale = to_locale(get_language() or "en")
    return Chart(
        "days",
        _("Coverage, fallback and clicks by day"),
        [format_skeleton("MMMd", day, locale=locale) for day in days],
        [
            Series(
                _("Products shown, of those for sale"), [_share(s.products, sellable) for s in days.values()]
            ),
            Series(_("Slates that fell back"), [shown.fallback for shown in days.values()]),
            Series(_("Click-through rate"), [shown.ctr for shown in days.values()]),
        ],
        y_title=_("Share"),
        x_title=_("Day"),
        unit="%",
        digits=1,
    )


def versions_chart(versions: Iterable[ModelVersion]) -> Chart:
    """Each judged at its own time on its own cases, so neighbors compare better than ends."""
    shown = sorted(versions, key=lambda version: version.number)
    return Chart(
        "versions",
        _("Offline metrics by version"),
        [f"v{version.number}" for version in shown],
        [Series(name, [_hundred(v.metrics.get(name)) for v in shown]) for name in METRICS],
        y_title=_("Metric"),
        x_title=_("Model version"),
        unit="%",
        digits=2,
        note=_("Each version was judged on the newest cases of its time."),
    )


def ages_chart(counts: list[int]) -> Chart:
    labels = [
        _("under %(hours)d h") % {"hours": high} if not low
        else _("over %(hours)d h") % {"hours": low} if high is None
        else _("%(low)d–%(high)d h") % {"low": low, "high": high}
        for low, high in AGES
    ]  # fmt: skip
    return Chart(
        "ages",
        _("Age of visitors' lists"),
        labels,
        [Series(_("Lists"), counts if any(counts) else [])],
        y_title=_("Lists"),
        x_title=_("Age"),
        kind="bar",
        empty=_("There are no lists yet. They are made when a version goes live, and after events."),
    )


def curve_chart(run: TrainingRun) -> Chart:
    return Chart(
        "curve",
        _("Training curve"),
        [str(point.get("epoch", place)) for place, point in enumerate(run.curve, start=1)],
        [Series(_("Loss"), [point.get("loss") for point in run.curve])],
        y_title=_("Mean loss"),
        x_title=_("Epoch"),
        digits=3,
        empty=_("No epoch is over yet, or this algorithm learns in one pass."),
    )


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _hundred(value: float | None) -> float | None:
    return None if value is None else 100 * value
