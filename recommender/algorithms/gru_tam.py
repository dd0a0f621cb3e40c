"""GRU-TAM: a GRU over events, attention that knows their time, and the next item from context and latest state.

After Li & Jiang, "Data-driven neural network dynamics for customer behavior modeling and personalized E-commerce marketing"
(2026); equations by their numbers there. Shapes: B histories, L events, E item vector, H hidden state, A attention space,
T time code.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned, pick
from recommender.algorithms.interest import Encoded, InterestNetwork
from recommender.dataset.sequences import EVENT_KINDS


class TemporalAttention(nn.Module):
    """Equations 6-8; without time codes (T = 0) they are 12-14."""

    def __init__(self, hidden: int, *, space: int, time: int) -> None:
        super().__init__()
        self.of_state = nn.Linear(hidden, space)  # W_h, b
        self.of_time = nn.Linear(time, space, bias=False) if time else None  # W_tau
        self.score = nn.Linear(space, 1, bias=False)  # v

    def forward(self, states: Tensor, times: Tensor | None, real: Tensor) -> tuple[Tensor, Tensor]:
        """states (B, L, H), times (B, L, T), real (B, L) → context (B, H), weights (B, L)."""
        mapped = self.of_state(states)
        if self.of_time is not None:
            mapped = mapped + self.of_time(times)
        energy = self.score(torch.tanh(mapped)).squeeze(-1)  # (6), (12)
        weights = energy.float().masked_fill(~real, float("-inf")).softmax(dim=1)  # (7), (13)
        return (weights[..., None] * states).sum(dim=1), weights  # (8), (14)


@dataclass(frozen=True)
class GruTamConfig:
    embedding_size: int = 128
    """E: the paper's 3,060 sparse features become 128 numbers; ours are item, kind and time gap."""
    hidden: int = 128
    """H (paper: 128)."""
    space: int = 64
    """A."""
    time_size: int = 16
    """T: length of the code of an event's age."""
    temporal: bool = True
    """Equations 6-9: attention with time, prediction from [c; h_T]. Otherwise 12-15: neither."""
    max_length: int = 30
    """Paper: 30."""
    dropout: float = 0.3
    """Paper: 0.3."""
    temperature: float | None = 0.07
    """Cosines are divided by it; None is the plain product."""


class GruTamNetwork(InterestNetwork):
    """The output map W_o is the tied item table behind a projection to its space."""

    def __init__(self, config: GruTamConfig, known: Tensor) -> None:
        super().__init__(config, known)
        size, time = config.embedding_size, config.time_size if config.temporal else 0
        self.kinds = nn.Embedding(len(EVENT_KINDS), size)
        self.gaps = nn.Embedding(GAP_BUCKETS, size)
        self.gru = nn.GRU(size, config.hidden, batch_first=True)  # (2)-(5), r gates U h as torch has it
        self.ages = nn.Embedding(GAP_BUCKETS, time) if config.temporal else None
        self.attention = TemporalAttention(config.hidden, space=config.space, time=time)
        self.out = nn.Linear(config.hidden * (2 if config.temporal else 1), size)
        self.dropout = nn.Dropout(config.dropout)
        for embedding in (self.kinds, self.gaps):
            nn.init.normal_(embedding.weight, std=0.1)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        history = Aligned.of(items, kinds, times)
        states, _ = self.gru(self.read(history, table))  # (B, L, H)
        ages = None if self.ages is None else self.ages(history.ages())  # tau (B, L, T)
        context, weights = self.attention(states, ages, history.real)  # (B, H), (B, L)
        if self.config.temporal:
            context = torch.cat([context, pick(states, history.latest).squeeze(1)], dim=-1)  # [c; h_T] (9)
        return Encoded(self.out(self.dropout(context)), weights, history.order)  # (9), (15)

    def read(self, history: Aligned, table: Tensor) -> Tensor:
        """z = x E (1), (B, L, E): the rows of E that stand for an event's item, kind and time gap, added up."""
        events = self.dropout(self.embedded(history.items, table))
        return events + self.kinds(history.kinds) + self.gaps(history.gaps())
