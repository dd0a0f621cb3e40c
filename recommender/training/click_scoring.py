"""The click head made ready for scoring: the logits of the network's own, for many candidates of each history.

B histories, L events, K candidates, E item vector, U units of a layer.
"""

from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F

from recommender.algorithms.aligned import pick
from recommender.algorithms.pmca_bilstm import ClickHead, PmcaEncoded
from recommender.training.batches import in_order

UNITS_AT_ONCE = (
    4_000_000  # of the first layer: fewer stay in a processor's cache, but then starting each step costs more
)


class ReadyClickHead:
    """Differs from the head in the order of its work.

    What the first layer makes of an item, of its product with the interest, and of its likeness to the interest and to the
    latest event is one product: (Wi + Wp · interest + w1 interestᵀ + w3 latestᵀ) item. What is left is the likeness to the
    most alike event. The units that a shortcut takes the mean of stand in two halves, and halves are added faster than neighbors.
    """

    def __init__(self, head: ClickHead, table: Tensor, *, dtype: torch.dtype) -> None:
        size, scale = table.shape[1], table.shape[1] ** 0.5
        orders = _orders([head.of_item.out_features, *(layer.out_features for layer in head.halvings)])
        first = orders[0]
        product = head.of_product.weight[first]
        of_interest, of_alike, of_latest = product[:, size:].split(1, dim=1)  # (U, 1)
        self.dtype = dtype
        self.table = table.to(dtype)  # (R, E)
        self.of_item = (head.of_item.weight[first] * scale).to(dtype)  # (U, E)
        self.of_product = (product[:, :size] * scale**2 + of_interest).to(dtype)  # (U, E)
        self.of_alike, self.of_latest = of_alike.squeeze(1).to(dtype), of_latest.to(dtype)  # (U,), (U, 1)
        self.of_interest = (
            (head.of_interest.weight[first] * scale).to(dtype),
            head.of_interest.bias[first].to(dtype),
        )
        self.halvings = [
            (layer.weight[narrow][:, wide].to(dtype), layer.bias[narrow].to(dtype))
            for layer, (wide, narrow) in zip(head.halvings, pairwise(orders), strict=True)
        ]
        self.out = (head.out.weight[:, orders[-1]].to(dtype), head.out.bias.to(dtype))

    def __call__(self, encoded: PmcaEncoded, items: Tensor) -> Tensor:
        """(B, K) float32 for the candidates `items` (B, K), rows of the table."""
        interest, events = encoded.interest.to(self.dtype), encoded.events.to(self.dtype)
        logits = torch.empty(items.shape, device=items.device)
        step = max(1, UNITS_AT_ONCE // (items.shape[1] * len(self.of_item)))
        for part in in_order(len(items), batch_size=step):
            logits[part] = self._some(interest[part], events[part], encoded.lengths[part], items[part])
        return logits

    def _some(self, interest: Tensor, events: Tensor, lengths: Tensor, items: Tensor) -> Tensor:
        candidates = F.embedding(items, self.table)  # (B, K, E)
        alike = (candidates @ events.transpose(1, 2)).amax(dim=-1, keepdim=True).clamp_(min=0)  # (B, K, 1)
        latest = pick(events, (lengths - 1)[:, None])  # (B, 1, E)
        weight = torch.addcmul(self.of_item, self.of_product, interest[:, None])
        weight.addcmul_(self.of_latest, latest)  # (B, U, E)
        bias = F.linear(interest, *self.of_interest)[:, None]  # (B, 1, U)
        x = torch.addcmul(bias, alike, self.of_alike)  # (B, K, U)
        x = x.baddbmm_(candidates, weight.transpose(1, 2)).relu_()
        for layer in self.halvings:
            left, right = x.chunk(2, dim=-1)
            x = F.linear(x, *layer).relu_().add_(left, alpha=0.5).add_(right, alpha=0.5)
        return F.linear(x, *self.out).squeeze(-1)


def _orders(units: list[int]) -> list[Tensor]:
    """How the units of each layer are put so that those which a shortcut joins, 2j and 2j + 1, stand half a layer apart."""
    orders = [torch.arange(units[-1])]
    for _ in units[1:]:
        orders.insert(0, torch.cat([2 * orders[0], 2 * orders[0] + 1]))
    return orders
