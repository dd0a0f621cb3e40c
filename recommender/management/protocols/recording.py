"""What a run adds to its record: each result at once, so that a run that is stopped has lost nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from recommender.management.loop_command import LoopCommand
from recommender.management.protocols.options import making


class Recording:
    """The rows that are there, and the fresh ones. A dry run, and --again, take nothing for done."""

    def __init__(self, command: LoopCommand, options: dict) -> None:
        from recommender.evaluation.record import rows_of

        self.command, self.path, self.writes = command, options["results"], not options["dry_run"]
        self.known = rows_of(self.path) if self.writes and not options["again"] else []
        self.facts = making()  # what runs is what was loaded, whatever is committed meanwhile
        self.fresh: list[dict] = []

    def missing(self, asked: Sequence, row_of: Callable[[Any], dict]) -> list:
        """Those whose results are not in the record yet; row_of(one) is what their row would say."""
        from recommender.evaluation.record import is_recorded

        missing = [one for one in asked if not is_recorded(self.known, **row_of(one))]
        if skipped := len(asked) - len(missing):
            self.command.say(
                f"{skipped} of {len(asked)} are in {self.path} already (--again does them again)."
            )
        return missing

    def add(self, row: dict) -> None:
        from recommender.evaluation.record import append

        self.fresh.append(row | self.facts)
        if self.writes:
            append(self.path, self.fresh[-1:])

    def finish(self, dataset: str, write_page: Callable[[Path], Path]) -> None:
        """The last sentence of the run, after its page was written."""
        done = f"{len(self.fresh)} results on {dataset}"
        if self.writes:
            page = write_page(self.path)
            self.command.succeed(f"{done}, appended to {self.path}; tables and plots in {page}.")
        else:
            self.command.succeed(f"{done}, nothing was appended (dry run).")
