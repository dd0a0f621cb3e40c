"""The click head made ready for scoring: the logits of the network's own, for many candidates of each history.

B histories, L events, K candidates, E item vector, U units of a layer.
"""

from itertools import pairwise

import torch
from torch import Tensor
from torch.nn import functional as F

from recommender.algorithms.pmca_bilstm import ClickHead, PmcaEncoded
from recommender.training.batches import in_order

UNITS_AT_ONCE = (
    1_000_000  # of the first layer: as many as stay in a processor's cache with what is made of them
)


class ReadyClickHead:
    """Differs from the head in the order of its work.

    What the first layer makes of an item and of its product with the interest is one product, (Wi + Wp · interest) item.
    The units that a shortcut takes the mean of stand in two halves, and halves are added faster than neighbors.
    """

    def __init__(self, head: ClickHead, table: Tensor, *, dtype: torch.dtype) -> None:
        size, scale = table.shape[1], table.shape[1] ** 0.5
        orders = _orders([head.of_item.out_features, *(layer.out_features for layer in head.halvings)])
        first = orders[0]
        product = head.of_product.weight[first]
        self.dtype = dtype
        self.table = table.to(dtype)  # (R, E)
        self.of_item = (head.of_item.weight[first] * scale).to(dtype)  # (U, E)
        self.of_product = (product[:, :size] * scale**2).to(dtype)  # (U, E)
        self.of_matches = product[:, size:].to(dtype)  # (U, 3)
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
        likeness = candidates @ torch.cat([interest[:, None], events], dim=1).transpose(1, 2)  # (B, K, 1 + L)
        latest = lengths[:, None, None].expand(-1, items.shape[1], 1)  # counted from the interest
        matches = [
            likeness[..., :1],
            likeness[..., 1:].amax(dim=-1, keepdim=True).clamp(min=0),
            likeness.gather(2, latest),
        ]
        weight = torch.addcmul(self.of_item, self.of_product, interest[:, None])  # (B, U, E)
        weight = torch.cat([weight, self.of_matches.expand(len(items), -1, -1)], dim=2)  # (B, U, E + 3)
        bias = F.linear(interest, *self.of_interest)[:, None]  # (B, 1, U)
        x = torch.baddbmm(bias, torch.cat([candidates, *matches], dim=2), weight.transpose(1, 2)).relu_()
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
