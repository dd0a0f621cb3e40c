"""Item vectors from what is known of an item before training, and from what training adds.

Shapes: V items, R rows, E item vector, Db and Dc pretrained vectors of behavior and of content.
"""

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from recommender.dataset.vocabulary import PADDING

LEAST = 1e-12  # length, so that a row of zeros stays one


class ItemTable(nn.Module):
    """One vector for each item, also for those nobody has touched: content for all, behavior and an own part if known."""

    def __init__(
        self, behavior: Tensor, content: Tensor, known: Tensor, *, size: int, normalized: bool = True
    ) -> None:
        super().__init__()
        self.normalized = normalized
        self.told = bool(content.any())  # benchmarks tell nothing of their items
        self.all_known = bool(known[1:].all())
        self.register_buffer("behavior", behavior)  # (V+1, Db)
        self.register_buffer("content", content)  # (V+1, Dc)
        self.register_buffer("known", known)  # (V+1,) bool: touched in training
        self.own = nn.Embedding(len(content), size, padding_idx=PADDING)
        self.from_behavior = nn.Linear(behavior.shape[1], size, bias=False)
        self.from_content = nn.Linear(content.shape[1], size, bias=False)
        nn.init.normal_(self.own.weight, std=0.3 * size**-0.5)
        with torch.no_grad():
            self.own.weight *= known[:, None]

    def forward(self, rows: Tensor | None, *, forget: float) -> Tensor:
        """(R, E), of length 1 where they are normalized. `forget` is the share of items treated as new, so that content learns to stand alone."""
        every = rows is None
        known = self.known if every else self.known[rows]
        touched = self.own.weight if every else self.own(rows)
        touched = touched + self.from_behavior(self.behavior if every else self.behavior[rows])  # (R, E)
        if forget:
            known = known & (torch.rand(len(known), device=known.device) >= forget)
        if forget or not self.all_known:
            touched = touched * known[:, None]
        if self.told:
            touched = touched + self.from_content(self.content if every else self.content[rows])
        return _UnitRows.apply(touched.float()) if self.normalized else touched


class _UnitRows(torch.autograd.Function):
    """Rows (R, E) of length 1: `F.normalize` with a third of the passes over the table on the way back."""

    @staticmethod
    def forward(ctx, rows: Tensor) -> Tensor:
        length = torch.linalg.vector_norm(rows, dim=-1, keepdim=True).clamp_(min=LEAST)  # (R, 1)
        units = rows / length
        ctx.save_for_backward(units, length)
        return units

    @staticmethod
    @once_differentiable
    def backward(ctx, slope: Tensor) -> Tensor:
        units, length = ctx.saved_tensors
        along = (slope * units).sum(dim=-1, keepdim=True)
        return torch.addcmul(slope, units, along, value=-1).div_(length)
