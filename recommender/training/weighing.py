"""How both stages and what sessions tell are weighed against each other: a small network, taught by held-out cases.

It must learn from cases that the stages and the evidence did not learn from: of their own they know too much.
S cases, K candidates, F features.
"""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

EPOCHS = 12
BATCH = 256
LEARNING_RATE = 2e-3
AGAIN = {"epochs": 3, "batch": 64, "rate": 5e-4}  # of one that was taught before, by few new cases
DECAY = 1e-3
UNITS = (64, 32)
LEAST_SPREAD = 0.01


class Weigher(nn.Module):
    """Adds to the first feature, the score so far, what the others speak for; at the start nothing."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.layers = nn.Sequential(
            nn.Linear(features, UNITS[0]),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(UNITS[0], UNITS[1]),
            nn.ReLU(),
            nn.Linear(UNITS[1], 1),
        )
        nn.init.zeros_(self.layers[-1].weight)
        nn.init.zeros_(self.layers[-1].bias)

    def forward(self, features: Tensor) -> Tensor:
        """features (B, K, F) → scores (B, K)."""
        return features[..., 0] + self.layers((features - self.mean) * self.scale).squeeze(-1)


def taught_weigher(features: np.ndarray, targets: np.ndarray, *, seed: int) -> Weigher:
    """features (S, K, F), targets (S,): which candidate came, -1 where none did. Softmax over the candidates."""
    flat = features.reshape(-1, features.shape[-1])
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        weigher = Weigher(features.shape[-1])
        weigher.mean.copy_(torch.from_numpy(flat.mean(axis=0)))
        # What hardly varies among the cases that teach is not to decide elsewhere.
        weigher.scale.copy_(torch.from_numpy(1 / np.maximum(flat.std(axis=0), LEAST_SPREAD)))
        return _teach(weigher, features, targets, epochs=EPOCHS, batch=BATCH, rate=LEARNING_RATE, seed=seed)


def taught_again(weigher: Weigher, features: np.ndarray, targets: np.ndarray, *, seed: int) -> Weigher:
    """A copy that goes on from where it stands: too few cases for a start from nothing. Shapes as above."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return _teach(deepcopy(weigher), features, targets, **AGAIN, seed=seed)


def _teach(
    weigher: Weigher,
    features: np.ndarray,
    targets: np.ndarray,
    *,
    epochs: int,
    batch: int,
    rate: float,
    seed: int,
) -> Weigher:
    found = np.flatnonzero(targets >= 0)
    weigher.train().requires_grad_(requires_grad=True)
    optimizer = torch.optim.AdamW(weigher.parameters(), lr=rate, weight_decay=DECAY)
    rng = np.random.default_rng(seed)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * max(1, -(-len(found) // batch)))
    for _ in range(epochs):
        order = rng.permutation(found)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            scores = weigher(torch.from_numpy(features[part]))
            loss = F.cross_entropy(scores, torch.from_numpy(targets[part]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return weigher.eval().requires_grad_(requires_grad=False)
