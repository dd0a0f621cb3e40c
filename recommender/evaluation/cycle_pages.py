"""Writes what the record says of weekly cycles: means as a table and bars, each strategy's weeks as curves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

from recommender.evaluation import plots
from recommender.evaluation.cycles import FULL, SHOWN, CycleRow, means
from recommender.evaluation.documents import NOTHING, fill, image, making_of, table, write_pictures
from recommender.evaluation.record import rows_of

# What rows of one comparison have in common.
COMMON = (
    "algorithm",
    "seed",
    "config",
    "update",
    "since",
    "most",
    "exemplars",
    "max_cases",
    "evidence",
    "fingerprint",
)
DRAWN = ("HR@20", "MRR@20")
PART = "cycles"


def write_page(record: Path) -> Path:
    """One page of all comparisons, and its plots, beside the record."""
    compared = comparisons(rows_of(record))
    parts = ["# Weekly updates\n", *([] if compared else [NOTHING])]
    for number, rows in enumerate(compared, start=1):
        pictures = _pictures(f"cycles-{number}", rows)
        write_pictures(record.parent, pictures)
        parts += [section(rows), *(image(name, name) for name in pictures)]
    page = record.with_suffix(".md")
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def write_document(document: Path, record: Path) -> None:
    """Puts the table of each comparison into the document."""
    compared, folder = comparisons(rows_of(record)), record.parent.name
    more = f"By week, as curves: [{record.stem}]({folder}/{record.stem}.md).\n"
    fill(document, PART, "\n".join([*map(section, compared), more] if compared else [NOTHING]))


def comparisons(rows: Sequence[Mapping]) -> list[list[Mapping]]:
    """Rows that can be compared, in the order of their first appearance; the newest of each strategy and week."""
    found: dict[str, dict] = {}
    for row in rows:
        found.setdefault(repr([row.get(name) for name in COMMON]), {})[row["strategy"], row["week"]] = row
    return [list(own.values()) for own in found.values()]


def means_table(rows: Sequence[Mapping]) -> str:
    """Means over the cycles, metrics in percent. Below averaged weights, which serve, stand the live ones; below each, with evidence."""
    lines = []
    whole = {row["week"]: row["seconds"] for row in rows if row["strategy"] == FULL}
    for mean in means(_cycle_rows(rows)):
        own = [row for row in rows if row["strategy"] == mean.strategy]
        share = "–" if mean.fraction is None else f"{mean.fraction:.0%}"
        lines.append([mean.strategy, str(mean.cycles), *_percent(mean.metrics), f"{mean.seconds:.1f}", share])
        if live := [row["live"] for row in own if row["live"]]:
            lines.append([f"{mean.strategy}, its live weights", *_means_of(live), "–", "–"])
        if told := [row for row in own if row.get("weighed")]:
            lines.append(
                [
                    f"{mean.strategy} + evidence",
                    *_means_of([row["weighed"] for row in told]),
                    *_time(told, whole),
                ]
            )
    return table(["strategy", "cycles", *SHOWN, "seconds", "of full retraining"], lines)


def section(rows: Sequence[Mapping]) -> str:
    """On what, how, and the table."""
    first, weeks = rows[0], [row["week"] for row in rows]
    told = [f"### {first['algorithm']}, seed {first['seed']}, weeks {min(weeks)} to {max(weeks)}\n\n"]
    if first.get("most") or first.get("max_cases"):
        told.append("**A quick look.** ")
    asked = {"config": first["config"], "in updates": first["update"]} | {
        name: first.get(name) for name in ("most", "exemplars", "max_cases")
    }
    told += [f"{name.replace('_', ' ')}: {value}. " for name, value in asked.items() if value]
    return "".join(told) + f"{making_of(rows)}\n\n{means_table(rows)}"


def _means_of(found: Sequence[Mapping[str, float]]) -> list[str]:
    return [str(len(found)), *_percent({metric: fmean(one[metric] for one in found) for metric in SHOWN})]


def _time(rows: Sequence[Mapping], whole: Mapping[int, float]) -> list[str]:
    """Seconds of the update and of weighing, and what part of full retraining's they are."""
    seconds = {row["week"]: row["seconds"] + row["weighing"] for row in rows}
    both = [week for week in seconds if week in whole]
    share = f"{sum(seconds[week] for week in both) / sum(whole[week] for week in both):.0%}" if both else "–"
    return [f"{fmean(seconds.values()):.1f}", share]


def _percent(metrics: Mapping[str, float]) -> list[str]:
    return [f"{100 * metrics[metric]:.2f}" for metric in SHOWN]


def _cycle_rows(rows: Sequence[Mapping]) -> list[CycleRow]:
    """Of fields that came later, older rows know nothing."""
    names = CycleRow.__dataclass_fields__
    return [CycleRow(**{name: row[name] for name in names if name in row}) for row in rows]


def _pictures(stem: str, rows: Sequence[Mapping]) -> dict[str, str]:
    """SVG by file name."""
    found = means(_cycle_rows(rows))
    pictures = {}
    for metric in DRAWN:
        lines = {
            mean.strategy: sorted(
                (row["week"], 100 * row["metrics"][metric])
                for row in rows
                if row["strategy"] == mean.strategy
            )
            for mean in found
        }
        name = f"{stem}-{metric.partition('@')[0]}"
        pictures[f"{name}-by-week"] = plots.curves(
            f"{metric} in the week after", lines, across="week", unit=" %"
        )
        values = {mean.strategy: 100 * mean.metrics[metric] for mean in found}
        pictures[f"{name}-mean"] = plots.bars(f"{metric}, mean over the weeks", values, unit=" %")
    shares = {mean.strategy: 100 * mean.fraction for mean in found if mean.fraction is not None}
    if FULL in shares:
        pictures[f"{stem}-seconds"] = plots.bars("Seconds, of those of full retraining", shares, unit=" %")
    return pictures
