"""Rows of the evaluation record."""


def result(algorithm: str = "item_knn", *, hit_rate: float = 0.5, **changes) -> dict:
    metrics = {
        f"{name}@{k}": hit_rate * k / 50 for name in ("HR", "NDCG", "MRR") for k in (5, 10, 20, 30, 40, 50)
    }
    half = {"cases": 50, "HR@20": hit_rate, "MRR@20": hit_rate / 2}
    return {
        "dataset": "ring",
        "algorithm": algorithm,
        "seed": 1,
        "selection": "validation",
        "config": {},
        "metrics": metrics,
        "intervals": {"HR@20": [hit_rate * 0.4 - 0.02, hit_rate * 0.4 + 0.02]},
        "groups": {"target": {"repeat": half, "explore": half}},
        "cases": 100,
        "fingerprint": "abc",
        "device": "cpu",
        "seconds": 12.5,
        "commit": "1a2b3c4",
        "machine": "Linux, 2 cores",
        "date": "2026-11-22",
    } | changes
