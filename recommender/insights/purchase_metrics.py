"""What a purchase prediction is worth. The threshold is chosen on validation; nothing here is chosen on test."""

import math

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from recommender.insights.calibration import calibration_error

CURVE_POINTS = 60
Curve = list[tuple[float, float]]


def best_threshold(probabilities: np.ndarray, buys: np.ndarray) -> float:
    """Where F1 is highest; of equals the lowest. 0.5 where nobody buys."""
    if not buys.any():
        return 0.5
    precision, recall, thresholds = precision_recall_curve(buys, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[np.argmax(f1[:-1])])


def purchase_metrics(probabilities: np.ndarray, buys: np.ndarray, *, threshold: float) -> dict[str, float]:
    """accuracy, precision, recall, F1 at the threshold; PR-AUC (average precision) and ROC-AUC over all of them;
    Brier score and calibration error of the probabilities; base rate. What is undefined is NaN."""
    says = probabilities >= threshold
    hits = int((says & buys).sum())
    precision = hits / int(says.sum()) if says.any() else math.nan
    recall = hits / int(buys.sum()) if buys.any() else math.nan
    both = buys.any() and not buys.all()
    return {
        "accuracy": float((says == buys).mean()),
        "precision": precision,
        "recall": recall,
        "F1": 2 * hits / (int(says.sum()) + int(buys.sum())) if says.any() or buys.any() else math.nan,
        "PR-AUC": float(average_precision_score(buys, probabilities)) if both else math.nan,
        "ROC-AUC": float(roc_auc_score(buys, probabilities)) if both else math.nan,
        "Brier": float(np.mean((probabilities - buys) ** 2)),
        "ECE": calibration_error(probabilities, buys),
        "base rate": float(buys.mean()),
    }


def pr_auc_interval(
    probabilities: np.ndarray, buys: np.ndarray, *, seed: int = 0, draws: int = 500
) -> tuple[float, float]:
    """95 % bootstrap interval over the cases; NaN where only one answer occurs."""
    if not buys.any() or buys.all():
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = rng.integers(len(buys), size=len(buys))
        if buys[drawn].any():
            found.append(average_precision_score(buys[drawn], probabilities[drawn]))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def roc_points(probabilities: np.ndarray, buys: np.ndarray) -> Curve:
    """(false positive rate, true positive rate) from nobody to everybody; thinned for drawing."""
    wrong, right, _ = roc_curve(buys, probabilities)
    return _thinned(wrong, right)


def precision_recall_points(probabilities: np.ndarray, buys: np.ndarray) -> Curve:
    """(recall, precision) from the surest case to everybody; thinned for drawing."""
    precision, recall, _ = precision_recall_curve(buys, probabilities)
    return _thinned(recall[-2::-1], precision[-2::-1])  # the last point is the library's own, not a case's


def _thinned(across: np.ndarray, up: np.ndarray) -> Curve:
    place = np.unique(np.linspace(0, len(across) - 1, CURVE_POINTS).round().astype(int))
    return [(round(float(x), 4), round(float(y), 4)) for x, y in zip(across[place], up[place], strict=True)]
