"""Rows of the record of pushed lists."""

LENGTHS = (5, 10, 15, 20, 25, 30)


def pushed(algorithm: str = "item_knn", seed: int = 7, *, f1: float = 0.2, **changes) -> dict:
    values = {"precision": 0.1, "recall": 0.3, "F1": f1, "ceiling": 0.5}
    inside = {f"{name}@{k}": values[name] for name in ("F1", "ceiling") for k in LENGTHS}
    return {
        "dataset": "shop",
        "fingerprint": "abc",
        "algorithm": algorithm,
        "seed": seed,
        "config": {},
        "metrics": {f"{name}@{k}": value for name, value in values.items() for k in LENGTHS},
        "intervals": {f"F1@{k}": [f1 - 0.01, f1 + 0.01] for k in LENGTHS},
        "segments": {"1": inside | {"cases": 80}, "newcomers": inside | {"cases": 20}},
        "cost": {
            "fit_seconds": 12.34,
            "fit_processor_seconds": 10.0,
            "single_ms": 0.5,
            "batch_ms": 0.1,
            "peak_mb": 30.0,
            "checkpoint_mb": 1_200.0,
        },
        "device": "cpu",
        "records": 50_000,
        "visitors": 500,
        "cases": 100,
        "who": {"1": "400 visitors; more browse"},
        "commit": "1a2b3c4",
        "machine": "Linux, 2 cores",
    } | changes
