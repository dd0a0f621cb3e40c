"""Several algorithms and seeds on the same cases, one row of results each."""

import math
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recommender.algorithms.interface import FitOptions, Progress
from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.evaluation.evaluator import Report, evaluate
from recommender.training.fitting import fitted

# How the epoch of a network was chosen: by the validation period, never by the test period.
SELECTION = "validation"


@dataclass(frozen=True)
class Comparison:
    """One fit and what it was worth; `seconds` is how long the fit took."""

    report: Report
    seed: int
    seconds: float
    device: str

    def as_json(self, *, commit: str) -> dict:
        return {
            "dataset": self.report.dataset,
            "algorithm": self.report.algorithm,
            "seed": self.seed,
            "selection": SELECTION,
            "metrics": json_metrics(self.report),
            "cases": self.report.cases,
            "fingerprint": self.report.fingerprint,
            "device": self.device,
            "seconds": round(self.seconds, 2),
            "commit": commit,
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        }


def compare(
    dataset: Dataset,
    split: TemporalSplit,
    names: Sequence[str],
    *,
    seeds: Sequence[int],
    device: str = "auto",
    max_length: int = 50,
    max_samples: int | None = None,
    configs: Mapping[str, dict] | None = None,
    stages: Callable[[str], Progress],
) -> Iterator[Comparison]:
    """Fit and judge each algorithm with each seed, all on the same test cases.

    `configs` holds changes to an algorithm's own defaults, by its name.
    """
    for name in names:
        for seed in seeds:
            title = f"{name}, seed {seed}"
            changes = (configs or {}).get(name, {})
            options = FitOptions(seed=seed, device=device, progress=stages(f"fit {title}"), extra=changes)
            started = time.perf_counter()
            algorithm = fitted(name, dataset, split, options)
            seconds = time.perf_counter() - started
            report = evaluate(
                algorithm,
                dataset,
                split.test,
                max_length=max_length,
                max_samples=max_samples,
                progress=stages(f"evaluate {title}"),
            )
            yield Comparison(report, seed, seconds, _device_of(algorithm))


def json_metrics(report: Report) -> dict[str, float | None]:
    """Metrics with undefined ones as null: JSON has no other word for them."""
    return {name: None if math.isnan(value) else value for name, value in report.metrics.items()}


def _device_of(algorithm) -> str:
    """The name of the accelerator that it ran on, or cpu."""
    device = getattr(algorithm, "device", None)
    if device is None or device.type == "cpu":
        return "cpu"
    return sys.modules["torch"].cuda.get_device_name(device)
