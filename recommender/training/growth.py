"""A trained network in a larger catalog: what is known is carried over, what is new gets a place to start from.

V old items, W new ones, D widths; row 0 is padding in each table.
"""

from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from recommender.algorithms.checkpoint import TrainedOn
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.split import part_known_to
from recommender.dataset.vocabulary import PADDING
from recommender.training.neural import NeuralAlgorithm
from recommender.training.pretraining import WINDOW, window_pairs

RIDGE = 1e-3  # keeps the map between two bases finite where few items are shared


def fresh_table(
    algorithm: NeuralAlgorithm, dataset: Dataset, samples: Samples, *, seed: int
) -> dict[str, np.ndarray] | None:
    """The fixed parts of the item table as these samples alone would have them; None where no item is new."""
    vocabulary = algorithm.trained_on.vocabulary
    if np.array_equal(vocabulary.product_ids, dataset.vocabulary.product_ids):
        known = algorithm.network.items.known.cpu().numpy()
        touched = part_known_to(dataset.sequences, samples).items
        if known[touched[touched != PADDING]].all():
            return None
    return algorithm.fixed_table(dataset, samples, seed=seed)


def grown(
    algorithm: NeuralAlgorithm,
    dataset: Dataset,
    samples: Samples,
    *,
    fresh: dict[str, np.ndarray] | None,
    seed: int,
) -> nn.Module:
    """A copy of the algorithm's network for the dataset's vocabulary, which knows the items of `samples` too.

    Rows of the item table follow their products; products that the dataset lacks are gone.
    """
    old = algorithm.network
    if fresh is None:
        return deepcopy(old)
    place = np.append(PADDING, dataset.vocabulary.encode(algorithm.trained_on.vocabulary.product_ids))
    was_known = np.zeros(dataset.vocabulary.size, dtype=bool)
    was_known[place] = old.items.known.cpu().numpy()
    was_known[PADDING] = False
    parts = [
        _carried(
            getattr(old.items, name).cpu().numpy(), fresh[name], place, was_known, now_known=fresh["known"]
        )
        for name in algorithm.table_parts
    ]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = algorithm.network_class(algorithm.config, *map(torch.from_numpy, parts))
    _carry_weights(old, network, place, was_known)
    _start_beside_neighbors(network, dataset, samples, was_known)
    return network.to(algorithm.device)


def student_of(
    algorithm: NeuralAlgorithm, base: nn.Module, changes: Mapping, *, seed: int
) -> nn.Module | None:
    """A new network for the items that the base knows, of its config but for the changes; None where they change nothing.

    Raises ValueError for a field that the config does not have.
    """
    try:
        config = replace(base.config, **changes)
    except TypeError as error:
        raise ValueError(f"{algorithm.name} cannot teach a student with {', '.join(changes)}.") from error
    if config == base.config:
        return None
    parts = [getattr(base.items, name).cpu() for name in algorithm.table_parts]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return algorithm.network_class(config, *parts).to(algorithm.device)


def successor(
    algorithm: NeuralAlgorithm, network: nn.Module, dataset: Dataset, *, counts: np.ndarray, history: list
) -> NeuralAlgorithm:
    """The same algorithm with another network, ready to score. counts (W+1,): how often each item was a target."""
    other = copy(algorithm)
    other.network, other.trained_on, other.history = network, TrainedOn.of(dataset), history
    other.config = network.config
    other.popularity = np.log1p(counts).astype(np.float32)
    return other.ready()


def _carried(
    old: np.ndarray, fresh: np.ndarray, place: np.ndarray, was_known: np.ndarray, *, now_known: np.ndarray
) -> np.ndarray:
    """Old rows at their new places; the other rows from `fresh`, turned into the old basis.

    Each pretraining has its own axes, so a map from the fresh to the old ones is fitted on the items that both know.
    """
    if old.dtype == bool:
        return was_known | fresh
    shared = was_known & now_known
    rows = np.zeros((len(fresh), old.shape[1]), dtype=np.float32)
    rows[place] = old
    basis = fresh[shared].astype(np.float64)
    gram = basis.T @ basis + RIDGE * np.eye(fresh.shape[1])
    turn = np.linalg.solve(gram, basis.T @ rows[shared])  # (D, D)
    had_row = np.zeros(len(fresh), dtype=bool)
    had_row[place[old.any(axis=1)]] = True
    rows[~had_row] = fresh[~had_row] @ turn
    rows[PADDING] = 0
    return rows.astype(np.float32)


@torch.no_grad()
def _carry_weights(old: nn.Module, network: nn.Module, place: np.ndarray, was_known: np.ndarray) -> None:
    """All weights; of those with a row for each item, the rows of items known before."""
    before = dict(old.named_parameters())
    stay = was_known[place]
    from_rows, to_rows = (
        torch.from_numpy(np.flatnonzero(stay)),
        torch.from_numpy(place[stay].astype(np.int64)),
    )
    for name, weight in network.named_parameters():
        if name.startswith("items.") and len(weight) == len(was_known) and len(before[name]) == len(place):
            weight[to_rows] = before[name].cpu()[from_rows]
        else:
            weight.copy_(before[name])


@torch.no_grad()
def _start_beside_neighbors(
    network: nn.Module, dataset: Dataset, samples: Samples, was_known: np.ndarray
) -> None:
    """The free vector of an item just met: the mean of the known ones it was seen with, where there are any."""
    seen = part_known_to(dataset.sequences, samples)
    left, right = window_pairs(seen.items.astype(np.int64), row_of_each(seen), window=WINDOW)
    item, neighbor = np.append(left, right), np.append(right, left)
    pairs = ~was_known[item] & was_known[neighbor] & (item != PADDING)
    item, neighbor = (torch.from_numpy(side[pairs]) for side in (item, neighbor))
    own: Tensor = network.items.own.weight
    count = torch.zeros(len(own)).index_add_(0, item, torch.ones(len(item)))
    total = torch.zeros_like(own).index_add_(0, item, own[neighbor])
    met = count > 0
    own[met] = total[met] / count[met, None]
