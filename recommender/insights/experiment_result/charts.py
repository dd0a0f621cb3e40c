"""What is drawn of an experiment: its difference by day, and who met which arm."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.charts import Chart, Series
from recommender.experiments.models import Arm, ArmPeriod, Experiment
from recommender.insights.experiment_result.comparison import Comparison
from recommender.insights.experiment_result.selectors import Observations

WIDEST = 3.0  # the first days' intervals reach so far that nothing else could be read beside them


def lift_by_day(experiment: Experiment, found: Observations, control: Arm, arm: Arm, *, rivals: int) -> Chart:
    """The change of the primary metric by the end of each day, with the interval that holds at every look."""
    spans = [
        Comparison(
            *(found.moments(experiment.primary_metric, one, day=day) for one in (control, arm)),
            rivals=rivals,
            planned=experiment.planned_visitors,
        ).at_any_look
        for day in range(len(found.days))
    ]
    narrow = [s for s in spans if s and s.high <= WIDEST]
    shown = [s if s and (s.high <= WIDEST or not narrow) else None for s in spans]
    percents = [(100 * s.value, 100 * s.low, 100 * s.high) if s else (None,) * 3 for s in shown]
    values, low, high = zip(*percents, strict=True)
    nothing = 0.0 if any(shown) else None  # by itself it would be an empty chart with a line
    return Chart(
        id=f"lift-{arm.pk}",
        title=_("“%(arm)s” against “%(control)s”, day by day") % {"arm": arm.name, "control": control.name},
        labels=[date_format(day, "SHORT_DATE_FORMAT") for day in found.days],
        series=[
            Series(str(experiment.get_primary_metric_display()), values, low=low, high=high),
            Series(_("no difference"), [nothing] * len(values), is_reference=True),
        ],
        y_title=_("change"),
        x_title=_("to the end of the day"),
        unit="%",
        digits=1,
        empty=_("There are too few visitors for an interval yet."),
    )


def exposed_by_day(found: Observations, arms: Sequence[Arm]) -> Chart:
    return Chart(
        id="exposed",
        title=_("Visitors who saw their arm"),
        labels=[date_format(day, "SHORT_DATE_FORMAT") for day in found.days],
        series=[
            Series(arm.name, [found.visitors(arm, day=day) for day in range(len(found.days))]) for arm in arms
        ],
        y_title=_("visitors so far"),
        x_title=_("to the end of the day"),
    )


def shares_over_time(periods: Sequence[ArmPeriod], arms: Sequence[Arm]) -> Chart:
    """Of Thompson sampling: who got how much of the traffic, from one renewal to the next."""
    moments = sorted({period.starts_at for period in periods})
    share = {(period.arm_id, period.starts_at): 100 * period.share for period in periods}
    return Chart(
        id="shares",
        title=_("Shares of the arms"),
        labels=[date_format(moment, "SHORT_DATETIME_FORMAT") for moment in moments],
        series=[Series(arm.name, [share.get((arm.pk, moment)) for moment in moments]) for arm in arms],
        y_title=_("share"),
        x_title=_("renewed"),
        unit="%",
        digits=1,
        empty=_("The shares have not been renewed yet; that happens every hour."),
    )
