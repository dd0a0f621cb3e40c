"""The loss of an update: the labels, the ranking of the base, the distance to the last snapshot.

Ye, equation 1; Li & Jiang, equations 10 and 16. B samples, K places of the base's list, T targets of a sample, V items.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from recommender.dataset.vocabulary import PADDING
from recommender.training.anchoring import Weights, recent_attention, squared_distance
from recommender.training.distillation import (
    Distillation,
    discrepancy_weights,
    failure,
    mixed_shares,
    position_weights,
)
from recommender.training.objective import HARD_POOL, RetrievalObjective


@dataclass(frozen=True)
class Anchor:
    """weight · sum importance · (theta - last)²."""

    last: Weights
    weight: float
    importance: Weights | None = None


class UpdateObjective:
    """`objective` is the algorithm's own: it tells the network, the items that take part and what a second stage learns.

    Labels alone are learned as it learns them, by a sample of a large catalog too. The base's probabilities, and weights
    of samples, need the softmax over all known items, whatever the size of the catalog.
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
        labels_alone = self.mix is None and not self.attention_weighted
        loss = (self.objective if labels_alone else self._weighed)(items, kinds, times, targets)
        for anchor in self.anchors:
            loss = loss + anchor.weight * squared_distance(self.network, anchor.last, anchor.importance)
        return loss

    def _weighed(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        taught, shares = targets[:, None], torch.ones(len(targets), 1, device=targets.device)  # (B, T)
        if self.mix is not None:
            taught, shares = self._with_base(items, kinds, times, targets, encoded=encoded, table=table)
        if self.attention_weighted and encoded.attention is not None:
            lengths = (items != PADDING).sum(dim=1)
            shares = shares * recent_attention(encoded.attention, lengths)[:, None]
        loss = self.objective.against_shared(encoded, table, taught, shares)
        pool = self.objective.known
        if len(pool) > HARD_POOL:
            pool = pool[torch.randperm(len(pool), device=pool.device)[:HARD_POOL]]
        return loss + self.objective.beside(encoded, table, targets, pool)

    @torch.no_grad()
    def _with_base(self, items, kinds, times, targets, *, encoded, table) -> tuple[Tensor, Tensor]:
        """The label and the base's list (B, 1 + K), and how much each counts."""
        logits = self._base_logits(items, kinds, times)  # (B, V+1)
        k = min(self.mix.k, len(self.objective.known))
        listed = logits.topk(k, dim=1).indices  # (B, K)
        weights = position_weights(self.mix.weighting, k, decay=self.mix.decay).to(logits.device)
        if self.mix.mu:
            own = self.network.retrieval_logits(encoded, table)
            weights = weights * discrepancy_weights(own, listed, mu=self.mix.mu)
            weights = weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
        base_losses = logits.logsumexp(dim=1) - logits.gather(1, targets[:, None]).squeeze(1)
        shares = mixed_shares(failure(base_losses), weights, self.mix)
        return torch.cat([targets[:, None], listed], dim=1), shares

    def _base_logits(self, items: Tensor, kinds: Tensor, times: Tensor) -> Tensor:
        """-inf for items that the base does not know."""
        table = self.base.table()
        logits = self.base.retrieval_logits(self.base.encode(items, kinds, times, table), table)
        return logits.masked_fill_(~self.base.items.known, float("-inf"))
