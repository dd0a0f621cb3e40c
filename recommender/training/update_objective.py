"""The loss of an update: the labels, the ranking of the base, the distance to the last snapshot.

Ye, equation 1; Li & Jiang, equations 10 and 16. B samples, K places of the base's list, V items.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from recommender.dataset.vocabulary import PADDING
from recommender.training.anchoring import Weights, recent_attention, squared_distance
from recommender.training.distillation import (
    Distillation,
    discrepancy_weights,
    distillation_losses,
    failure,
    mixed_loss,
    position_weights,
)
from recommender.training.likelihood import log_probabilities
from recommender.training.objective import HARD_POOL, RetrievalObjective


@dataclass(frozen=True)
class Anchor:
    """weight · sum importance · (theta - last)²."""

    last: Weights
    weight: float
    importance: Weights | None = None


class UpdateObjective:
    """The softmax over all known items, whatever the size of the catalog: the base's probabilities need all of it.

    `objective` is the algorithm's own: it tells the network, the items that take part and what a second stage learns.
    """

    def __init__(
        self,
        objective: RetrievalObjective,
        *,
        base: nn.Module | None = None,
        mix: Distillation | None = None,
        anchors: list[Anchor] = (),
        attention_weighted: bool = False,
    ) -> None:
        self.objective, self.network = objective, objective.network
        self.base, self.mix, self.anchors = base, mix, anchors
        self.attention_weighted = attention_weighted

    def __call__(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """Histories (B, L) and their targets (B,) to one number."""
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        logits = self.network.retrieval_logits(encoded, table)  # (B, V+1)
        log_p = log_probabilities(logits, self.network.items.known)
        losses = -log_p.gather(1, targets[:, None]).squeeze(1)  # (B,)
        if self.attention_weighted and encoded.attention is not None:
            lengths = (items != PADDING).sum(dim=1)
            losses = losses * recent_attention(encoded.attention, lengths)
        if self.mix is None:
            loss = losses.mean()
        else:
            loss = self._with_base(items, kinds, times, targets, losses=losses, logits=logits, log_p=log_p)
        pool = self.objective.known
        if len(pool) > HARD_POOL:
            pool = pool[torch.randperm(len(pool), device=pool.device)[:HARD_POOL]]
        loss = loss + self.objective.beside(encoded, table, targets, pool)
        for anchor in self.anchors:
            loss = loss + anchor.weight * squared_distance(self.network, anchor.last, anchor.importance)
        return loss

    def _with_base(self, items, kinds, times, targets, *, losses, logits, log_p) -> Tensor:
        base_log_p = self._base_log_probabilities(items, kinds, times)
        k = min(self.mix.k, len(self.objective.known))
        taught = base_log_p.topk(k, dim=1).indices  # (B, K)
        weights = position_weights(self.mix.weighting, k, decay=self.mix.decay).to(logits.device)
        if self.mix.mu:
            weights = weights * discrepancy_weights(logits, taught, mu=self.mix.mu)
            weights = weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
        failed = failure(-base_log_p.gather(1, targets[:, None]).squeeze(1))
        return mixed_loss(losses, distillation_losses(log_p, taught, weights), failed, self.mix)

    @torch.no_grad()
    def _base_log_probabilities(self, items: Tensor, kinds: Tensor, times: Tensor) -> Tensor:
        table = self.base.table()
        logits = self.base.retrieval_logits(self.base.encode(items, kinds, times, table), table)
        return log_probabilities(logits, self.base.items.known)
