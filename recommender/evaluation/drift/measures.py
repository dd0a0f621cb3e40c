"""What a period's predictions are worth. S cases, N items shown beside the clicked one; column 0 was clicked.

Each item shown is a prediction: where N is not 1, accuracy means something only beside the base rate 1 / (1 + N).
"""

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from recommender.evaluation.drift.click_task import clicks_of
from recommender.evaluation.metrics import hits

POSITIONS = tuple(range(1, 11))
ROC_GRID = np.linspace(0, 1, 51)
BINS = 10
_EDGE = 1e-12


def click_measures(probabilities: np.ndarray, *, threshold: float) -> dict[str, float]:
    """accuracy, precision, recall and F1 at the threshold; AUC, MSE and log loss of the probabilities (S, 1+N)."""
    clicked = clicks_of(probabilities)
    says = probabilities >= threshold
    true, said = int((says & clicked).sum()), int(says.sum())
    kept = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return {
        "accuracy": float((says == clicked).mean()),
        "precision": true / said if said else float("nan"),
        "recall": true / len(clicked),
        "F1": 2 * true / (said + len(clicked)),
        "AUC": float(roc_auc_score(clicked.ravel(), probabilities.ravel())),
        "TPR@FPR=0.2": float(np.interp(0.2, *_roc(probabilities))),
        "MSE": float(((probabilities - clicked) ** 2).mean()),
        "log loss": float(-np.log(np.where(clicked, kept, 1 - kept)).mean()),
        "base rate": float(clicked.mean()),
    }


def roc_line(probabilities: np.ndarray) -> list[float]:
    """True positive rate at each false positive rate of ROC_GRID."""
    return np.interp(ROC_GRID, *_roc(probabilities)).tolist()


def error_shares(probabilities: np.ndarray) -> list[float]:
    """Share of predictions by |p - y|, in ten bins of equal width from 0 to 1."""
    errors = np.abs(probabilities - clicks_of(probabilities))
    counts, _ = np.histogram(errors, bins=BINS, range=(0, 1))
    return (counts / counts.sum()).tolist()


def hits_by_position(ranks: np.ndarray) -> dict[str, float]:
    """HR@1 … HR@10 of the clicked item's ranks (S,) among all items."""
    return {f"HR@{k}": float(hits(ranks, k).mean()) for k in POSITIONS}


def by_group(
    probabilities: np.ndarray, ranks: np.ndarray, groups: dict[str, np.ndarray], *, threshold: float
) -> dict[str, dict[str, float]]:
    """accuracy and HR@10 of each group (S,) bool, and how many cases it has; an empty group has no more than that."""
    right = ((probabilities >= threshold) == clicks_of(probabilities)).mean(axis=1)
    hit = hits(ranks, POSITIONS[-1])
    found = {}
    for name, inside in groups.items():
        found[name] = {"cases": int(inside.sum())}
        if inside.any():
            found[name] |= {"accuracy": float(right[inside].mean()), "HR@10": float(hit[inside].mean())}
    return found


def _roc(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    false, true, _ = roc_curve(clicks_of(probabilities).ravel(), probabilities.ravel())
    return false, true
