"""All predictors on the same cases, judged on the newest ones."""

import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from recommender.algorithms.interface import Progress, silent
from recommender.insights.calibration import CALIBRATIONS, ReliabilityBin, reliability
from recommender.insights.predictors import PREDICTORS
from recommender.insights.prepared_cases import PreparedCases
from recommender.insights.purchase_metrics import best_threshold, pr_auc_interval, purchase_metrics

RAW = "raw"
COLUMNS = ("accuracy", "precision", "recall", "F1", "PR-AUC", "ROC-AUC", "Brier", "ECE")
_LOWER_IS_BETTER = ("Brier", "ECE")


@dataclass(frozen=True)
class PurchaseResult:
    """One predictor on one horizon. `metrics` are of the raw probabilities; `calibrated` by way of calibrating."""

    dataset: str
    horizon: str
    predictor: str
    seed: int
    metrics: dict[str, float]
    calibrated: dict[str, dict[str, float]]
    reliability: dict[str, list[ReliabilityBin]]
    pr_auc_interval: tuple[float, float]
    threshold: float
    cases: dict[str, int]
    seconds: float

    def as_json(self, *, commit: str) -> dict:
        """One line of the results; undefined is null."""
        facts = asdict(self) | {
            "seconds": round(self.seconds, 2),
            "commit": commit,
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        }
        return _without_nan(facts)


def compare_predictors(
    cases: PreparedCases,
    names: Sequence[str],
    *,
    dataset: str,
    horizon: str,
    seeds: Sequence[int],
    stages: Callable[[str], Progress] = lambda _name: silent,
) -> Iterator[PurchaseResult]:
    """Fits one after the other, and yields each result when it is there. Raises ValueError for an unknown name."""
    unknown = [name for name in names if name not in PREDICTORS]
    if unknown:
        raise ValueError(f"There is no predictor {unknown[0]!r}; known are {', '.join(PREDICTORS)}.")
    counts = {part: len(getattr(cases, part)) for part in ("training", "validation", "test")}
    for name in names:
        for seed in seeds:
            began = time.perf_counter()
            predict = PREDICTORS[name](cases, seed=seed, progress=stages(f"{horizon}: {name}"))
            seconds = time.perf_counter() - began
            chosen = predict(cases.validation), predict(cases.test)
            yield PurchaseResult(
                dataset, horizon, name, seed, *_judged(cases, *chosen), cases=counts, seconds=seconds
            )


def _judged(cases: PreparedCases, chosen_on: np.ndarray, judged_on: np.ndarray) -> tuple:
    """Metrics, the calibrated ones, reliability bins, interval, threshold."""
    learned, truth = cases.validation.buys, cases.test.buys
    threshold = best_threshold(chosen_on, learned)
    ways = {name: way(chosen_on, learned)(judged_on) for name, way in CALIBRATIONS.items()}
    calibrated = {
        name: {key: purchase_metrics(found, truth, threshold=0.5)[key] for key in _LOWER_IS_BETTER}
        for name, found in ways.items()
    }
    bins = {name: reliability(found, truth) for name, found in ({RAW: judged_on} | ways).items()}
    metrics = purchase_metrics(judged_on, truth, threshold=threshold)
    return metrics, calibrated, bins, pr_auc_interval(judged_on, truth), threshold


def markdown_table(results: Sequence[PurchaseResult]) -> str:
    """A table for each horizon, percent but for Brier and ECE; the mean over seeds, the best of a column in bold."""
    horizons = dict.fromkeys(result.horizon for result in results)
    return "\n".join(_table_of([result for result in results if result.horizon == name]) for name in horizons)


def _table_of(results: Sequence[PurchaseResult]) -> str:
    first, names = results[0], list(dict.fromkeys(result.predictor for result in results))
    rows = {name: [result for result in results if result.predictor == name] for name in names}
    means = {name: {column: _mean(rows[name], column) for column in COLUMNS} for name in names}
    best = {column: _best([means[name][column] for name in names], column) for column in COLUMNS}
    counts = ", ".join(f"{count:,} {part}" for part, count in first.cases.items())
    rate = 100 * first.metrics["base rate"]
    lines = [
        f"{first.dataset}, horizon {first.horizon}: cases {counts}; {rate:.1f} % of the test cases buy",
        "",
        "| predictor | " + " | ".join(COLUMNS) + " | PR-AUC 95 % | Brier Platt | Brier isotonic | seconds |",
        "|---|" + "---:|" * (len(COLUMNS) + 4),
    ]
    for name, found in rows.items():
        low, high = found[0].pr_auc_interval
        cells = [_cell(means[name][column], column, best[column]) for column in COLUMNS]
        brier = [f"{np.mean([r.calibrated[way]['Brier'] for r in found]):.4f}" for way in CALIBRATIONS]
        cells += [f"{100 * low:.1f}–{100 * high:.1f}", *brier, f"{np.mean([r.seconds for r in found]):.1f}"]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _mean(results: Sequence[PurchaseResult], column: str) -> float:
    return float(np.mean([result.metrics[column] for result in results]))


def _best(values: Sequence[float], column: str) -> float:
    return min(values) if column in _LOWER_IS_BETTER else max(values)


def _cell(value: float, column: str, best: float) -> str:
    if np.isnan(value):
        return "–"
    text = f"{value:.4f}" if column in _LOWER_IS_BETTER else f"{100 * value:.1f}"
    return f"**{text}**" if value == best else text


def _without_nan(value):
    if isinstance(value, dict):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and np.isnan(value) else value
