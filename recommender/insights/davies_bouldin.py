"""Davies–Bouldin index: how far clusters reach, against how far apart they lie. Lower is better.

Standard form (Davies & Bouldin 1979): a cluster reaches as far as its points lie from its center on average. Paper 5 prints the
mean distance of all pairs within the cluster instead (its equations 1 and 2), which is larger, about by the root of two.
"""

from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import cdist, pdist

# Pairs grow with the square of a cluster; above this many points a random part of them stands for all.
MOST_PAIRED = 2_000


def center_reach(points: np.ndarray, *, seed: int = 0) -> float:
    """Mean distance to the center; points (P, F)."""
    return float(np.linalg.norm(points - points.mean(axis=0), axis=1).mean())


def pair_reach(points: np.ndarray, *, seed: int = 0) -> float:
    """Paper 5's equation 2: 2 / (P (P − 1)) · Σ distance over pairs; 0 for a single point."""
    if len(points) < 2:
        return 0.0
    if len(points) > MOST_PAIRED:
        points = np.random.default_rng(seed).choice(points, MOST_PAIRED, replace=False)
    return float(pdist(points).mean())


FORMS: dict[str, Callable[..., float]] = {"paper": pair_reach, "standard": center_reach}


def davies_bouldin(
    points: np.ndarray, clusters: np.ndarray, *, form: str = "standard", seed: int = 0
) -> float:
    """Paper 5's equation 1: the mean over clusters of the worst (reach_i + reach_j) / distance of centers.

    points (P, F) · clusters (P,) int. Raises ValueError for fewer than two clusters or an unknown form.
    """
    if form not in FORMS:
        raise ValueError(f"There is no form {form!r}; known are {', '.join(FORMS)}.")
    members = [points[clusters == number] for number in np.unique(clusters)]
    if len(members) < 2:
        raise ValueError("The Davies–Bouldin index compares clusters: there must be two at least.")
    reach = np.array([FORMS[form](part, seed=seed) for part in members])
    centers = np.stack([part.mean(axis=0) for part in members])
    apart = cdist(centers, centers)
    np.fill_diagonal(apart, np.inf)  # no cluster is compared with itself
    touching = apart == 0
    worth = np.where(touching, np.inf, (reach[:, None] + reach[None, :]) / np.where(touching, 1, apart))
    return float(worth.max(axis=1).mean())
