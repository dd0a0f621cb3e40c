"""Writes what the record says of purchase predictions: a page with plots, and the generated parts of docs/purchases.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from recommender.evaluation import plots
from recommender.evaluation.documents import NOTHING, fill, image, making_of, write_pictures
from recommender.evaluation.record import rows_of
from recommender.insights.purchase_comparison import RAW
from recommender.insights.purchase_tables import (
    by_horizon,
    by_predictor,
    cases_sentence,
    metrics_table,
    reliability_table,
)

CURVES = {
    "roc": ("ROC", "buyers found, by share of the others taken for buyers"),
    "precision_recall": ("Precision", "by share of the buyers found"),
    "reliability": ("Share that bought", "by the probability that was promised"),
}
PROMISED = "as promised"


def write_page(record: Path) -> Path:
    """One page of all data sets and horizons, and its plots, beside the record."""
    found = by_horizon(rows_of(record))
    parts = ["# Purchase prediction\n"]
    for (dataset, horizon), rows in found.items():
        pictures = _pictures(dataset, horizon, rows)
        write_pictures(record.parent, pictures)
        parts += [f"## {dataset}, horizon {horizon}\n", _tables(rows)]
        parts += [image(name, name) for name in pictures]
    page = record.with_suffix(".md")
    page.write_text("\n".join(parts if found else [*parts, NOTHING]), encoding="utf-8")
    return page


def write_document(document: Path, record: Path, datasets: Sequence[str]) -> None:
    """Puts each data set's tables between its own markers."""
    found, folder = by_horizon(rows_of(record)), record.parent.name
    for name in datasets:
        parts = []
        for (dataset, horizon), rows in found.items():
            if dataset == name:
                roc = f"{_stem(dataset, horizon)}-roc"
                parts += [f"Horizon **{horizon}**.", _tables(rows)]
                parts += [image(roc, roc, folder=Path(folder))] if _has_curves(rows) else []
        more = f"All curves: [{record.stem}]({folder}/{record.stem}.md).\n"
        fill(document, name, "\n".join([*parts, more] if parts else [NOTHING]))


def _tables(rows: Sequence[Mapping]) -> str:
    told = f"{cases_sentence(rows)}{making_of(rows)}\n"
    return "\n".join(filter(None, [told, metrics_table(rows), reliability_table(rows)]))


def _pictures(dataset: str, horizon: str, rows: Sequence[Mapping]) -> dict[str, str]:
    """SVG by file name; of each predictor's first seed."""
    if not _has_curves(rows):
        return {}
    first = {name: own[0] for name, own in by_predictor(rows).items()}
    lines = {
        kind: {name: _percent(row["curves"][kind]) for name, row in first.items()}
        for kind in ("roc", "precision_recall")
    }
    lines["reliability"] = {PROMISED: [(0, 0), (100, 100)]} | {
        name: _percent((bin_["predicted"], bin_["observed"]) for bin_ in row["reliability"][RAW])
        for name, row in first.items()
    }
    pictures = {}
    for kind, (words, across) in CURVES.items():
        title = f"{words}: {dataset}, horizon {horizon}"
        pictures[f"{_stem(dataset, horizon)}-{kind}"] = plots.curves(
            title, lines[kind], across=across, unit=" %"
        )
    return pictures


def _has_curves(rows: Sequence[Mapping]) -> bool:
    """Rows of before curves were kept have none."""
    return all("curves" in row for row in rows)


def _stem(dataset: str, horizon: str) -> str:
    return f"purchases-{dataset}-{horizon}"


def _percent(points) -> list[tuple[float, float]]:
    return [(100 * x, 100 * y) for x, y in points]
