"""All predictors on the same cases, judged on the newest ones."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from recommender.algorithms.interface import Progress, silent
from recommender.evaluation.record import without_nan
from recommender.insights.calibration import CALIBRATIONS, ReliabilityBin, reliability
from recommender.insights.predictors import PREDICTORS, Predictor
from recommender.insights.prepared_cases import PreparedCases
from recommender.insights.purchase_metrics import (
    Curve,
    best_threshold,
    pr_auc_interval,
    precision_recall_points,
    purchase_metrics,
    roc_points,
)

RAW = "raw"
LOWER_IS_BETTER = ("Brier", "ECE")


@dataclass(frozen=True)
class PurchaseResult:
    """One predictor on one horizon. `metrics` are of the raw probabilities; `calibrated` by way of calibrating.

    curves: points of "roc" and "precision_recall" · fingerprint: of the cases.
    """

    dataset: str
    horizon: str
    predictor: str
    seed: int
    fingerprint: str
    metrics: dict[str, float]
    calibrated: dict[str, dict[str, float]]
    reliability: dict[str, list[ReliabilityBin]]
    curves: dict[str, Curve]
    pr_auc_interval: tuple[float, float]
    threshold: float
    cases: dict[str, int]
    seconds: float

    def as_json(self) -> dict:
        """One row of results."""
        return without_nan(asdict(self) | {"seconds": round(self.seconds, 2)})


def compare_predictors(
    cases: PreparedCases,
    contestants: Sequence[tuple[str, int]],
    *,
    dataset: str,
    horizon: str,
    stages: Callable[[str], Progress] = lambda _name: silent,
) -> Iterator[PurchaseResult]:
    """Fits each (predictor, seed) after the other, and yields its result when it is there."""
    for name, seed in contestants:
        began = time.perf_counter()
        predict = known_predictor(name)(cases, seed=seed, progress=stages(f"{horizon}: {name}, seed {seed}"))
        seconds = time.perf_counter() - began
        yield judged(
            cases, predict, dataset=dataset, horizon=horizon, predictor=name, seed=seed, seconds=seconds
        )


def judged(cases: PreparedCases, predict: Predictor, *, seconds: float = 0.0, **who) -> PurchaseResult:
    """A fitted predictor on the newest cases; `who` names data set, horizon, predictor and seed."""
    counts = {name: len(part) for name, part in cases.parts.items()}
    found = _judged(cases, predict(cases.validation), predict(cases.test))
    return PurchaseResult(**who, fingerprint=cases.fingerprint, **found, cases=counts, seconds=seconds)


def known_predictor(name: str) -> Callable:
    """How it is fitted. Raises ValueError for a name that nobody has."""
    if name not in PREDICTORS:
        raise ValueError(f"There is no predictor {name!r}; known are {', '.join(PREDICTORS)}.")
    return PREDICTORS[name]


def _judged(cases: PreparedCases, chosen_on: np.ndarray, judged_on: np.ndarray) -> dict:
    """What a result says of probabilities on validation and on test."""
    learned, truth = cases.validation.buys, cases.test.buys
    threshold = best_threshold(chosen_on, learned)
    ways = {name: way(chosen_on, learned)(judged_on) for name, way in CALIBRATIONS.items()}
    calibrated = {
        name: {key: purchase_metrics(found, truth, threshold=0.5)[key] for key in LOWER_IS_BETTER}
        for name, found in ways.items()
    }
    bins = {name: reliability(found, truth) for name, found in ({RAW: judged_on} | ways).items()}
    return {
        "metrics": purchase_metrics(judged_on, truth, threshold=threshold),
        "calibrated": calibrated,
        "reliability": bins,
        "curves": {
            "roc": roc_points(judged_on, truth),
            "precision_recall": precision_recall_points(judged_on, truth),
        },
        "pr_auc_interval": pr_auc_interval(judged_on, truth),
        "threshold": threshold,
    }
