"""Reports as people read them (Markdown) and as programs do (JSON)."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

from recommender.evaluation.evaluator import Report

COLUMNS = ("HR@10", "NDCG@10", "MRR@10", "HR@20", "NDCG@20", "MRR@20", "coverage@20", "popularity@20")


def markdown_table(reports: Sequence[Report], *, columns: Sequence[str] = COLUMNS) -> str:
    """One row for each report; rates in percent, the best of each accuracy column in bold."""
    best = {name: max(_values(reports, name), default=math.nan) for name in columns}
    lines = [
        "| algorithm | " + " | ".join(columns) + " | cases | seconds |",
        "|---|" + "---:|" * (len(columns) + 2),
    ]
    for report in reports:
        cells = [_cell(report.metrics.get(name, math.nan), name, best[name]) for name in columns]
        lines.append(
            f"| {report.algorithm} | " + " | ".join(cells) + f" | {report.cases:,} | {report.seconds:.1f} |"
        )
    return "\n".join(lines) + "\n"


def write_report(reports: Sequence[Report], *, markdown_path: Path, json_path: Path, title: str) -> None:
    """Both files, folders made where they are missing."""
    for path in (markdown_path, json_path):
        path.parent.mkdir(parents=True, exist_ok=True)
    markdown_path.write_text(f"# {title}\n\n{markdown_table(reports)}", encoding="utf-8")
    json_path.write_text(json.dumps(as_json(reports), indent=2) + "\n", encoding="utf-8")


def as_json(reports: Sequence[Report]) -> dict:
    """metrics by algorithm, as `run_loop --report` promises, and what they were measured on. Undefined is null."""
    facts = [report.facts() for report in reports]
    for fact in facts:
        fact["metrics"] = {name: None if math.isnan(v) else v for name, v in fact["metrics"].items()}
    return {"metrics": {fact["algorithm"]: fact["metrics"] for fact in facts}, "evaluations": facts}


def _values(reports: Sequence[Report], name: str) -> list[float]:
    values = [report.metrics.get(name, math.nan) for report in reports]
    return [value for value in values if not math.isnan(value)]


def _cell(value: float, name: str, best: float) -> str:
    if math.isnan(value):
        return "–"
    text = f"{100 * value:.2f}"
    return (
        f"**{text}**"
        if value == best and "@" in name and not name.startswith(("popularity", "coverage"))
        else text
    )
