"""The base's ranking teaches its successor: ranking distillation.

Ye, equations 1-3 (after Tang & Wang, "Ranking Distillation", KDD 2018); exemplars as in ADER (Mi et al., RecSys 2020).
B samples, K places of the base's list, V items.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

# --- weights of places, equation 3: rank r from 1 ---


def inverse_rank(k: int, *, decay: float) -> Tensor:
    """1/r."""
    return 1 / torch.arange(1, k + 1, dtype=torch.float32)


def equal(k: int, *, decay: float) -> Tensor:
    """1/K."""
    return torch.full((k,), 1 / k)


def geometric(k: int, *, decay: float) -> Tensor:
    """p (1 - p)^(r - 1) with the mean place 1/p = decay."""
    chance = 1 / max(decay, 1.0)
    return chance * (1 - chance) ** torch.arange(k, dtype=torch.float32)


def exponential(k: int, *, decay: float) -> Tensor:
    """exp(-r / lambda)."""
    return torch.exp(-torch.arange(1, k + 1, dtype=torch.float32) / decay)


WEIGHTINGS: dict[str, Callable[..., Tensor]] = {
    "inverse_rank": inverse_rank,
    "equal": equal,
    "geometric": geometric,
    "exponential": exponential,
}


def position_weights(name: str, k: int, *, decay: float) -> Tensor:
    """(K,), summing to 1. Raises ValueError for an unknown name."""
    if name not in WEIGHTINGS:
        raise ValueError(f"There is no weighting {name!r}; known are {', '.join(WEIGHTINGS)}.")
    weights = WEIGHTINGS[name](k, decay=decay)
    return weights / weights.sum()


# --- losses ---


@dataclass(frozen=True)
class Distillation:
    """How much the base has to say. L = (1 - alpha - beta) L_R + alpha L_D + beta L_C, equation 1."""

    alpha: float = 0.4
    beta: float = 0.1
    k: int = 10
    """Places of the base's list that teach (best in the paper: 10)."""
    weighting: str = "exponential"
    """Of the places: inverse_rank, equal, geometric, exponential."""
    decay: float = 10.0
    """lambda of exponential, mean place of geometric."""
    mu: float = 0.0
    """Sharpness of the weight for places where the successor disagrees (Tang & Wang, section 3.3); 0 is without."""

    def __post_init__(self) -> None:
        if min(self.alpha, self.beta) < 0 or self.alpha + self.beta > 1:
            raise ValueError("alpha and beta are shares: neither below 0, together at most 1.")


def discrepancy_weights(logits: Tensor, taught: Tensor, *, mu: float, sampled: int = 1000) -> Tensor:
    """(B, K): tanh(mu · (r' - r)), not below 0, where the successor puts the base's item r at place r'.

    r' is estimated from `sampled` random items, as Tang & Wang do: an exact rank costs B·K·V comparisons.
    """
    items = logits.shape[1] - 1
    drawn = torch.randint(1, items + 1, (min(sampled, items),), device=logits.device)
    own = logits.gather(1, taught)  # (B, K)
    above = (logits[:, None, drawn] > own[:, :, None]).float().mean(dim=2)
    place = torch.arange(1, taught.shape[1] + 1, device=logits.device)
    return torch.tanh(mu * (1 + items * above - place)).clamp(min=0).detach()


def failure(base_losses: Tensor) -> Tensor:
    """(B,) in [0, 1): how far the base was from the new label, 1 - P_base(target).

    L_C as printed has no gradient; so we read it: as a weight of samples. Where the base fails its list is trusted less
    (`trust`) and the label counts more (`correction`).
    """
    return 1 - torch.exp(-base_losses.detach())


def mixed_shares(failed: Tensor, weights: Tensor, mix: Distillation) -> Tensor:
    """(B, 1 + K): how much the label, and each item of the base's list, counts in the cross-entropy of a sample.

    Equation 1 with L_D of equation 2, -sum_r w_r log P(item r is relevant), where P is the successor's (the paper's y-hat
    must be its). failed (B,) of the base on the labels · weights (K,) or (B, K) of the places.
    """
    label = (1 - mix.alpha - mix.beta) + mix.beta * _mean_one(failed)  # (B,)
    taught = mix.alpha * _mean_one(1 - failed)[:, None] * weights  # (B, K)
    return torch.cat([label[:, None], taught], dim=1)


def _mean_one(weights: Tensor) -> Tensor:
    return weights / weights.mean().clamp(min=1e-6)


# --- representative history ---


def exemplars(targets: np.ndarray, base_losses: np.ndarray, *, count: int) -> np.ndarray:
    """Indices of at most `count` samples that stand for all: of each item those the base does best (herding by loss).

    An item's share follows its frequency (ADER); the fractions go to the largest remainders.
    """
    count = min(count, len(targets))
    if not count:
        return np.empty(0, dtype=np.int64)
    _, item, frequency = np.unique(targets, return_inverse=True, return_counts=True)
    quota = frequency * count / len(targets)
    share = np.floor(quota).astype(np.int64)
    left = count - share.sum()
    share[np.argsort(share - quota, kind="stable")[:left]] += 1
    order = np.lexsort((base_losses, item))
    first = np.cumsum(frequency) - frequency
    place = np.arange(len(order)) - first[item[order]]
    return np.sort(order[place < share[item[order]]])
