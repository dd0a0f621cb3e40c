"""Samples in batches of like length, so that little of a batch is padding."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from recommender.dataset.sequences import (
    Dataset,
    Histories,
    Samples,
    histories_of,
    targets_of,
)
from recommender.dataset.vocabulary import PADDING

BATCHES_PER_POOL = 50


def wanted(dataset: Dataset, samples: Samples) -> Samples:
    """Samples whose target is a goal: known, and no dismissal."""
    place = dataset.sequences.offsets[samples.rows] + samples.ends
    goal = (dataset.sequences.weights[place] > 0) & (targets_of(dataset.sequences, samples) != PADDING)
    return samples.take(np.flatnonzero(goal))


def bucketed(lengths: np.ndarray, *, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Every index of `lengths` once, in shuffled batches; within a pool of 50 batches the like-long go together."""
    shuffled = rng.permutation(len(lengths))
    batches = []
    for start in range(0, len(shuffled), batch_size * BATCHES_PER_POOL):
        pool = shuffled[start : start + batch_size * BATCHES_PER_POOL]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches += [pool[at : at + batch_size] for at in range(0, len(pool), batch_size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def in_order(count: int, *, batch_size: int) -> Iterator[slice]:
    """Slices that cover range(count)."""
    for start in range(0, count, batch_size):
        yield slice(start, min(start + batch_size, count))


def to_tensors(
    histories: Histories, device: torch.device, *, max_length: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """items, kinds, times (B, L) int64 on the device, cut to the latest `max_length` events and the longest row."""
    used = (histories.items != PADDING).any(axis=0)
    keep = min(max_length, len(used) - int(used.argmax()))
    return tuple(
        torch.from_numpy(block[:, -keep:].astype(np.int64)).to(device, non_blocking=True)
        for block in (histories.items, histories.kinds, histories.times)
    )


def load(
    dataset: Dataset, samples: Samples, device: torch.device, *, max_length: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """items, kinds, times (B, L) and targets (B,) of these samples."""
    histories = histories_of(dataset.sequences, samples, max_length=max_length)
    targets = targets_of(dataset.sequences, samples).astype(np.int64)
    return (
        *to_tensors(histories, device, max_length=max_length),
        torch.from_numpy(targets).to(device),
    )


def made_ahead(make: Callable, parts: Iterable) -> Iterator:
    """make(part) for each part in turn; while one is used the next is made in a thread."""
    with ThreadPoolExecutor(1) as thread:
        coming = None
        for part in parts:
            before, coming = coming, thread.submit(make, part)
            if before is not None:
                yield before.result()
        if coming is not None:
            yield coming.result()
