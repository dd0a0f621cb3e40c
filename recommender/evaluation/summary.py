"""What the record says of each algorithm on one dataset: newest row of each seed, means over the seeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.evaluation.protocols import SELECTIONS
from recommender.training.registry import ALGORITHM_NAMES


@dataclass(frozen=True)
class Summary:
    """One algorithm with one config, judged by one way of choosing its epoch; `rows` holds one for each seed.

    `learned` says what it learned from where that was not the training part alone.
    """

    algorithm: str
    config: dict
    selection: str
    rows: Sequence[dict]
    learned: str | None = None

    @property
    def seeds(self) -> list[int]:
        return [row["seed"] for row in self.rows]

    def value(self, metric: str) -> float:
        """Mean over the seeds; NaN where no row has it."""
        return _mean(row["metrics"].get(metric) for row in self.rows)

    def interval(self, metric: str) -> tuple[float, float] | None:
        """Of a single seed; means of several have none."""
        found = [row.get("intervals", {}).get(metric) for row in self.rows]
        return tuple(found[0]) if len(found) == 1 and found[0] else None

    def spread(self, metric: str) -> tuple[float, float] | None:
        """Least and most of several seeds."""
        values = [row["metrics"].get(metric) for row in self.rows]
        return (min(values), max(values)) if len(values) > 1 and None not in values else None

    def in_group(self, grouping: str, group: str, metric: str) -> float:
        groups = [row.get("groups", {}).get(grouping, {}).get(group, {}) for row in self.rows]
        return _mean(found.get(metric) for found in groups)

    def seconds(self) -> float:
        return _mean(row.get("seconds") for row in self.rows)

    def epochs(self) -> list[dict]:
        """Of the first seed."""
        return self.rows[0].get("epochs", [])


def by_selection(rows: Iterable[dict], *, dataset: str) -> dict[str, list[Summary]]:
    """In the order of the registry; an algorithm that has left it stands at the end."""
    order = {name: place for place, name in enumerate(ALGORITHM_NAMES)}
    rows = list(rows)
    return {
        selection: sorted(
            summaries(rows, dataset=dataset, selection=selection),
            key=lambda one: order.get(one.algorithm, len(order)),
        )
        for selection in SELECTIONS
    }


def summaries(rows: Iterable[dict], *, dataset: str, selection: str) -> list[Summary]:
    """Newest row of each (algorithm, config, what it learned, seed), in the order of their first appearance.

    Rows of other content than the newest row's do not count: their cases are not the same.
    """
    rows = [row for row in rows if row["dataset"] == dataset]
    content = [(row.get("fingerprint"), row.get("cases")) for row in rows]
    rows = [row for row, found in zip(rows, content, strict=True) if found == content[-1]]
    newest: dict[tuple, dict[int, dict]] = {}
    for row in rows:
        if row["selection"] == selection:
            config = row.get("config", {})
            key = (row["algorithm"], repr(sorted(config.items())), row.get("learned"))
            newest.setdefault(key, {})[row["seed"]] = row
    return [
        Summary(name, next(iter(seeds.values())).get("config", {}), selection, list(seeds.values()), learned)
        for (name, _, learned), seeds in newest.items()
    ]


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else float("nan")
