"""Markdown tables of the drift study. Rates in percent."""

from collections.abc import Iterable, Sequence
from math import isnan

from recommender.evaluation.documents import table
from recommender.evaluation.drift.attention import STAGES
from recommender.evaluation.drift.measures import POSITIONS
from recommender.evaluation.drift.summary import Life

CLICK = ("accuracy", "precision", "recall", "F1", "AUC", "TPR@FPR=0.2", "HR@1", "HR@10")


def data_table(life: Life) -> str:
    """What is left after each step, and what each part holds."""
    data = life.rows[0]["data"]
    lines = [["events read", f"{data['read']:,}"]]
    lines += [[f"dropped: {reason}", f"{count:,}"] for reason, count in data["dropped"].items()]
    lines += [
        [what, f"{data[name]:,}"]
        for what, name in (
            ("events kept", "kept"),
            ("sequences", "sequences"),
            ("items", "items"),
            ("cases with enough before them", "cases"),
            ("of these before T1", "before"),
        )
    ]
    lines += [
        [f"{name}: validation, test", f"{validation:,}, {test:,}"]
        for name, (validation, test) in data["periods"].items()
    ]
    return table(["step", "records"], lines)


def click_table(lives: Sequence[Life]) -> str:
    """Means over the periods; ± is the standard error between seeds."""
    heads = ["model", "seeds", *CLICK, "MSE", "log loss", "seconds to fit", "to follow"]
    lines = [
        [
            life.label,
            ", ".join(str(row["seed"]) for row in life.rows),
            *(_percent(life.mean(metric), life.standard_error(metric)) for metric in CLICK),
            f"{life.mean('MSE'):.3f}",
            f"{life.mean('log loss'):.3f}",
            f"{life.seconds_to_fit():,.0f}",
            f"{life.seconds_to_follow():,.0f}",
        ]
        for life in lives
    ]
    return table(heads, lines, words=2)


def period_table(lives: Sequence[Life], metric: str) -> str:
    """One metric by period, how far the last lies from the first, and the best from the worst; live weights below serving."""
    lines = []
    for life in lives:
        lines.append([life.label, *_course(life.over_periods(metric))])
        if life.has_live:
            lines.append([f"{life.label}: its live weights", *_course(life.over_periods(metric, live=True))])
    periods = lives[0].periods
    return table(["model", *periods, f"{periods[0]} to {periods[-1]}", "best to worst"], lines)


def error_table(lives: Sequence[Life]) -> str:
    """Mean squared error of the probabilities by period."""
    lines = [[life.label, *(f"{value:.3f}" for value in life.over_periods("MSE"))] for life in lives]
    return table(["model", *lives[0].periods], lines)


def position_table(lives: Sequence[Life]) -> str:
    """Hit rate among the first 1 … 10 of all items, mean over the periods."""
    lines = [[life.label, *(_percent(life.mean(f"HR@{k}")) for k in POSITIONS)] for life in lives]
    return table(["model", *(f"HR@{k}" for k in POSITIONS)], lines)


def group_table(lives: Sequence[Life], metric: str) -> str:
    """One metric by group of visitors and period; a group that the log does not know is left out."""
    lines = [
        [life.label, group, *map(_percent, life.in_group(group, metric))]
        for life in lives
        for group in life.groups
    ]
    return table(["model", "visitors", *lives[0].periods], lines, words=2)


def attention_table(life: Life) -> str:
    """By kind: in each third of the history, and in each period over the whole history. 1 is an even share. First seed."""
    attention = life.rows[0]["attention"]
    lines = [
        [kind, *map(_number, stages), *(_number(period.get(kind)) for period in attention["periods"])]
        for kind, stages in attention["stages"].items()
    ]
    return table(["kind", *STAGES, *life.periods], lines)


def _course(values: Sequence[float]) -> Iterable[str]:
    """Each value, the change from first to last, the distance of the best from the worst."""
    return [
        *map(_percent, values),
        f"{100 * (values[-1] - values[0]):+.1f}",
        f"{100 * (max(values) - min(values)):.1f}",
    ]


def _percent(value: float | None, error: float | None = None) -> str:
    if value is None or isnan(value):
        return "–"
    return f"{100 * value:.1f}" + ("" if error is None else f" ± {100 * error:.1f}")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
