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
from recommender.training.objective import RetrievalObjective


@dataclass(frozen=True)
class Anchor:
    """weight · sum importance · (theta - last)²."""

    last: Weights
    weight: float
    importance: Weights | None = None


@dataclass(frozen=True)
class _Taught:
    """targets (B, T), the label first · failed (B,): how far the base was from the label; None without a base."""

    targets: Tensor
    failed: Tensor | None


class UpdateObjective:
    """`objective` is the algorithm's own: it tells the network, the items that take part and what a second stage learns.

    What the base lists is learned beside the label, by a sample of a large catalog too. Only a weight that asks where
    the network itself puts the base's items (`mix.mu`) needs the softmax over all.
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
        loss = (self.objective if labels_alone else self._shared)(items, kinds, times, targets)
        for anchor in self.anchors:
            loss = loss + anchor.weight * squared_distance(self.network, anchor.last, anchor.importance)
        return loss

    def _shared(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        taught = (
            _Taught(targets[:, None], failed=None)
            if self.mix is None
            else self._with_base(items, kinds, times, targets)
        )
        lengths = (items != PADDING).sum(dim=1)

        def shares(encoded, table: Tensor) -> Tensor:
            counts = self._mixed(taught, encoded, table)
            if self.attention_weighted and encoded.attention is not None:
                counts = counts * recent_attention(encoded.attention, lengths)[:, None]
            return counts

        whole = self.mix is not None and bool(self.mix.mu)
        return self.objective.shared(items, kinds, times, taught.targets, shares=shares, whole=whole)

    def _mixed(self, taught: "_Taught", encoded, table: Tensor) -> Tensor:
        """(B, T): how much the label, and each item of the base's list, counts."""
        if taught.failed is None:
            return torch.ones_like(taught.targets, dtype=torch.float32)
        listed = taught.targets[:, 1:]  # (B, K)
        weights = position_weights(self.mix.weighting, listed.shape[1], decay=self.mix.decay).to(
            listed.device
        )
        if self.mix.mu:
            own = self.network.retrieval_logits(encoded, table)
            weights = weights * discrepancy_weights(own, listed, mu=self.mix.mu)
            weights = weights / weights.sum(dim=1, keepdim=True).clamp(min=1e-6)
        return mixed_shares(taught.failed, weights, self.mix)

    @torch.no_grad()
    def _with_base(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> "_Taught":
        """The label and the base's list (B, 1 + K)."""
        logits = self._base_logits(items, kinds, times)  # (B, V+1)
        k = min(self.mix.k, len(self.objective.known))
        listed = logits.topk(k, dim=1).indices  # (B, K)
        base_losses = logits.logsumexp(dim=1) - logits.gather(1, targets[:, None]).squeeze(1)
        return _Taught(torch.cat([targets[:, None], listed], dim=1), failure(base_losses))

    def _base_logits(self, items: Tensor, kinds: Tensor, times: Tensor) -> Tensor:
        """-inf for items that the base does not know."""
        table = self.base.table()
        logits = self.base.retrieval_logits(self.base.encode(items, kinds, times, table), table)
        return logits.masked_fill_(~self.base.items.known, float("-inf"))
