"""Rows of the record of purchase predictions."""


def purchase(predictor: str = "gru", seed: int = 7, *, f1: float = 0.5, **changes) -> dict:
    reliability = [
        {"low": 0.1, "high": 0.2, "cases": 60, "predicted": 0.15, "observed": 0.1},
        {"low": 0.5, "high": 0.6, "cases": 40, "predicted": 0.55, "observed": 0.6},
    ]
    metrics = {
        "accuracy": 0.7,
        "precision": None,
        "recall": 0.6,
        "F1": f1,
        "PR-AUC": 0.4,
        "ROC-AUC": 0.8,
        "Brier": 0.15,
        "ECE": 0.02,
        "base rate": 0.25,
    }
    return {
        "dataset": "shop",
        "horizon": "session",
        "predictor": predictor,
        "seed": seed,
        "fingerprint": "abc",
        "metrics": metrics,
        "calibrated": {way: {"Brier": 0.14, "ECE": 0.01} for way in ("platt", "isotonic")},
        "reliability": dict.fromkeys(("raw", "platt", "isotonic"), reliability),
        "curves": {"roc": [[0, 0], [0.3, 0.8], [1, 1]], "precision_recall": [[0.1, 1], [1, 0.25]]},
        "pr_auc_interval": [0.35, 0.45],
        "threshold": 0.5,
        "cases": {"training": 1_000, "validation": 100, "test": 100},
        "seconds": 2.0,
        "commit": "1a2b3c4",
        "machine": "Linux, 2 cores",
    } | changes
