"""Several processes teach one network: each takes its share of every batch, and all take the mean of their gradients.

torchrun starts the processes; without it there is one, and nothing is different. A config's batch size is that of one
process: two of them learn in the steps of one process with twice the batch. Where nothing is drawn for single samples
(no dropout, nothing forgotten, no click loss) the losses are those of that process up to rounding; otherwise each
process draws for its own samples, which changes the losses as another seed does. What is drawn for the whole batch
(sampled negatives) is the same in all of them.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Self, TypeVar

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn

from recommender.training.device import choose_device

LONGEST_WAIT = timedelta(hours=12)  # while the leader evaluates, or fits what only it does
Told = TypeVar("Told")


@dataclass(frozen=True)
class Team:
    """The processes that teach together, as one of them sees it."""

    rank: int = 0
    size: int = 1

    @classmethod
    def now(cls) -> Self:
        """Those of `launched`, or this process alone."""
        if dist.is_available() and dist.is_initialized():
            return cls(dist.get_rank(), dist.get_world_size())
        return cls()

    @property
    def leads(self) -> bool:
        """Whether this process is the one that validates, reports and saves."""
        return self.rank == 0

    def share(self, batch: np.ndarray) -> tuple[np.ndarray, float]:
        """This process's part of a batch, and the weight that makes the mean over processes one over samples.

        Neighbors go to different processes: they are of like length, so all have as much to do.
        """
        own = batch[self.rank :: self.size]
        if not len(own):  # the others wait for a gradient all the same
            return batch[:1], 0.0
        return own, len(own) * self.size / len(batch)

    def start_alike(self, network: nn.Module) -> None:
        """The leader's weights for all."""
        if self.size > 1:
            for part in network.state_dict().values():
                dist.broadcast(part, src=0)

    def draw_alike(self, seed: int) -> None:
        """To be called before each step: shares of unequal size let the processes draw unequally often."""
        if self.size > 1:
            torch.manual_seed(seed)

    def average_gradients(self, network: nn.Module) -> None:
        """In one message for all parameters."""
        if self.size > 1:
            gradients = [one.grad for one in network.parameters() if one.grad is not None]
            together = nn.utils.parameters_to_vector(gradients)
            nn.utils.vector_to_parameters(self.mean(together), gradients)

    def mean(self, value: Tensor) -> Tensor:
        """Over the processes."""
        if self.size > 1:
            value = value.clone()
            dist.all_reduce(value)
            value /= self.size
        return value

    def told(self, find: Callable[[], Told]) -> Told:
        """What the leader finds, for all of them: so that none decides otherwise by a rounding."""
        if self.size == 1:
            return find()
        found = [find() if self.leads else None]
        dist.broadcast_object_list(found, src=0)
        return found[0]


@contextmanager
def launched(device: str) -> Iterator[Team]:
    """Around a whole command: the team that torchrun started this process in, each with its own GPU where there are any."""
    if not dist.is_available() or not dist.is_torchelastic_launched():
        yield Team()
        return
    cuda = choose_device(device).type == "cuda"
    if cuda:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if cuda else "gloo", timeout=LONGEST_WAIT)
    try:
        yield Team.now()
    finally:
        dist.destroy_process_group()
