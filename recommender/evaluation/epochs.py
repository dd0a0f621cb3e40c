"""A network after each of its epochs, judged on test: the curve by epoch, and the figure that papers print.

Papers of this field choose the epoch on the test part. That flatters, so it stands apart from what validation chose.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from recommender.algorithms.interface import Algorithm
from recommender.evaluation.accuracy import accuracy
from recommender.evaluation.evaluator import Report

CHOSEN_BY = "HR@20"


class Snapshots(list):
    """Listens to a fit and keeps the weights of each epoch, in main memory."""

    def __call__(self, weights: dict) -> None:
        self.append({name: value.detach().cpu().clone() for name, value in weights.items()})


def best_epoch(
    algorithm: Algorithm, snapshots: Snapshots, judge: Callable[[Algorithm, str], Report]
) -> tuple[Report, list[dict]]:
    """The report of the epoch with the best HR@20 on test, and one row of test metrics for each epoch.

    What was settled on validation after training (how far the second stage counts) stays as it is. The algorithm is
    left with the weights of the last epoch.
    """
    reports = []
    with TemporaryDirectory() as folder:
        for number, weights in enumerate(snapshots, start=1):
            algorithm.network.load_state_dict(weights)
            algorithm.save(Path(folder), facts={})
            restored = type(algorithm).load(Path(folder), device=str(algorithm.device))
            reports.append(judge(restored, f"{algorithm.name}, epoch {number}"))
    algorithm.ready()  # what it scores with is made of its weights
    rows = [
        {"epoch": number} | accuracy(report.ranks, ks=(20,), names=("HR", "NDCG", "MRR"))
        for number, report in enumerate(reports, start=1)
    ]
    return max(reports, key=lambda report: report.metrics[CHOSEN_BY]), rows
