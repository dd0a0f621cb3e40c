"""Writes what the record says of the drift study: a page with every table and plot, and the main ones into docs/drift.md."""

from collections.abc import Sequence
from pathlib import Path

from recommender.evaluation.documents import NOTHING, fill, image, making_of, write_pictures
from recommender.evaluation.drift import tables
from recommender.evaluation.drift.contestants import STATIC
from recommender.evaluation.drift.pictures import pictures_of
from recommender.evaluation.drift.summary import Life, studies
from recommender.evaluation.record import rows_of

STAR = "gru_tam"  # the paper's model: its groups, errors and attention are looked into
DATASETS = ("simulated", "diginetica_weekly")
MAIN = ("accuracy", "ROC", "positions", "attention-dynamic")  # pictures of the document


def write_page(record: Path) -> Path:
    """One page for all datasets, and its plots, beside the record."""
    found = studies(rows_of(record))
    parts = ["# Drift: every table\n", *([] if found else [NOTHING])]
    for lives in found:
        pictures = pictures_of(lives, star=STAR)
        write_pictures(record.parent, pictures)
        parts += [f"## {_dataset(lives)}\n", overview(lives), details(lives)]
        parts += [image(name, name) for name in pictures]
    page = record.with_suffix(".md")
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def write_document(document: Path, record: Path) -> None:
    """The main tables and plots of each dataset, between the markers of its name."""
    found = {_dataset(lives): lives for lives in studies(rows_of(record))}
    for dataset in DATASETS:
        lives = found.get(dataset)
        fill(document, dataset, _section(lives, Path(record.parent.name), record.stem) if lives else NOTHING)


def overview(lives: Sequence[Life]) -> str:
    """How it was measured, the click task, and who keeps up."""
    return "\n".join(
        [
            _conditions(lives),
            "Click task, means over the periods:\n",
            tables.click_table(lives),
            "Accuracy by period:\n",
            tables.period_table(lives, "accuracy"),
        ]
    )


def details(lives: Sequence[Life]) -> str:
    """The other tables."""
    own = [life for life in lives if life.name == STAR]
    parts = ["Records after each step, and how they are divided:\n", tables.data_table(lives[0])]
    parts += ["HR@10 by period, all items ranked:\n", tables.period_table(lives, "HR@10")]
    parts += ["AUC by period:\n", tables.period_table(lives, "AUC")]
    parts += ["Mean squared error of the probabilities by period:\n", tables.error_table(lives)]
    parts += ["Hit rate by position:\n", tables.position_table(lives)]
    if own:
        parts += [f"HR@10 of {STAR} by group of visitors:\n", tables.group_table(own, "HR@10")]
    return "\n".join(parts)


def _section(lives: Sequence[Life], folder: Path, stem: str) -> str:
    own = [life for life in lives if life.name == STAR]
    pictures = pictures_of(lives, star=STAR)
    shown = [name for name in pictures if name.endswith(MAIN)]
    parts = [overview(lives)]
    if own:
        parts += [f"Accuracy of {STAR} by group of visitors:\n", tables.group_table(own, "accuracy")]
    for life in own:
        if life.mode != STATIC and "attention" in life.rows[0]:
            parts += [f"Attention of {life.label}; 1 is an even share:\n", tables.attention_table(life)]
    parts += [image(name, name, folder=folder) for name in shown]
    parts.append(f"Every table and plot: [{stem}]({folder}/{stem}.md).\n")
    return "\n".join(parts)


def _conditions(lives: Sequence[Life]) -> str:
    first = lives[0].rows[0]
    cases = ", ".join(f"{period['cases']:,}" for period in first["periods"])
    told = [
        f"Test cases of {first['periods'][0]['period']} and on: {cases}; {first['beside']} shown beside each click."
    ]
    if first["most"]:
        told.append(f"**A random part**: at most {first['most']:,} cases of each part.")
    rows = [row for life in lives for row in life.rows]
    if learned := {row["learns"] for row in rows} - {None}:
        told.append(f"**A quick look**: learned from the newest {max(learned):,} cases at a time.")
    told.append(making_of(rows))
    configs = {f"{row['algorithm']}: {_settings(row['config'])}" for row in rows if row["config"]} | {
        f"{row['algorithm']} in updates: {_updates(row['update'])}" for row in rows if row["update"]
    }
    return " ".join(told) + "\n\n" + "".join(f"- {line}\n" for line in sorted(configs))


def _settings(values: dict) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _updates(how: dict) -> str:
    used = {name: value for name, value in how["strategy"].items() if value not in (None, False, 0)}
    if not used.get("exemplars"):
        used.pop("candidates", None)
    if not used.get("importance"):
        used.pop("fisher_samples", None)
    return _settings(used | how["training"])


def _dataset(lives: Sequence[Life]) -> str:
    return lives[0].rows[0]["dataset"]
