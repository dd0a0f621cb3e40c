"""Attributes that say the same become one (paper 5, equation 3), so that they do not count twice in a distance."""

import numpy as np


def pearson(values: np.ndarray) -> np.ndarray:
    """G(p, q) = Σ (p − mean p)(q − mean q) / ((N − 1) u_p u_q): (F, F) float64 of values (P, F).

    u is the standard deviation. An attribute that never varies correlates with none but itself.
    """
    apart = values - values.mean(axis=0)
    spread = apart.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1])
    varies = spread > 0
    scaled = apart / np.where(varies, spread, 1)
    found = scaled.T @ scaled / max(len(values) - 1, 1)
    found[~varies] = found[:, ~varies] = 0.0
    np.fill_diagonal(found, 1.0)
    return found.clip(-1, 1)


def merge_groups(correlations: np.ndarray, *, threshold: float) -> list[list[int]]:
    """Columns in groups, in order: each joins the first group with all of whose members it correlates above the threshold."""
    groups: list[list[int]] = []
    for column in range(len(correlations)):
        fitting = (group for group in groups if (correlations[column, group] > threshold).all())
        group = next(fitting, None)
        if group is None:
            groups.append([column])
        else:
            group.append(column)
    return groups
