"""What the networks of one stage share: a vector for each item, and an interest vector that meets them all.

Shapes: B histories, L events, V items, E item vector, R rows of the table.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.dataset.vocabulary import PADDING


class ItemEmbedding(nn.Module):
    """A free vector for each item that training touches; the others, and padding, are zero and stay it."""

    def __init__(self, known: Tensor, *, size: int) -> None:
        super().__init__()
        self.register_buffer("known", known)  # (V+1,) bool
        self.own = nn.Embedding(len(known), size, padding_idx=PADDING)
        nn.init.normal_(self.own.weight, std=size**-0.5)
        with torch.no_grad():
            self.own.weight *= known[:, None]

    def forward(self, rows: Tensor | None) -> Tensor:
        return self.own.weight if rows is None else self.own(rows)  # (R, E)


@dataclass
class Repeats:
    """What speaks for each event's item coming again, beside its likeness to the interest."""

    items: Tensor  # (B, L), rows of a table; padding is 0
    bias: Tensor  # (B, L), added to the logit of the item; 0 where there is no event

    def added_to(self, logits: Tensor) -> Tensor:
        """(B, R): events on one item add up."""
        return logits.scatter_add(1, self.items, self.bias.to(logits.dtype))


@dataclass
class Encoded:
    """What a batch of histories became. The other fields where the network tells them."""

    interest: Tensor  # (B, E)
    attention: Tensor | None = None  # (B, L)
    order: Tensor | None = None  # (B, L): which column of the history stands at this place
    repeats: Repeats | None = None


class InterestNetwork(nn.Module):
    """A subclass encodes. Input and output share one table of item vectors (tied).

    config.temperature divides cosines; without one the score is the plain product of the published models.
    """

    def __init__(self, config, known: Tensor) -> None:
        super().__init__()
        self.config = config
        self.items = ItemEmbedding(known, size=config.embedding_size)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        """From left-padded histories (B, L), whose items point into `table`, to interest vectors."""
        raise NotImplementedError

    def table(self, rows: Tensor | None = None) -> Tensor:
        """Item vectors (R, E); all V+1 of them where `rows` is None."""
        vectors = self.items(rows)
        return vectors if self.config.temperature is None else F.normalize(vectors, dim=-1)

    def embedded(self, items: Tensor, table: Tensor) -> Tensor:
        """(B, L, E), of units about 1 where vectors have length 1; padding is 0."""
        vectors = F.embedding(items, table, padding_idx=PADDING)
        return vectors if self.config.temperature is None else vectors * self.config.embedding_size**0.5

    def retrieval_logits(self, encoded: Encoded, table: Tensor) -> Tensor:
        """(B, R)."""
        with torch.autocast(table.device.type, enabled=False):  # bfloat16 cannot tell near scores apart
            return self.query(encoded) @ table.float().T

    def query(self, encoded: Encoded) -> Tensor:
        """(B, E): its product with an item's vector is the item's logit."""
        interest = encoded.interest.float()
        if self.config.temperature is None:
            return interest
        return F.normalize(interest, dim=-1) / self.config.temperature
