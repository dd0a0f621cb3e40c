"""What every turn of the loop has, whether it trains anew or goes on learning: a row, its times, a report, new lists."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from recommender.algorithms.interface import Progress, silent
from recommender.dataset.sequences import Dataset
from recommender.evaluation.comparison import json_metrics
from recommender.evaluation.evaluator import Report
from recommender.evaluation.models import GateDecision
from recommender.evaluation.report import markdown_table
from recommender.serving.lists import refresh_active_visitors
from recommender.serving.product_lists import refresh_product_lists
from recommender.training import services as training
from recommender.training.models import ModelVersion, TrainingRun

# Gives the progress listener of a stage, by its name.
Stages = Callable[[str], Progress]


def no_stages(_stage: str) -> Progress:
    return silent


@dataclass(frozen=True)
class LoopReport:
    """What one turn of the loop did."""

    run: TrainingRun
    version: ModelVersion
    decision: GateDecision
    reports: dict[str, Report]
    lists: int

    def as_json(self) -> dict:
        return {
            "algorithm": self.version.algorithm,
            "update_of": self.run.base.number if self.run.base else None,
            "reason": self.run.reason,
            "metrics": metrics_of(self.reports),
            "gate": {"passed": self.decision.passed, "reasons": self.decision.reasons},
            "model_version": self.version.number,
            "seconds": self.run.stage_seconds,
            "dataset": {"fingerprint": self.run.dataset_fingerprint} | self.run.dataset_facts,
            "lists": self.lists,
        }

    def as_text(self) -> str:
        """The table of metrics, and what the gate said to it."""
        return "\n".join([markdown_table(list(self.reports.values())), *self.decision.reasons])

    @property
    def fate(self) -> str:
        became = "is live" if self.decision.passed else "was refused; the live model stays"
        return f"{self.version} {became}. {self.lists:,} lists were made."


def metrics_of(reports: dict[str, Report]) -> dict[str, dict[str, float | None]]:
    return {name: json_metrics(report) for name, report in reports.items()}


@contextmanager
def recorded_run(**facts) -> Iterator[TrainingRun]:
    """The row of a run, which tells how it went, whatever happens. Ask for it under `training_lock`."""
    run = training.start_run(**facts)
    try:
        yield run
    except BaseException as error:
        training.fail_run(run, error)
        raise
    training.finish_run(run)


@contextmanager
def timed(run: TrainingRun, stage: str) -> Iterator[None]:
    """Writes down how long a stage took, and with it what the run has become so far."""
    started = time.perf_counter()
    yield
    run.stage_seconds[stage] = round(time.perf_counter() - started, 3)
    run.save()


def watched(run: TrainingRun, progress: Progress) -> Progress:
    """Also writes the curve of the epochs so far into the run's row, so that it can be looked at while it grows."""
    points: dict[int, dict] = {}

    def told(done: int, total: int, facts: dict) -> None:
        progress(done, total, facts)
        if "epoch" not in facts:
            return
        is_new = facts["epoch"] not in points
        points[facts["epoch"]] = {name: facts[name] for name in ("epoch", "loss") if name in facts}
        if is_new or done == total:
            TrainingRun.objects.filter(pk=run.pk).update(curve=list(points.values()))

    return told


def refresh_here(*, now: datetime, dataset: Dataset, stages: Stages) -> int:
    """All lists anew, in this process; says how many."""
    made = refresh_product_lists(dataset, now=now, progress=stages("refresh product lists"))
    return made + refresh_active_visitors(now=now, progress=stages("refresh visitors"))
