"""Writes what the record says of pushed lists: F1 by length beside its ceiling, by segment, and what each algorithm costs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from recommender.evaluation import plots
from recommender.evaluation.documents import NOTHING, fill, image, making_of, write_pictures
from recommender.evaluation.push_cases import LENGTHS
from recommender.evaluation.push_tables import (
    CEILING,
    Rows,
    by_dataset,
    cost_table,
    f1_table,
    mean_of,
    segment_table,
    value_of,
    values_table,
)
from recommender.evaluation.record import rows_of


def write_page(record: Path) -> Path:
    """One page of all data sets, and its plots, beside the record."""
    found = by_dataset(rows_of(record))
    parts = ["# Push\n", *([] if found else [NOTHING])]
    for dataset, algorithms in found.items():
        pictures = _pictures(dataset, algorithms)
        write_pictures(record.parent, pictures)
        parts += [f"## {dataset}\n", _tables(algorithms)]
        parts += ["Precision and recall by length:\n", values_table(algorithms, ("precision", "recall"))]
        parts += [image(name, name) for name in pictures]
    page = record.with_suffix(".md")
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def write_document(document: Path, record: Path, datasets: Sequence[str]) -> None:
    """Puts each data set's tables between its own markers."""
    found, folder = by_dataset(rows_of(record)), record.parent.name
    for dataset in datasets:
        if dataset not in found:
            fill(document, dataset, NOTHING)
            continue
        curve = f"push-{dataset}-F1"
        more = f"Precision, recall: [{record.stem}]({folder}/{record.stem}.md).\n"
        parts = [_tables(found[dataset]), image(curve, curve, folder=Path(folder)), more]
        fill(document, dataset, "\n".join(parts))


def _tables(algorithms: Mapping[str, Rows]) -> str:
    rows = [row for own in algorithms.values() for row in own]
    first, configs = rows[-1], {name: own[0]["config"] for name, own in algorithms.items()}
    told = f"{first['records']:,} records of {first['visitors']:,} visitors, {first['cases']:,} lists. "
    who = "".join(f"- {name}: {words}\n" for name, words in first["who"].items())
    set_ = "".join(
        f"- {name}: " + ", ".join(f"{key} {value}" for key, value in sorted(config.items())) + "\n"
        for name, config in configs.items()
        if config
    )
    parts = [f"{told}{making_of(rows)}\n", f1_table(algorithms), set_]
    parts += ["Segments, by what visitors did before the cut:\n", who, segment_table(algorithms)]
    return "\n".join(filter(None, [*parts, cost_table(algorithms)]))


def _pictures(dataset: str, algorithms: Mapping[str, Rows]) -> dict[str, str]:
    """SVG by file name."""
    first = next(iter(algorithms.values()))
    lines = {
        name: [(k, 100 * value_of(rows, f"F1@{k}")) for k in LENGTHS] for name, rows in algorithms.items()
    }
    bound = {CEILING: [(k, 100 * value_of(first, f"{CEILING}@{k}")) for k in LENGTHS]}
    means = {name: mean_of(rows, "F1") for name, rows in algorithms.items()}
    return {
        f"push-{dataset}-F1": plots.curves(
            f"F1 by length of the list on {dataset}", lines | bound, across="length of the list", unit=" %"
        ),
        f"push-{dataset}-mean": plots.bars(f"Mean F1 on {dataset}", means, unit=" %"),
    }
