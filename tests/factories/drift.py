"""A small simulated log in five periods, and lines of results of the drift study."""

from dataclasses import replace

from recommender.evaluation.drift.logs import simulated_log
from recommender.evaluation.drift.market import MarketPlan
from recommender.evaluation.drift.periods import PeriodLog, Study, study_of
from recommender.evaluation.drift.preparation import PreparationRules
from recommender.evaluation.drift.simulation import SimulationPlan
from recommender.evaluation.drift.visitors import VisitorPlan

PLAN = SimulationPlan(
    market=MarketPlan(items=120, categories=5, promoted=2), visitors=VisitorPlan(visitors=150), seed=3
)
TINY = {
    "embedding_size": 16, "hidden": 16, "space": 8, "time_size": 4,
    "epochs": 3, "batch_size": 64, "learning_rate": 0.02,
}  # fmt: skip


def make_log(**changes) -> PeriodLog:
    return simulated_log(replace(PLAN, **changes))


def make_study(log: PeriodLog | None = None, **rules) -> Study:
    return study_of(log or make_log(), PreparationRules(**rules))


def drift_row(
    name: str = "gru_tam", mode: str = "static", *, accuracy: float = 0.8, falls: float = 0.0, **changes
) -> dict:
    """A line of results: `accuracy` in T1, less by `falls` in each later period."""
    periods = []
    for number in range(5):
        value = accuracy - falls * number
        metrics = dict.fromkeys(
            ["accuracy", "precision", "recall", "F1", "AUC", "TPR@FPR=0.2", "MSE", "log loss", "base rate"],
            value,
        ) | {f"HR@{k}": value * k / 10 for k in range(1, 11)}
        periods.append(
            {
                "period": f"T{number + 1}",
                "cases": 100,
                "metrics": metrics,
                "live": {key: v - 0.01 for key, v in metrics.items()} if mode == "dynamic" else None,
                "groups": {
                    "active": {"cases": 60, "accuracy": value, "HR@10": value},
                    "less active": {"cases": 40, "accuracy": value - 0.1, "HR@10": value - 0.1},
                    "new": {"cases": 0},
                },
                "errors": [0.1] * 10,
                "updates": 1,
                "seconds": 2.0,
            }
        )
    return {
        "dataset": "simulated", "fingerprint": "abc", "rules": {"least_events": 5},
        "algorithm": name, "mode": mode, "seed": 1, "config": {}, "update": None, "learns": None,
        "beside": 1, "most": None, "draw": 0,
        "periods": periods,
        "roc": [min(1.0, 2 * place / 50) for place in range(51)],
        "epochs": [{"epoch": 1, "loss": 3.0}, {"epoch": 2, "loss": 2.0}],
        "attention": {
            "stages": {"view": [0.5, 1.0, 1.5], "purchase": [None, 1.0, 2.0]},
            "periods": [{"view": 1.0, "purchase": 1.5}] * 5,
        },
        "data": {
            "read": 1200, "dropped": {"missing value": 200}, "kept": 1000, "sequences": 90, "items": 50, "cases": 900,
            "before": 300, "periods": {f"T{number}": [45, 75] for number in range(1, 6)},
        },
        "seconds": 30.0, "device": "cpu", "machine": "Linux, 2 cores", "date": "2026-11-26", "commit": "1a2b3c4",
    } | changes  # fmt: skip
