"""SASRec: causal self-attention over the history; the state at the latest event is the interest.

After Kang & McAuley, "Self-Attentive Sequential Recommendation" (ICDM 2018), taught by the full softmax. Every prefix is a
sample of its own here, so only the latest place is asked. Shapes: B histories, L events, E item vector.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.algorithms.aligned import Aligned, pick
from recommender.algorithms.interest import Encoded, InterestNetwork


class SelfAttentionBlock(nn.Module):
    """Equations 2-4: attention, then two pointwise layers; each as x + dropout(g(norm(x)))."""

    def __init__(self, size: int, *, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(size)
        self.projection = nn.Linear(size, 3 * size)  # W_Q, W_K, W_V
        self.out = nn.Linear(size, size)
        self.before_pointwise = nn.LayerNorm(size)
        self.pointwise = nn.Sequential(nn.Linear(size, size), nn.ReLU(), nn.Linear(size, size))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, allowed: Tensor) -> Tensor:
        """x (B, L, E); allowed (B or 1, L, L) bool: whom a place (row) may look at. Each must see itself."""
        parts = self.projection(self.before_attention(x)).chunk(3, dim=-1)
        Q, K, V = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts
        )  # (B, heads, L, E/heads)
        seen = F.scaled_dot_product_attention(Q, K, V, attn_mask=allowed[:, None])  # (2)
        x = x + self.dropout(self.out(seen.transpose(1, 2).flatten(2)))  # (3)
        return x + self.dropout(self.pointwise(self.before_pointwise(x)))  # (4)


@dataclass(frozen=True)
class SasRecConfig:
    embedding_size: int = 128
    max_length: int = 50
    blocks: int = 2
    heads: int = 1
    dropout: float = 0.25
    temperature: float | None = None
    """Cosines are divided by it; None is the plain product, as published."""

    def __post_init__(self) -> None:
        if self.embedding_size % self.heads:
            raise ValueError(f"{self.heads} heads cannot share {self.embedding_size} units.")


class SasRecNetwork(InterestNetwork):
    def __init__(self, config: SasRecConfig, known: Tensor) -> None:
        super().__init__(config, known)
        size = config.embedding_size
        self.places = nn.Embedding(config.max_length, size)  # P, counted back from the latest event
        nn.init.normal_(self.places.weight, std=0.1 * size**-0.5)
        self.blocks = nn.ModuleList(
            SelfAttentionBlock(size, heads=config.heads, dropout=config.dropout) for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(size)
        self.dropout = nn.Dropout(config.dropout)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        history = Aligned.of(items, kinds, times)
        place = torch.arange(items.shape[1], device=items.device)
        back = (history.latest - place).clamp(min=0)  # (B, L)
        x = self.dropout(self.embedded(history.items, table) + self.places(back))  # (1), (B, L, E)
        causal = (place[None, :] <= place[:, None])[None]  # (1, L, L); padding comes after all events
        for block in self.blocks:
            x = block(x, causal)
        return Encoded(self.norm(pick(x, history.latest).squeeze(1)))  # (B, E)
