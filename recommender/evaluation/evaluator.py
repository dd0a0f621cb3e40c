"""Full ranking over all items, batch by batch; every case by itself."""

import time
from dataclasses import asdict, dataclass

import numpy as np

from recommender.algorithms.interface import Algorithm, Progress, silent
from recommender.dataset.sequences import Dataset, Samples, histories_of, targets_of
from recommender.evaluation import metrics

LIST_LENGTH = 20  # of the lists that coverage and popularity look at
_MAX_CELLS = 16_000_000  # scores in memory at once (64 MB)


@dataclass(frozen=True)
class Report:
    """How one algorithm ranked the targets of some cases.

    metrics: HR@k, NDCG@k, MRR@k · coverage@20: share of the catalog in any list · popularity@20: mean share of earlier
    interactions that the listed items have, over that of the most popular item · repeat_HR@20 and new_HR@20: targets
    already in the history, and others. Undefined ones (no such case) are NaN.
    ranks (S,): of each case, in the order of `samples`; for paired comparison, not written to files.
    """

    algorithm: str
    dataset: str
    fingerprint: str
    metrics: dict[str, float]
    cases: int
    seconds: float
    ranks: np.ndarray
    samples: Samples

    def facts(self) -> dict:
        """What can be written down."""
        kept = ("algorithm", "dataset", "fingerprint", "metrics", "cases", "seconds")
        return {name: asdict(self)[name] for name in kept}


def evaluate(
    algorithm: Algorithm,
    dataset: Dataset,
    samples: Samples,
    *,
    ks: tuple[int, ...] = (10, 20),
    max_length: int = 50,
    batch_size: int = 512,
    seed: int = 0,
    max_samples: int | None = None,
    progress: Progress = silent,
) -> Report:
    """Rank every item for every case. With `max_samples`, a random part of the cases, the same for a seed."""
    started = time.perf_counter()
    samples = _drawn(samples, max_samples, seed)
    if not len(samples):
        raise ValueError("There are no cases to evaluate.")
    ranks = np.empty(len(samples))
    repeats = np.zeros(len(samples), dtype=bool)
    listed = np.zeros(dataset.vocabulary.size, dtype=np.int64)
    done = 0
    for part in _batches(dataset, samples, batch_size=batch_size, max_length=max_length):
        histories = histories_of(dataset.sequences, samples.take(part), max_length=max_length)
        targets = targets_of(dataset.sequences, samples.take(part))
        scores = algorithm.scores(histories)
        ranks[part] = metrics.ranks_of(scores, targets)
        repeats[part] = (histories.items == targets[:, None]).any(axis=1)
        listed += np.bincount(_top(scores, LIST_LENGTH).ravel(), minlength=len(listed))
        done += len(part)
        progress(done, len(samples), {})
    return Report(
        algorithm=algorithm.name,
        dataset=dataset.name,
        fingerprint=dataset.fingerprint,
        metrics=_summary(ranks, repeats, ks) | _exposure(listed, dataset, samples),
        cases=len(samples),
        seconds=time.perf_counter() - started,
        ranks=ranks,
        samples=samples,
    )


def _drawn(samples: Samples, most: int | None, seed: int) -> Samples:
    if most is None or len(samples) <= most:
        return samples
    drawn = np.random.default_rng(seed).choice(len(samples), size=most, replace=False)
    return samples.take(np.sort(drawn))


def _batches(dataset: Dataset, samples: Samples, *, batch_size: int, max_length: int):
    """Index arrays of cases with histories of about the same length, so that little is padding."""
    size = max(1, min(batch_size, _MAX_CELLS // dataset.vocabulary.size))
    order = np.argsort(np.minimum(samples.ends, max_length), kind="stable")
    return [order[start : start + size] for start in range(0, len(order), size)]


def _top(scores: np.ndarray, k: int) -> np.ndarray:
    """The k best items of each row (B, k), in no order."""
    k = min(k, scores.shape[1] - 1)
    # The other way round takes ten times as long where most scores are the same small number.
    return np.argpartition(-scores, k - 1, axis=1)[:, :k]


def _summary(ranks: np.ndarray, repeats: np.ndarray, ks: tuple[int, ...]) -> dict:
    found = {}
    for k in ks:
        found[f"HR@{k}"] = _mean(metrics.hits(ranks, k))
        found[f"NDCG@{k}"] = _mean(metrics.gains(ranks, k))
        found[f"MRR@{k}"] = _mean(metrics.reciprocal_ranks(ranks, k))
    hits = metrics.hits(ranks, LIST_LENGTH)
    found[f"repeat_HR@{LIST_LENGTH}"] = _mean(hits[repeats])
    found[f"new_HR@{LIST_LENGTH}"] = _mean(hits[~repeats])
    found["repeat_share"] = _mean(repeats)
    return found


def _exposure(listed: np.ndarray, dataset: Dataset, samples: Samples) -> dict:
    """Coverage and popularity of the lists. Popularity is counted before the first target, not after."""
    times = dataset.sequences.times
    first_target = times[dataset.sequences.offsets[samples.rows] + samples.ends].min()
    before = dataset.sequences.items[times < first_target]
    popularity = np.bincount(before, minlength=len(listed)) / max(1, len(before))
    most = popularity.max() or 1.0
    return {
        f"coverage@{LIST_LENGTH}": metrics.coverage(np.flatnonzero(listed), len(dataset.vocabulary)),
        f"popularity@{LIST_LENGTH}": float((listed * popularity).sum() / listed.sum() / most),
    }


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else metrics.UNDEFINED
