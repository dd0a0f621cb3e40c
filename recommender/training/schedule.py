"""How the learning rate changes from step to step."""

import math
from collections.abc import Callable

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from recommender.training.config import TrainingConfig

FIRST, LAST = 0.04, 1e-4  # of one cycle, as shares of its peak


def schedule_of(optimizer: Optimizer, config: TrainingConfig, *, steps: int) -> LambdaLR:
    """To be moved on after each of the `steps` of an epoch. Raises ValueError for a schedule that nobody knows."""
    factors: dict[str, Callable[[int], float]] = {
        "steps": lambda step: config.decay ** (step // steps // config.decay_every),
        "one_cycle": lambda step: one_cycle(step / (steps * config.epochs), warm_up=config.warm_up),
    }
    if config.schedule not in factors:
        raise ValueError(f"There is no schedule {config.schedule!r}; known are {', '.join(factors)}.")
    return LambdaLR(optimizer, factors[config.schedule])


def one_cycle(progress: float, *, warm_up: float) -> float:
    """The share of the peak rate after `progress` of training (0 to 1): a cosine up, a longer one down (Smith 2018)."""
    if progress < warm_up:
        return _cosine(FIRST, 1.0, progress / warm_up)
    return _cosine(1.0, LAST, min(1.0, (progress - warm_up) / (1 - warm_up)))


def _cosine(start: float, end: float, part: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2
