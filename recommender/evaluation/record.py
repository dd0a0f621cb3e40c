"""The record of all evaluations: a file of JSON lines that only grows."""

import json
import math
from collections.abc import Iterable
from pathlib import Path


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


def is_recorded(rows: Iterable[dict], **wanted) -> bool:
    """Whether a row says all of this, as JSON says it."""
    wanted = json.loads(json.dumps(wanted))
    return any(all(row.get(name) == value for name, value in wanted.items()) for row in rows)


def without_nan(value):
    """The same with what is undefined as null: JSON has no other word for it."""
    if isinstance(value, dict):
        return {name: without_nan(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _parsed(line: str) -> dict | None:
    try:
        return json.loads(line)
    except ValueError:
        return None
