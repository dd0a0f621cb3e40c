"""Writes what the record says: a page with plots for each dataset, and the generated part of the evaluation document."""

from collections.abc import Sequence
from math import isnan
from pathlib import Path

from recommender.evaluation import plots, tables
from recommender.evaluation.accuracy import KS, METRICS
from recommender.evaluation.documents import NOTHING, fill, image, making_of, write_pictures
from recommender.evaluation.protocols import BEST_ON_TEST, VALIDATION
from recommender.evaluation.record import rows_of
from recommender.evaluation.summary import Summary, by_selection
from recommender.training.registry import ALGORITHM_NAMES

PART = "results"
GROUPINGS = {
    "length": "By length of the history (events before the target)",
    "target": "Targets that stand in the history already (repeat), and others (explore)",
    "training": "Targets by their training interactions: none (unseen), 1 to 9 (cold), 10 and more (warm)",
}


def write_page(record: Path, dataset: str) -> Path:
    """The page of one dataset and its plots, beside the record."""
    folder = record.parent
    found = by_selection(rows_of(record), dataset=dataset)
    write_pictures(folder, _pictures(dataset, found))
    page = folder / f"{dataset}.md"
    page.write_text(_page(dataset, found), encoding="utf-8")
    return page


def write_document(document: Path, record: Path, datasets: Sequence[str]) -> None:
    """Puts the tables of `datasets` into the document."""
    folder = Path(record.parent.name)
    sections = [_section(name, by_selection(rows_of(record), dataset=name), folder) for name in datasets]
    fill(document, PART, "\n".join(sections))


def _section(dataset: str, found: dict[str, list[Summary]], folder: Path) -> str:
    chosen = found[VALIDATION]
    parts = [f"### {dataset}\n", _overview(found)]
    if chosen:
        shown = ("HR", "MRR")
        parts += [image(f"{name}@20 on {dataset}", f"{dataset}-{name}", folder=folder) for name in shown]
        parts.append(f"Every cut-off, kinds of cases, curves: [{dataset}]({folder}/{dataset}.md).\n")
    return "\n".join(parts)


def _page(dataset: str, found: dict[str, list[Summary]]) -> str:
    chosen = found[VALIDATION]
    if not chosen:
        return f"# {dataset}\n\n{_overview(found)}"
    parts = [f"# {dataset}\n", _overview(found), "## By cut-off\n"]
    parts.append("Each case has one target: recall is HR, and precision is HR divided by k.\n")
    parts += [tables.cut_off_table(chosen, metric) for metric in METRICS if metric != "recall"]
    for grouping, words in GROUPINGS.items():
        parts += [f"## {words}\n"]
        parts += [f"{name}\n\n{tables.group_table(chosen, grouping, name)}" for name in ("HR@20", "MRR@20")]
    parts.append("## Plots\n")
    parts += [image(name, name) for name in _pictures(dataset, found)]
    return "\n".join(parts)


def _overview(found: dict[str, list[Summary]]) -> str:
    chosen, flattered = found[VALIDATION], found[BEST_ON_TEST]
    parts = [_conditions(chosen), tables.accuracy_table(chosen, expected=ALGORITHM_NAMES)]
    parts.append(tables.config_list(chosen))
    if flattered:
        parts.append("Best epoch **on test**, for comparison with papers only; no choice was made by it:\n")
        parts.append(tables.accuracy_table(flattered))
    return "\n".join(filter(None, parts))


def _conditions(found: Sequence[Summary]) -> str:
    """On what, where, when and with which code the rows were measured."""
    rows = [row for one in found for row in one.rows]
    if not rows:
        return NOTHING
    learned = sorted({row["training"] for row in rows if "training" in row})
    told = [f"**A quick look: everything learned from {learned[0]} alone.**"] if learned else []
    told.append(f"{rows[-1]['cases']:,} test cases.")
    return " ".join([*told, making_of(rows)]) + "\n"


def _pictures(dataset: str, found: dict[str, list[Summary]]) -> dict[str, str]:
    """SVG by file name, without its ending: each metric by algorithm, by cut-off and by epoch."""
    chosen, trained, pictures = _labelled(found[VALIDATION]), _labelled(found[BEST_ON_TEST]), {}
    for name in ("HR", "NDCG", "MRR") if chosen else ():
        metric, file = f"{name}@20", f"{dataset}-{name}"
        values = {label: 100 * one.value(metric) for label, one in chosen.items()}
        ranges = {label: one.interval(metric) for label, one in chosen.items()}
        margins = {label: (100 * edges[0], 100 * edges[1]) for label, edges in ranges.items() if edges}
        pictures[file] = plots.bars(f"{metric} on {dataset}", values, intervals=margins, unit=" %")
        lines = {
            label: [(k, 100 * one.value(f"{name}@{k}")) for k in KS]
            for label, one in chosen.items()
            if not isnan(one.value(f"{name}@{KS[0]}"))
        }
        pictures |= _curves(f"{file}-by-k", f"{name}@k on {dataset}", lines, "k")
        epochs = {
            label: [(row["epoch"], 100 * row[metric]) for row in one.epochs()]
            for label, one in trained.items()
        }
        pictures |= _curves(f"{file}-by-epoch", f"{metric} on the test part of {dataset}", epochs, "epoch")
    return pictures


def _labelled(found: Sequence[Summary]) -> dict[str, Summary]:
    return dict(zip(tables.labels(found), found, strict=True))


def _curves(name: str, title: str, lines: dict[str, list], across: str) -> dict[str, str]:
    return {name: plots.curves(title, lines, across=across, unit=" %")} if lines else {}
