"""Markdown tables of pushed lists, from the rows of the record. Rates in percent; several seeds show their mean."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from recommender.evaluation.documents import table
from recommender.evaluation.push_cases import LENGTHS
from recommender.evaluation.tables import NOT_RUN

Rows = Sequence[Mapping]
# Mean F1 as printed; the second and third are the first less 0.262 and 0.218.
PAPER = {"bilstm_transformer": 0.97, "item_knn": 0.708, "association_rules": 0.752}
COSTS = {
    "fit_seconds": "seconds to fit",
    "fit_processor_seconds": "of the processor",
    "single_ms": "ms for one list, alone",
    "batch_ms": "in batches",
    "peak_mb": "MB at the peak of the fit",
    "checkpoint_mb": "MB of the checkpoint",
}
CEILING = "ceiling"
EXPECTED = ("popularity", *PAPER, "bilstm_transformer+segments")


def by_dataset(rows: Rows) -> dict[str, dict[str, Rows]]:
    """{dataset: {algorithm: rows}}: the newest row of each seed with the newest config, on the newest records only."""
    marks = {row["dataset"]: row["fingerprint"] for row in rows}
    rows = [row for row in rows if row["fingerprint"] == marks[row["dataset"]]]
    configs = {(row["dataset"], row["algorithm"]): row["config"] for row in rows}
    found: dict[str, dict[str, dict]] = {}
    for row in rows:
        if row["config"] == configs[row["dataset"], row["algorithm"]]:
            found.setdefault(row["dataset"], {}).setdefault(row["algorithm"], {})[row["seed"]] = row
    return {
        dataset: {name: list(seeds.values()) for name, seeds in algorithms.items()}
        for dataset, algorithms in found.items()
    }


def f1_table(algorithms: Mapping[str, Rows]) -> str:
    """F1 in percent, ± half its 95 % interval where there is one seed; those of EXPECTED that are
    missing say so; the last line is what a perfect list would reach."""
    lines = []
    for name, rows in algorithms.items():
        cells = [_f1_cell(rows, f"F1@{k}") for k in LENGTHS]
        mean, ceiling = mean_of(rows, "F1"), mean_of(rows, CEILING)
        lines.append([name, _seeds(rows), *cells, f"{mean:.2f}", f"{mean / ceiling:.1%}", _paper(name)])
    blank = ["–"] * (len(LENGTHS) + 2)
    lines += [[name, NOT_RUN, *blank, _paper(name)] for name in EXPECTED if name not in algorithms]
    first = next(iter(algorithms.values()))
    bounds = [f"{100 * value_of(first, f'{CEILING}@{k}'):.2f}" for k in LENGTHS]
    lines.append([CEILING, "", *bounds, f"{mean_of(first, CEILING):.2f}", "100.0%", "–"])
    heads = ["algorithm", "seeds", *(f"F1@{k}" for k in LENGTHS), "mean", "of the ceiling", "paper's mean"]
    return table(heads, lines, words=2)


def values_table(algorithms: Mapping[str, Rows], names: Sequence[str]) -> str:
    metrics = [f"{name}@{k}" for name in names for k in LENGTHS]
    lines = [
        [name, *(f"{100 * value_of(rows, metric):.2f}" for metric in metrics)]
        for name, rows in algorithms.items()
    ]
    return table(["algorithm", *metrics], lines)


def segment_table(algorithms: Mapping[str, Rows]) -> str:
    """Mean F1 over the lengths, in each segment; its cases and its ceiling below."""
    first = next(iter(algorithms.values()))
    names = list(first[0]["segments"])

    def cells(rows: Rows, value: Callable[[Mapping], float]) -> list[str]:
        return [f"{100 * fmean(value(row['segments'][name]) for row in rows):.2f}" for name in names]

    lines = [
        [name, *cells(rows, lambda inside: fmean(inside[f"F1@{k}"] for k in LENGTHS))]
        for name, rows in algorithms.items()
    ]
    lines.append([CEILING, *cells(first, lambda inside: fmean(inside[f"{CEILING}@{k}"] for k in LENGTHS))])
    lines.append(["cases", *(f"{first[0]['segments'][name]['cases']:,}" for name in names)])
    return table(["mean F1 in segment", *names], lines)


def cost_table(algorithms: Mapping[str, Rows]) -> str:
    lines = [
        [name, *(_cost(fmean(row["cost"][key] for row in rows)) for key in COSTS)]
        for name, rows in algorithms.items()
    ]
    return table(["algorithm", *COSTS.values()], lines)


def _paper(name: str) -> str:
    return f"{100 * PAPER[name]:.1f}" if name in PAPER else "–"


def _f1_cell(rows: Rows, metric: str) -> str:
    text = f"{100 * value_of(rows, metric):.2f}"
    if len(rows) > 1:
        return text
    low, high = rows[0]["intervals"][metric]
    return f"{text} ± {50 * (high - low):.2f}"


def value_of(rows: Rows, metric: str) -> float:
    return fmean(row["metrics"][metric] for row in rows)


def mean_of(rows: Rows, name: str) -> float:
    """Percent, over the lengths."""
    return 100 * fmean(value_of(rows, f"{name}@{k}") for k in LENGTHS)


def _seeds(rows: Rows) -> str:
    return ", ".join(str(row["seed"]) for row in rows)


def _cost(value: float) -> str:
    return f"{value:,.1f}" if value >= 10 else f"{value:.2f}"
