"""What the record says of each contestant: the newest line of each seed, means over the seeds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan
from statistics import fmean, stdev

from recommender.evaluation.drift.contestants import MODES

GROUPS = ("new", "established", "less active", "active")
# What lines that can be compared have in common.
COMMON = ("dataset", "fingerprint", "rules", "beside", "most", "draw")


@dataclass(frozen=True)
class Life:
    """A contestant through the periods; rows hold one line for each seed."""

    name: str
    mode: str
    rows: Sequence[dict]

    @property
    def label(self) -> str:
        every = (self.rows[0]["update"] or {}).get("every")
        return f"{self.name}, {f'every {every:,}' if every else self.mode}"

    @property
    def has_live(self) -> bool:
        return any(period["live"] for period in self.rows[0]["periods"])

    @property
    def periods(self) -> list[str]:
        return [period["period"] for period in self.rows[0]["periods"]]

    def over_periods(self, metric: str, *, live: bool = False) -> list[float]:
        """Means over the seeds. Live weights that serve themselves are the serving ones."""
        return _columns([_values(row, metric, live=live) for row in self.rows])

    def mean(self, metric: str, *, live: bool = False) -> float:
        return fmean(self.over_periods(metric, live=live))

    def standard_error(self, metric: str) -> float | None:
        """Of the mean over periods, between seeds; None for one seed."""
        means = [fmean(_values(row, metric, live=False)) for row in self.rows]
        return stdev(means) / len(means) ** 0.5 if len(means) > 1 else None

    @property
    def groups(self) -> list[str]:
        """Those that have cases."""
        periods = self.rows[0]["periods"]
        return [name for name in GROUPS if any(p["groups"].get(name, {}).get("cases") for p in periods)]

    def in_group(self, group: str, metric: str) -> list[float | None]:
        """By period; None where the group has no case."""
        found = [
            [period["groups"].get(group, {}).get(metric) for period in row["periods"]] for row in self.rows
        ]
        return [None if None in column else fmean(column) for column in zip(*found, strict=True)]

    def seconds_to_fit(self) -> float:
        """Before T1."""
        return fmean(row["seconds"] for row in self.rows)

    def seconds_to_follow(self) -> float:
        """Of learning since T1 began, over all periods."""
        return fmean(sum(period["seconds"] for period in row["periods"]) for row in self.rows)

    def roc(self) -> list[float]:
        return _columns([row["roc"] for row in self.rows])

    def errors(self, place: int) -> list[float]:
        """Shares of the predictions of one period by their error."""
        return _columns([row["periods"][place]["errors"] for row in self.rows])


def studies(rows: Iterable[dict]) -> list[list[Life]]:
    """Comparable contestants of the newest lines of each dataset; in the order of their first appearance, modes together."""
    newest: dict[str, dict[str, dict[int, dict]]] = {}
    shared: dict[str, str] = {}
    for row in rows:
        mark = json.dumps([row[name] for name in COMMON])
        if shared.get(row["dataset"]) != mark:
            shared[row["dataset"]], newest[row["dataset"]] = mark, {}
        who = json.dumps([row["algorithm"], row["mode"], row["config"], row["update"]])
        newest[row["dataset"]].setdefault(who, {})[row["seed"]] = row
    return [_ordered(lives) for lives in newest.values()]


def _ordered(lives: dict[str, dict[int, dict]]) -> list[Life]:
    found = [
        Life(first["algorithm"], first["mode"], list(seeds.values()))
        for seeds in lives.values()
        if (first := next(iter(seeds.values())))
    ]
    names = list(dict.fromkeys(life.name for life in found))
    return sorted(found, key=lambda life: (names.index(life.name), MODES.index(life.mode)))


def _values(row: dict, metric: str, *, live: bool) -> list[float]:
    """By period; NaN where it was undefined."""
    found = [((live and period["live"]) or period["metrics"])[metric] for period in row["periods"]]
    return [nan if value is None else value for value in found]


def _columns(table: Sequence[Sequence[float]]) -> list[float]:
    return [fmean(column) for column in zip(*table, strict=True)]
