"""What is known of an experiment, and what is not, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.charts import in_percent
from recommender.experiments.choices import Breakage, Metric, State
from recommender.experiments.models import Arm, Experiment, Guardrail
from recommender.experiments.statistics.sample_ratio import ALARM
from recommender.insights.experiment_result.comparison import LEAST_VISITORS, Comparison, Guarded, Span

BROKEN = {
    Breakage.ROLLED_BACK: gettext_lazy(
        "“%(arm)s” was served until %(when)s: then its version, %(version)s, was rolled back."
    ),
    Breakage.UNREADABLE: gettext_lazy(
        "“%(arm)s” could not be read from %(when)s on: the files of its version, %(version)s, are gone or damaged."
    ),
}


def signed(share: float) -> str:
    """A change as a percentage with its sign."""
    return f"{'−' if share < 0 else '+'}{in_percent(abs(share))}"


def between(span: Span) -> str:
    return _("between %(low)s and %(high)s") % {"low": signed(span.low), "high": signed(span.high)}


def alarm_of(chance: float | None) -> str:
    """Empty where the visitors of the arms fit their shares."""
    if chance is None or chance >= ALARM:
        return ""
    return _(
        "The visitors of the arms do not fit their shares: so uneven they would be by chance in fewer than one of a "
        "thousand experiments. Something loses visitors of one arm, so nothing below is to be believed. Look at how its "
        "slates are made, seen and logged."
    )


def breakages_of(experiment: Experiment, arms: Sequence[Arm], *, left_out: int) -> list[str]:
    """Of each arm that serves no longer what it says since when and why, and what that means for the result."""
    said = [
        BROKEN[arm.breakage]
        % {"arm": arm.name, "version": arm.version, "when": f"{arm.broken_at:%Y-%m-%d %H:%M} UTC"}
        for arm in arms
        if arm.broken_at
    ]
    if said:
        said.append(
            _(
                "Since then visitors of a broken arm have been served what is live, and nothing counts; slates left out: "
                "%(count)d."
            )
            % {"count": left_out}
        )
    if said and experiment.state == State.RUNNING:
        said.append(_("Nothing more will be learned here: stop this experiment, and start another one."))
    return said


def notes_of(experiment: Experiment, arms: Sequence[Arm], *, crossed: int) -> list[str]:
    """What to know beside the numbers."""
    said = []
    if crossed:
        said.append(
            _(
                "Visitors who met several arms, as guests who signed in to an account of another one: %(count)d. "
                "They count for none."
            )
            % {"count": crossed}
        )
    if experiment.started_at and not any(arm.is_control for arm in arms):
        said.append(_("No arm is the control any more, so nothing can be compared."))
    return said


def sentences_of(
    experiment: Experiment, control: Arm, arm: Arm, comparison: Comparison, *, metric: str
) -> list[str]:
    """Of one arm against control: first what is known, then what it takes to know more."""
    names = {"arm": arm.name, "control": control.name, "metric": str(Metric(metric).label)}
    span = comparison.at_any_look
    if span is None:
        said = _(
            "Of “%(arm)s” against “%(control)s” nothing can be said yet: it takes %(least)d visitors in each arm, and "
            "something to count in both (%(metric)s)."
        )
        return [said % (names | {"least": LEAST_VISITORS})]
    return [_known(comparison, span, names), *_missing(experiment, comparison)]


def on_guardrails(guarded: Sequence[tuple[Guardrail, Arm, Guarded]]) -> list[str]:
    """Of each arm, which of its guardrails are broken, and which are not known to hold."""
    broken = _(
        "“%(arm)s” breaks a guardrail: its %(metric)s changes by %(lift)s, and at most %(loss)s is tolerated."
    )
    unknown = _("Whether “%(arm)s” keeps the guardrail on %(metric)s is not known yet.")
    return [
        (unknown if told.holds is None else broken)
        % {
            "arm": arm.name,
            "metric": rail.get_metric_display(),
            "lift": signed(told.span.value) if told.span else "",
            "loss": signed(-rail.largest_loss),
        }
        for rail, arm, told in guarded
        if not told.holds
    ]


def _known(comparison: Comparison, span: Span, names: dict) -> str:
    settled = comparison.settled
    facts = names | {"lift": signed((settled or span).value), "span": between(settled or span)}
    if settled is None:
        return (
            _(
                "Whether “%(arm)s” changes anything against “%(control)s” is not known yet: its %(metric)s stands at "
                "%(lift)s, and the truth lies %(span)s."
            )
            % facts
        )
    if settled.is_up:
        return (
            _(
                "“%(arm)s” does better than “%(control)s”: its %(metric)s changes by %(lift)s; the truth lies %(span)s."
            )
            % facts
        )
    return (
        _(
            "“%(arm)s” does worse than “%(control)s”: its %(metric)s changes by %(lift)s; the truth lies %(span)s."
        )
        % facts
    )


def _missing(experiment: Experiment, comparison: Comparison) -> list[str]:
    """Nothing, once an arm is broken: no visitor counts any more."""
    if any(each.broken_at for each in experiment.arms.all()):
        return []
    said = []
    visitors = int(min(comparison.control.units, comparison.arm.units))
    if comparison.settled is None and experiment.minimum_effect:
        needed = comparison.visitors_needed(experiment.minimum_effect)
        if needed:
            said.append(
                _(
                    "To find a change of %(effect)s in four of five cases takes about %(needed)d visitors in each arm; there "
                    "are %(visitors)d."
                )
                % {"effect": signed(experiment.minimum_effect), "needed": needed, "visitors": visitors}
            )
    if experiment.planned_visitors is None:
        said.append(_("No size was planned beforehand, so only the interval for any look may be read."))
    elif not comparison.is_ripe:
        said.append(
            _(
                "The narrower interval of one single look may be read when both arms have the %(planned)d visitors that "
                "were planned; there are %(visitors)d."
            )
            % {"planned": experiment.planned_visitors, "visitors": visitors}
        )
    return said
