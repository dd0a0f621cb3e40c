"""What a simulation needs of the learning side, behind the front door: the web process does not load it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommender.arms import Arms


def open_arms(
    arms: Sequence[str], *, seed: int, changes: dict | None = None, update_changes: dict | None = None
) -> Arms:
    """Each written as [NAME=]ALGORITHM[+updates]. Raises InvalidInput, in words, where that makes no experiment."""
    from recommender.arms import Arm, Arms

    return Arms([Arm.of(text) for text in arms], seed=seed, changes=changes, update_changes=update_changes)


def closed_loop_report(rows: Sequence[dict], *, drift_hour: float | None, seed: int) -> dict:
    """What came out by arm, with intervals, and how it was made; see recommender/evaluation/closed_loop/."""
    from recommender.evaluation.closed_loop.report import report
    from recommender.management.protocols.options import making

    return report(rows, drift_hour=drift_hour, seed=seed) | making()


def write_closed_loop(record: Path) -> list[Path]:
    """The pictures and the generated parts of docs/closed-loop.md; which files."""
    from recommender.evaluation.closed_loop.pages import write_pages

    return write_pages(record)
