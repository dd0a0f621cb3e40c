"""The exponential average of a network's weights: the average serves while the live weights learn.

Li & Jiang, equation 18; Polyak-Ruppert averaging; "Mean teachers" (Tarvainen & Valpola 2017) for the ramp.
"""

from copy import deepcopy

import torch
from torch import nn


def smoothing(rho: float, step: int, *, ramp: bool) -> float:
    """The rho of a step, from 1. With a ramp it begins low: a random or stale start is soon forgotten."""
    return min(rho, step / (step + 9)) if ramp else rho


class WeightAverage:
    """average ← rho · average + (1 - rho) · live, after each step of the optimizer."""

    def __init__(self, network: nn.Module, *, rho: float, ramp: bool = False) -> None:
        if not 0 <= rho < 1:
            raise ValueError(f"The smoothing rho lies in [0, 1), not at {rho}.")
        self.rho, self.ramp, self.steps = rho, ramp, 0
        self.network = deepcopy(network).eval().requires_grad_(requires_grad=False)

    @torch.no_grad()
    def update(self, live: nn.Module) -> None:
        self.steps += 1
        rho = smoothing(self.rho, self.steps, ramp=self.ramp)
        for average, weight in zip(self.network.parameters(), live.parameters(), strict=True):
            average.lerp_(weight, 1 - rho)
        for average, value in zip(self.network.buffers(), live.buffers(), strict=True):
            average.copy_(value)

    def follow(self, live: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        """From now on, each step of the optimizer counts."""
        optimizer.register_step_post_hook(lambda *_: self.update(live))
