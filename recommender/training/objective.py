"""What a network is taught: retrieval by softmax, and what a second stage learns beside it, in one loss.

B samples, V items, M items that may be negatives, K items shown to the click head.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.training.config import TrainingConfig
from recommender.training.losses import (
    batch_negatives,
    bpr_max_loss,
    click_loss,
    hard_negatives,
    sampled_softmax_loss,
    softmax_loss,
)

HARD_POOL = 2000  # items among which hard negatives are looked for, so that a large catalog stays affordable


class RetrievalObjective:
    """The loss of a batch: the target against the catalog. `counts` (V+1,): how often each item is a target."""

    def __init__(self, network: nn.Module, config: TrainingConfig, *, counts: Tensor) -> None:
        self.network, self.config = network, config
        self.known = network.items.known.nonzero().squeeze(1)  # (M,) item indices
        self.chance = counts**0.75 / (counts**0.75).sum()  # (V+1,) of being drawn

    def __call__(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """Histories (B, L) and their targets (B,) to one number."""
        whole = len(self.known) <= self.config.sample_above
        return (self._over_all if whole else self._over_sample)(items, kinds, times, targets)

    def against_all(self, logits: Tensor, targets: Tensor) -> Tensor:
        """logits (B, V+1) of the whole catalog, targets (B,)."""
        return softmax_loss(logits, targets, self.network.items.known)

    def against_sample(
        self, positive: Tensor, negative: Tensor, log_expected: Tensor, same: Tensor
    ) -> Tensor:
        """positive (B,), negative (B, M); the others as `sampled_softmax_loss` takes them."""
        return sampled_softmax_loss(positive, negative, log_expected, same)

    def beside(self, encoded, table: Tensor, targets: Tensor, pool: Tensor, scores: Tensor) -> Tensor | float:
        """What a later stage learns: from pool (M,) items that may be negatives, scores (B, M) retrieval gives them."""
        return 0.0

    def _over_all(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        logits = self.network.retrieval_logits(encoded, table)  # (B, V+1)
        retrieval = self.against_all(logits, targets)
        pool = self.known
        if len(pool) > HARD_POOL:
            pool = pool[torch.randperm(len(pool), device=pool.device)[:HARD_POOL]]
        return retrieval + self.beside(encoded, table, targets, pool, logits[:, pool])

    def _over_sample(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """The same on a part of the catalog: only rows that the batch or the draw needs are made."""
        drawn = torch.multinomial(self.chance, self.config.sampled, replacement=True)  # (M,)
        log_expected = (self.config.sampled * self.chance[drawn]).log()
        rows = torch.cat([items.flatten(), targets, drawn, drawn.new_zeros(1)]).unique()
        items, targets, drawn = (torch.searchsorted(rows, x) for x in (items, targets, drawn))
        table = self.network.table(rows)
        encoded = self.network.encode(items, kinds, times, table)
        negative = self.network.retrieval_logits(encoded, F.embedding(drawn, table))  # (B, M)
        positive = self.network.own_logits(encoded, F.embedding(targets, table))  # (B,)
        same = drawn[None, :] == targets[:, None]
        retrieval = self.against_sample(positive, negative, log_expected, same)
        return retrieval + self.beside(encoded, table, targets, drawn, negative)


class TwoStageObjective(RetrievalObjective):
    """Retrieval, and the click head by the mistakes of retrieval."""

    def beside(self, encoded, table: Tensor, targets: Tensor, pool: Tensor, scores: Tensor) -> Tensor:
        same = pool[None, :] == targets[:, None]
        hard = hard_negatives(scores, same, pool=self.network.config.rerank, count=self.config.hard)
        easy = batch_negatives(targets, count=self.config.easy)
        shown = torch.cat([targets[:, None], pool[hard], easy], dim=1)  # (B, K)
        logits = self.network.click_logits(encoded, shown, table)
        return self.config.click_weight * click_loss(logits, again=shown == targets[:, None])


class BprMaxObjective(RetrievalObjective):
    """The target against the strongest of the others, as GRU4Rec may be taught."""

    def against_all(self, logits: Tensor, targets: Tensor) -> Tensor:
        positive = logits.gather(1, targets[:, None]).squeeze(1)
        same = self.known[None, :] == targets[:, None]
        return bpr_max_loss(positive, logits[:, self.known], same, penalty=self.network.config.penalty)

    def against_sample(
        self, positive: Tensor, negative: Tensor, log_expected: Tensor, same: Tensor
    ) -> Tensor:
        return bpr_max_loss(positive, negative, same, penalty=self.network.config.penalty)
