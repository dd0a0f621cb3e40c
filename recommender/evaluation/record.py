"""The record of all evaluations: a file of JSON lines that only grows."""

import json
from collections.abc import Iterable
from pathlib import Path

from recommender.evaluation.comparison import Contestant
from recommender.evaluation.protocols import VALIDATION


def rows_of(path: Path) -> list[dict]:
    """All rows, oldest first; a line that a kill cut short is none."""
    if not path.exists():
        return []
    return [row for line in path.read_text(encoding="utf-8").splitlines() if (row := _parsed(line))]


def append(path: Path, rows: Iterable[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cut_short = path.exists() and path.read_bytes()[-1:] not in (b"", b"\n")
    text = "".join(json.dumps(row) + "\n" for row in rows)
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * cut_short + text)


def is_recorded(
    contestant: Contestant, rows: Iterable[dict], *, dataset: str, fingerprint: str, cases: int
) -> bool:
    """Whether this fit was judged already, on this content and as many cases. The row by validation is written last."""
    wanted = {
        "dataset": dataset,
        "fingerprint": fingerprint,
        "cases": cases,
        "algorithm": contestant.algorithm,
        "seed": contestant.seed,
        "config": json.loads(json.dumps(contestant.config)),
        "selection": VALIDATION,
    }
    return any(all(row.get(name) == value for name, value in wanted.items()) for row in rows)


def _parsed(line: str) -> dict | None:
    try:
        return json.loads(line)
    except ValueError:
        return None
