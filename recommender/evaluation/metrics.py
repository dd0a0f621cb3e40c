"""Ranking metrics. Undefined is NaN (nothing was relevant); an empty list is a miss, 0 (as in lkpy).

The first half works on ranks, for full ranking with one target a case (S cases). The second half works on lists, for
cases with any number of relevant items.
"""

import numpy as np

UNDEFINED = float("nan")


def ranks_of(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Rank of each target among all items (B,) float64, from 1: strictly better ones + half the ties + 1.

    scores (B, V+1), column 0 is padding. Constant scores put the target in the middle, never on top. A target that is
    unknown (0) or refused (-inf) has rank infinity. Raises ValueError where a score is not a number.
    """
    if np.isnan(scores).any():
        raise ValueError("Some scores are not numbers; a ranking of them would mean nothing.")
    own = np.take_along_axis(scores, np.asarray(targets, dtype=np.int64)[:, None], axis=1)
    better = (scores > own).sum(axis=1)
    ties = (scores == own).sum(axis=1) - 1
    ranks = 1.0 + better + ties / 2
    return np.where((targets == 0) | np.isneginf(own[:, 0]), np.inf, ranks)


def hits(ranks: np.ndarray, k: int) -> np.ndarray:
    """1 where the target is among the first k, else 0. Its mean is HR@k; with one target it is recall@k too."""
    return (ranks <= k).astype(np.float64)


def reciprocal_ranks(ranks: np.ndarray, k: int) -> np.ndarray:
    """1 / rank, 0 beyond k. Its mean is MRR@k."""
    return np.where(ranks <= k, 1 / ranks, 0.0)


def gains(ranks: np.ndarray, k: int) -> np.ndarray:
    """1 / log2(1 + rank), 0 beyond k. Its mean is NDCG@k, as the best possible gain of one target is 1."""
    return np.where(ranks <= k, 1 / np.log2(1 + ranks), 0.0)


def hit(recommended, relevant, k: int) -> float:
    """Whether any of the first k is relevant."""
    if not len(relevant):
        return UNDEFINED
    return float(_found(recommended, relevant, k).any())


def recall(recommended, relevant, k: int) -> float:
    """Share of the relevant items that are among the first k."""
    if not len(relevant):
        return UNDEFINED
    return float(_found(recommended, relevant, k).sum() / len(set(relevant)))


def precision(recommended, relevant, k: int) -> float:
    """Share of k places that hold a relevant item; places left empty count as wrong."""
    if not len(relevant):
        return UNDEFINED
    return float(_found(recommended, relevant, k).sum() / k)


def reciprocal_rank(recommended, relevant, k: int) -> float:
    """1 / place of the first relevant item among the first k, 0 without one."""
    if not len(relevant):
        return UNDEFINED
    places = np.flatnonzero(_found(recommended, relevant, k))
    return float(1 / (1 + places[0])) if len(places) else 0.0


def ndcg(recommended, relevant, k: int) -> float:
    """Discounted gain of the first k over that of an ideal list; every relevant item gains 1."""
    if not len(relevant):
        return UNDEFINED
    discounts = 1 / np.log2(np.arange(2, k + 2))
    found = _found(recommended, relevant, k)
    ideal = discounts[: len(set(relevant))].sum()
    return float((found * discounts[: len(found)]).sum() / ideal)


def coverage(recommended: np.ndarray, catalog_size: int) -> float:
    """Share of the catalog that is recommended to anyone; NaN for an empty catalog."""
    return len(np.unique(recommended)) / catalog_size if catalog_size else UNDEFINED


def _found(recommended, relevant, k: int) -> np.ndarray:
    """Whether each of the first k is relevant."""
    return np.isin(np.asarray(recommended)[:k], list(set(relevant)))
