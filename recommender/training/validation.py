"""How good a network is on the validation slice: for early stopping, and to choose the blend of both stages.

The metrics of reports live in evaluation, a later stage.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.vocabulary import PADDING
from recommender.training.batches import in_order, load

CUT = 20
BLENDS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
BATCH = 256


@torch.inference_mode()
def retrieval_quality(
    network: nn.Module, dataset: Dataset, samples: Samples, device: torch.device
) -> dict[str, float]:
    """HR@20 and MRR@20 of the first stage alone, over the whole catalog."""
    network.eval()
    table = network.table()
    ranks = []
    for items, kinds, times, targets in _batches(network, dataset, samples, device):
        logits = network.retrieval_logits(network.encode(items, kinds, times, table), table)
        logits[:, PADDING] = float("-inf")
        ranks.append(ranks_of(logits, targets))
    return quality(torch.cat(ranks))


@torch.inference_mode()
def choose_blend(
    network: nn.Module, dataset: Dataset, samples: Samples, device: torch.device
) -> tuple[float, dict[float, dict]]:
    """The weight of the click logit beside the retrieval logit that ranks validation best, and what each gave."""
    network.eval()
    table = network.table()
    ranks: dict[float, list] = {blend: [] for blend in BLENDS}
    for items, kinds, times, targets in _batches(network, dataset, samples, device):
        encoded = network.encode(items, kinds, times, table)
        for blend, scores in _blended(network, encoded, table, BLENDS):
            ranks[blend].append(ranks_of(scores, targets))
    table_of = {blend: quality(torch.cat(rows)) for blend, rows in ranks.items()}
    return max(BLENDS, key=lambda blend: sum(table_of[blend].values())), table_of


def two_stage_scores(
    network: nn.Module, encoded, table: Tensor, *, blend: float, clicks: Callable | None = None
) -> Tensor:
    """(B, V+1): retrieval for all, its best put in blended order above the rest; padding is -inf.

    clicks(encoded, items) gives the click logits (B, K) of items (B, K); the network's own where there is none.
    """
    _, scores = next(_blended(network, encoded, table, (blend,), clicks))
    return scores


def _blended(
    network: nn.Module, encoded, table: Tensor, blends, clicks: Callable | None = None
) -> Iterator[tuple[float, Tensor]]:
    logits = network.retrieval_logits(encoded, table)
    logits[:, PADDING] = float("-inf")
    best = logits.topk(min(network.config.rerank, logits.shape[1] - 1), dim=1)  # (B, K)
    clicks = clicks or partial(network.click_logits, table=table)
    clicked = clicks(encoded, best.indices) if any(blends) else torch.zeros_like(best.values)
    for blend in blends:
        yield blend, logits.scatter(1, best.indices, mixed_scores(best.values, clicked, blend=blend))


def mixed_scores(retrieved: Tensor, clicks: Tensor, *, blend: float) -> Tensor:
    """(B, K): both stages for the best of retrieval, best first, where -inf may follow.

    They are lifted, so that none falls below an item that retrieval left out.
    """
    mixed = retrieved + blend * clicks
    lowest = mixed.masked_fill(mixed.isinf(), float("inf")).amin(dim=1, keepdim=True)
    return mixed + (retrieved[:, -1:] - lowest).clamp(min=0)


def ranks_of(scores: Tensor, targets: Tensor) -> Tensor:
    """(B,) rank of the target from 1; of equals, half stand before it."""
    own = scores.gather(1, targets[:, None])
    better = (scores > own).sum(dim=1)
    equal = (scores == own).sum(dim=1) - 1
    return 1 + better + equal / 2


def quality(ranks: Tensor) -> dict[str, float]:
    """HR@20 and MRR@20 of ranks (S,)."""
    hit = ranks <= CUT
    return {
        f"HR@{CUT}": float(hit.float().mean()),
        f"MRR@{CUT}": float(torch.where(hit, 1 / ranks, 0.0).mean()),
    }


def _batches(network, dataset, samples, device):
    by_length = samples.take(np.argsort(samples.ends, kind="stable"))
    for part in in_order(len(by_length), batch_size=BATCH):
        yield load(
            dataset,
            by_length.take(part),
            device,
            max_length=network.config.max_length,
        )
