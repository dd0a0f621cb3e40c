"""What the ranks of single-target cases say: all metrics at all cut-offs, and how sure of them one can be.

S cases. Intervals resample whole sessions, because the cases of one session are not independent.
"""

from collections.abc import Sequence

import numpy as np

from recommender.evaluation import metrics

KS = (5, 10, 20, 30, 40, 50)
REPLICATES = 1_000
CONFIDENCE = 0.95

# With one target a case, recall is HR, and the others follow from hits.
METRICS = {
    "HR": metrics.hits,
    "NDCG": metrics.gains,
    "MRR": metrics.reciprocal_ranks,
    "precision": lambda ranks, k: metrics.hits(ranks, k) / k,
    "recall": metrics.hits,
    "F1": lambda ranks, k: 2 * metrics.hits(ranks, k) / (k + 1),
}


def accuracy(
    ranks: np.ndarray, *, ks: Sequence[int] = KS, names: Sequence[str] = tuple(METRICS)
) -> dict[str, float]:
    """Means over the cases by name, such as "HR@20"; NaN without cases."""
    if not len(ranks):
        return {f"{name}@{k}": metrics.UNDEFINED for k in ks for name in names}
    return {f"{name}@{k}": float(METRICS[name](ranks, k).mean()) for k in ks for name in names}


def intervals(
    ranks: np.ndarray,
    sessions: np.ndarray,
    *,
    ks: Sequence[int] = KS,
    names: Sequence[str] = ("HR", "NDCG", "MRR"),
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Bootstrap interval of each mean; `sessions` (S,) tells which cases belong together."""
    columns = [f"{name}@{k}" for k in ks for name in names]
    values = np.stack([METRICS[name](ranks, k) for k in ks for name in names], axis=1)
    low, high = bootstrap(values, sessions, seed=seed)
    return {column: (float(a), float(b)) for column, a, b in zip(columns, low, high, strict=True)}


def bootstrap(
    values: np.ndarray, sessions: np.ndarray, *, seed: int, replicates: int = REPLICATES
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval (M,), (M,) of the column means of values (S, M). Differences of two algorithms are values too."""
    _, number = np.unique(sessions, return_inverse=True)
    count = int(number.max()) + 1
    sums = np.stack([np.bincount(number, weights=column, minlength=count) for column in values.T], axis=1)
    sizes = np.bincount(number, minlength=count)
    rng = np.random.default_rng(seed)
    means = np.empty((replicates, values.shape[1]))
    for replicate in range(replicates):
        drawn = np.bincount(rng.integers(0, count, size=count), minlength=count)
        means[replicate] = drawn @ sums / (drawn @ sizes)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return low, high
