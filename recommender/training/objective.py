"""What a network is taught: retrieval by softmax and the click head by its own mistakes, in one loss.

B samples, V items, M items that may be negatives, K items shown to the click head.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.training.config import TrainingConfig
from recommender.training.losses import (
    batch_negatives,
    click_loss,
    hard_negatives,
    sampled_softmax_loss,
    softmax_loss,
)

HARD_POOL = 2000  # items among which hard negatives are looked for, so that a large catalog stays affordable


class TwoStageObjective:
    """The loss of a batch. `counts` (V+1,): how often each item is a training target."""

    def __init__(self, network: nn.Module, config: TrainingConfig, *, counts: Tensor) -> None:
        self.network, self.config = network, config
        self.known = network.items.known.nonzero().squeeze(1)  # (M,) item indices
        self.chance = counts**0.75 / (counts**0.75).sum()  # (V+1,) of being drawn

    def __call__(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """Histories (B, L) and their targets (B,) to one number."""
        whole = len(self.known) <= self.config.sample_above
        return (self._over_all if whole else self._over_sample)(items, kinds, times, targets)

    def _over_all(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        logits = self.network.retrieval_logits(encoded, table)  # (B, V+1)
        retrieval = softmax_loss(logits, targets, self.network.items.known)
        pool = self.known
        if len(pool) > HARD_POOL:
            pool = pool[torch.randperm(len(pool), device=pool.device)[:HARD_POOL]]
        return retrieval + self._click(encoded, table, targets, pool, logits[:, pool])

    def _over_sample(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """The same on a part of the catalog: only rows that the batch or the draw needs are made."""
        drawn = torch.multinomial(self.chance, self.config.sampled, replacement=True)  # (M,)
        log_expected = (self.config.sampled * self.chance[drawn]).log()
        rows = torch.cat([items.flatten(), targets, drawn, drawn.new_zeros(1)]).unique()
        items, targets, drawn = (torch.searchsorted(rows, x) for x in (items, targets, drawn))
        table = self.network.table(rows)
        encoded = self.network.encode(items, kinds, times, table)
        negative = self.network.retrieval_logits(encoded, F.embedding(drawn, table))  # (B, M)
        positive = (encoded.interest * F.embedding(targets, table)).sum(
            dim=1
        ) / self.network.config.temperature
        same = drawn[None, :] == targets[:, None]
        retrieval = sampled_softmax_loss(positive, negative, log_expected, same)
        return retrieval + self._click(encoded, table, targets, drawn, negative)

    def _click(self, encoded, table: Tensor, targets: Tensor, pool: Tensor, scores: Tensor) -> Tensor:
        """pool (M,) items that may be hard negatives, scores (B, M) what retrieval thinks of them."""
        same = pool[None, :] == targets[:, None]
        hard = hard_negatives(scores, same, pool=self.network.config.rerank, count=self.config.hard)
        easy = batch_negatives(targets, count=self.config.easy)
        shown = torch.cat([targets[:, None], pool[hard], easy], dim=1)  # (B, K)
        logits = self.network.click_logits(encoded, shown, table)
        return self.config.click_weight * click_loss(logits, again=shown == targets[:, None])
