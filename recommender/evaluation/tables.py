"""Markdown tables of what the record says. Rates in percent, the best of each accuracy column in bold."""

import math
from collections.abc import Callable, Sequence

from recommender.evaluation.accuracy import KS
from recommender.evaluation.documents import table
from recommender.evaluation.groups import LENGTHS
from recommender.evaluation.summary import Summary

COLUMNS = ("HR@10", "HR@20", "NDCG@20", "MRR@20", "coverage@20", "popularity@20")
NOT_RUN = "not run yet"
GROUPS = {
    "length": tuple(LENGTHS),
    "target": ("repeat", "explore"),
    "training": ("unseen", "cold", "warm"),
}


def accuracy_table(found: Sequence[Summary], *, expected: Sequence[str] = ()) -> str:
    """One row for each algorithm, those of `expected` that have none included.

    ± is half the bootstrap interval of a single seed; several seeds show their mean, and least and most in brackets.
    """
    lines = _rows(found, COLUMNS, lambda one, name: one.value(name), extra=_cost, margin=True)
    missing = [name for name in expected if name not in {one.algorithm for one in found}]
    lines += [[name, NOT_RUN, *["–"] * (len(COLUMNS) + 1)] for name in missing]
    return table(["algorithm", "seeds", *COLUMNS, "seconds to fit"], lines, words=2)


def cut_off_table(found: Sequence[Summary], metric: str) -> str:
    """One metric at every cut-off."""
    lines = _rows(found, [f"{metric}@{k}" for k in KS], lambda one, name: one.value(name))
    return table(["algorithm", "seeds", *(f"{metric}@{k}" for k in KS)], lines, words=2)


def group_table(found: Sequence[Summary], grouping: str, metric: str) -> str:
    """One metric by the groups of one grouping, and how many cases each holds."""
    names = GROUPS[grouping]
    lines = _rows(found, names, lambda one, name: one.in_group(grouping, name, metric))
    counts = [found[0].in_group(grouping, name, "cases") for name in names]
    share = ["cases", "", *("–" if math.isnan(count) else f"{count:,.0f}" for count in counts)]
    return table(["algorithm", "seeds", *names], [*lines, share], words=2)


def config_list(found: Sequence[Summary]) -> str:
    """What was changed in which config, and who learned from more than the training part, as a list."""
    return "".join(
        f"- {label}: " + ", ".join(told) + "\n"
        for one, label in zip(found, labels(found), strict=True)
        if (told := _told(one))
    )


def _told(one: Summary) -> list[str]:
    learned = [f"learned from the {one.learned}"] if one.learned else []
    return [*learned, *(f"{name} {value}" for name, value in sorted(one.config.items()))]


def labels(found: Sequence[Summary]) -> list[str]:
    """Names, numbered where an algorithm stands there with several configs."""
    names = [one.algorithm for one in found]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def _rows(
    found: Sequence[Summary],
    columns: Sequence[str],
    value: Callable[[Summary, str], float],
    *,
    extra: Callable[[Summary], list[str]] = lambda one: [],
    margin: bool = False,
) -> list[list[str]]:
    best = {
        name: max((v for one in found if not math.isnan(v := value(one, name))), default=None)
        for name in columns
    }
    lines = []
    for one, label in zip(found, labels(found), strict=True):
        cells = [
            _cell(value(one, name), best[name], name) + (_margin(one, name) if margin else "")
            for name in columns
        ]
        lines.append([label, ", ".join(map(str, one.seeds)), *cells, *extra(one)])
    return lines


def _cell(value: float, best: float | None, name: str) -> str:
    if math.isnan(value):
        return "–"
    text = f"{100 * value:.2f}"
    return f"**{text}**" if value == best and not name.startswith(("coverage", "popularity")) else text


def _margin(one: Summary, name: str) -> str:
    if interval := one.interval(name):
        return f" ± {50 * (interval[1] - interval[0]):.2f}"
    if spread := one.spread(name):
        return f" ({100 * spread[0]:.2f}–{100 * spread[1]:.2f})"
    return ""


def _cost(one: Summary) -> list[str]:
    return [f"{one.seconds():,.1f}"]
