"""Markdown tables of purchase predictions, from the rows of the record. Percent but for Brier score and ECE."""

from collections.abc import Mapping, Sequence
from math import isnan, nan

import numpy as np

from recommender.evaluation.documents import table
from recommender.insights.calibration import CALIBRATIONS
from recommender.insights.purchase_comparison import LOWER_IS_BETTER, RAW

COLUMNS = ("accuracy", "precision", "recall", "F1", "PR-AUC", "ROC-AUC", "Brier", "ECE")
# A network that is calibrated as it is, and a method that promises too much and can be mended.
RELIABILITY_OF = (("gru", RAW), ("association_rules", RAW), ("association_rules", "isotonic"))


def by_horizon(rows: Sequence[Mapping]) -> dict[tuple[str, str], list[Mapping]]:
    """{(dataset, horizon): rows}: the newest row of each predictor and seed, on the newest cases only."""
    found: dict[tuple[str, str], dict] = {}
    marks = {(row["dataset"], row["horizon"]): row.get("fingerprint") for row in rows}
    for row in rows:
        key = row["dataset"], row["horizon"]
        if row.get("fingerprint") == marks[key]:
            found.setdefault(key, {})[row["predictor"], row["seed"]] = row
    return {key: list(own.values()) for key, own in found.items()}


def by_predictor(rows: Sequence[Mapping]) -> dict[str, list[Mapping]]:
    """In the order of their first appearance."""
    found: dict[str, list[Mapping]] = {}
    for row in rows:
        found.setdefault(row["predictor"], []).append(row)
    return found


def cases_sentence(rows: Sequence[Mapping]) -> str:
    counts = ", ".join(f"{count:,} {part}" for part, count in rows[0]["cases"].items())
    return f"Cases: {counts}; {100 * rows[0]['metrics']['base rate']:.1f} % of the test cases buy.\n"


def metrics_table(rows: Sequence[Mapping]) -> str:
    """Of one horizon: the mean over seeds, the best of a column in bold; the interval is of the first seed."""
    found = by_predictor(rows)
    means = {name: {column: _mean(own, column) for column in COLUMNS} for name, own in found.items()}
    best = {column: _best([means[name][column] for name in found], column) for column in COLUMNS}
    lines = []
    for name, own in found.items():
        low, high = (nan if edge is None else 100 * edge for edge in own[0]["pr_auc_interval"])
        cells = [_cell(means[name][column], column, best[column]) for column in COLUMNS]
        cells.append(f"{low:.1f}–{high:.1f}")
        cells += [f"{np.mean([row['calibrated'][way]['Brier'] for row in own]):.4f}" for way in CALIBRATIONS]
        cells.append(f"{np.mean([row['seconds'] for row in own]):.1f}")
        lines.append([name, ", ".join(str(row["seed"]) for row in own), *cells])
    extra = ("PR-AUC 95 %", "Brier Platt", "Brier isotonic", "seconds")
    return table(["predictor", "seeds", *COLUMNS, *extra], lines, words=2)


def reliability_table(rows: Sequence[Mapping]) -> str:
    """Of the first seed: how many cases each bin holds, what they were promised, how many bought."""
    found = by_predictor(rows)
    shown = {
        f"{name}, {way}": {bin_["low"]: bin_ for bin_ in found[name][0]["reliability"][way]}
        for name, way in RELIABILITY_OF
        if name in found
    }
    if not shown:
        return ""
    lines = [
        [
            f"{100 * low:.0f}–{100 * low + 10:.0f} %",
            *(cell for bins in shown.values() for cell in _bin(bins.get(low))),
        ]
        for low in sorted({low for bins in shown.values() for low in bins})
    ]
    heads = [head for name in shown for head in (f"{name}: cases", "promised on average", "bought")]
    return table(["promised", *heads], lines)


def _bin(found: Mapping | None) -> list[str]:
    if found is None:
        return ["–"] * 3
    return [f"{found['cases']:,}", f"{100 * found['predicted']:.1f} %", f"{100 * found['observed']:.1f} %"]


def _mean(rows: Sequence[Mapping], column: str) -> float:
    return float(np.mean([nan if (value := row["metrics"][column]) is None else value for row in rows]))


def _best(values: Sequence[float], column: str) -> float:
    choose = min if column in LOWER_IS_BETTER else max
    return choose((value for value in values if not isnan(value)), default=nan)


def _cell(value: float, column: str, best: float) -> str:
    if isnan(value):
        return "–"
    text = f"{value:.4f}" if column in LOWER_IS_BETTER else f"{100 * value:.1f}"
    return f"**{text}**" if value == best else text
