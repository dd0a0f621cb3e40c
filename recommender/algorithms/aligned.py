"""A batch of histories with its events first and its padding last, so that a state never meets padding before an event.

Shapes: B histories, L events, D any width.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from recommender.dataset.vocabulary import PADDING

GAP_BUCKETS = 24  # powers of two of seconds: 0 s, 1 s, 2 s, … 97 days and more


@dataclass(frozen=True)
class Aligned:
    """items, kinds, times (B, L); real (B, L) bool; lengths (B,), at least 1: an empty history keeps one empty event.

    order (B, L): which column of the history stands at this place. What is not in the vocabulary is passed over.
    """

    items: Tensor
    kinds: Tensor
    times: Tensor
    real: Tensor
    lengths: Tensor
    order: Tensor

    @classmethod
    def of(cls, items: Tensor, kinds: Tensor, times: Tensor) -> Self:
        order = (items == PADDING).to(torch.uint8).argsort(dim=1, stable=True)
        items, kinds, times = (block.gather(1, order) for block in (items, kinds, times))
        lengths = (items != PADDING).sum(dim=1).clamp(min=1)
        real = torch.arange(items.shape[1], device=items.device) < lengths[:, None]
        return cls(items, kinds, times, real, lengths, order)

    @property
    def latest(self) -> Tensor:
        """(B, 1) place of the latest event."""
        return (self.lengths - 1)[:, None]

    def back(self) -> Tensor:
        """(B, L) steps from the event to the latest one; 0 where there is none."""
        place = torch.arange(self.items.shape[1], device=self.items.device)
        return (self.lengths[:, None] - 1 - place).clamp(min=0)

    def gaps(self) -> Tensor:
        """(B, L) bucket of the seconds since the event before, as a power of two; 0 for the first event."""
        return self._bucket(self.times.diff(dim=1, prepend=self.times[:, :1]))

    def ages(self) -> Tensor:
        """(B, L) bucket of the seconds from the event to the latest one."""
        return self._bucket(self.times.gather(1, self.latest) - self.times)

    def _bucket(self, seconds: Tensor) -> Tensor:
        bucket = (seconds.clamp(min=0) + 1).double().log2().ceil().long().clamp(max=GAP_BUCKETS - 1)
        return bucket * self.real


def pick(block: Tensor, place: Tensor) -> Tensor:
    """block (B, L, D) at place (B, P) → (B, P, D)."""
    return block.gather(1, place[..., None].expand(-1, -1, block.shape[-1]))


def sum_of(weights: Tensor, states: Tensor) -> Tensor:
    """(B, D): the sum of states (B, L, D), each times its weight (B, L)."""
    return (weights[:, None].to(states.dtype) @ states).squeeze(1)


def mean_of(states: Tensor, real: Tensor) -> Tensor:
    """(B, D): the mean of real steps."""
    return sum_of(real / real.sum(dim=1, keepdim=True), states)


def max_of(states: Tensor, real: Tensor) -> Tensor:
    """(B, D): the strongest of real steps."""
    return states.masked_fill(~real[..., None], float("-inf")).amax(dim=1)
