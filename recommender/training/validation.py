"""How good a network is on the validation slice: for early stopping, and to choose the blend of both stages.

The metrics of reports live in evaluation, a later stage.
"""

from collections.abc import Iterator

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


def two_stage_scores(network: nn.Module, encoded, table: Tensor, *, blend: float) -> Tensor:
    """(B, V+1): retrieval for all, its best put in blended order above the rest; padding is -inf."""
    _, scores = next(_blended(network, encoded, table, (blend,)))
    return scores


def _blended(network: nn.Module, encoded, table: Tensor, blends) -> Iterator[tuple[float, Tensor]]:
    logits = network.retrieval_logits(encoded, table)
    logits[:, PADDING] = float("-inf")
    best = logits.topk(min(network.config.rerank, logits.shape[1] - 1), dim=1)  # (B, K)
    clicks = network.click_logits(encoded, best.indices, table) if any(blends) else 0
    for blend in blends:
        mixed = best.values + blend * clicks
        # No candidate may fall below an item that retrieval left out.
        lift = (best.values[:, -1:] - mixed.amin(dim=1, keepdim=True)).clamp(min=0)
        yield blend, logits.scatter(1, best.indices, mixed + lift)


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
