"""Several algorithms and seeds on the same cases, one row of results each."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from recommender.algorithms.interface import Algorithm, FitOptions, Progress, unwatched
from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.evaluation.accuracy import accuracy, intervals
from recommender.evaluation.epochs import Snapshots, best_epoch
from recommender.evaluation.evaluator import Report, evaluate
from recommender.evaluation.groups import by_group
from recommender.evaluation.protocols import BEST_ON_TEST, VALIDATION
from recommender.evaluation.record import without_nan
from recommender.training.fitting import fitted
from recommender.training.registry import NETWORKS


@dataclass(frozen=True)
class Contestant:
    """An algorithm to fit; `config` holds changes to its own defaults."""

    algorithm: str
    seed: int
    config: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.algorithm}, seed {self.seed}"


@dataclass(frozen=True)
class Comparison:
    """One fit and what it was worth; `seconds` is how long the fit took."""

    report: Report
    contestant: Contestant
    seconds: float
    device: str
    selection: str = VALIDATION
    details: dict = field(default_factory=dict)

    def as_json(self) -> dict:
        """One row of results."""
        row = {
            "dataset": self.report.dataset,
            "algorithm": self.contestant.algorithm,
            "seed": self.contestant.seed,
            "selection": self.selection,
            "config": self.contestant.config,
            "metrics": self.report.metrics | accuracy(self.report.ranks),
            **self.details,
            "cases": self.report.cases,
            "fingerprint": self.report.fingerprint,
            "device": self.device,
            "seconds": round(self.seconds, 2),
        }
        return without_nan(row)


def compare(
    dataset: Dataset,
    split: TemporalSplit,
    contestants: Sequence[Contestant],
    *,
    device: str = "auto",
    max_length: int = 50,
    max_samples: int | None = None,
    every_epoch: bool = False,
    keep: Callable[[Algorithm, Contestant], None] = lambda *_: None,
    judges: bool = True,
    stages: Callable[[str], Progress],
) -> Iterator[Comparison]:
    """Fit and judge each, all on the same test cases; `keep` is given what was fitted.

    With `every_epoch`, a network's weights of each epoch are judged too, and its best epoch on test comes first.
    A process that only helps another to teach fits the same networks, and judges nothing.
    """

    def judge(algorithm: Algorithm, title: str) -> Report:
        return evaluate(
            algorithm,
            dataset,
            split.test,
            max_length=max_length,
            max_samples=max_samples,
            progress=stages(f"evaluate {title}"),
        )

    for contestant in contestants:
        if not judges and contestant.algorithm not in NETWORKS:
            continue
        snapshots = Snapshots() if every_epoch and contestant.algorithm in NETWORKS else None
        options = FitOptions(
            seed=contestant.seed,
            device=device,
            progress=stages(f"fit {contestant}"),
            after_epoch=unwatched if snapshots is None else snapshots,
            extra=contestant.config,
        )
        started = time.perf_counter()
        algorithm = fitted(contestant.algorithm, dataset, split, options)
        seconds = time.perf_counter() - started
        if not judges:
            continue
        keep(algorithm, contestant)
        for selection, report, epochs in _judged(algorithm, judge, contestant, snapshots):
            details = details_of(report, dataset, split) | epochs
            yield Comparison(report, contestant, seconds, device_of(algorithm), selection, details)


def _judged(
    algorithm: Algorithm, judge: Callable, contestant: Contestant, snapshots: Snapshots | None
) -> Iterator[tuple[str, Report, dict]]:
    """(selection, report, what is known of each epoch). The row by validation comes last: it says that all is done."""
    chosen = judge(algorithm, str(contestant))
    history = {"epochs": algorithm.history} if contestant.algorithm in NETWORKS else {}
    if snapshots is not None:
        best, epochs = best_epoch(algorithm, snapshots, judge)
        yield BEST_ON_TEST, best, {"epochs": epochs}
    yield VALIDATION, chosen, history


def json_metrics(report: Report) -> dict[str, float | None]:
    """Metrics with undefined ones as null: JSON has no other word for them."""
    return without_nan(report.metrics)


def details_of(report: Report, dataset: Dataset, split: TemporalSplit) -> dict:
    """How sure the figures are, and what they are by kinds of cases."""
    return {
        "intervals": intervals(report.ranks, report.samples.rows),
        "groups": by_group(report.ranks, report.samples, dataset, learned=split.before_test),
    }


def device_of(algorithm: Algorithm) -> str:
    """The name of the accelerator that it ran on, or cpu."""
    device = getattr(algorithm, "device", None)
    if device is None or device.type == "cpu":
        return "cpu"
    return sys.modules["torch"].cuda.get_device_name(device)
