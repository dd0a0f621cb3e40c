"""BiLSTM-Transformer: a BiLSTM reads the events, a bidirectional Transformer relates them, a small head predicts.

After Zhao, "Research on the Application of Deep Neural Networks in Personalized Product Recommendations on E-Commerce
Platforms" (2024); equations by their numbers there. (5) prints the gates alone: the whole cell is meant.
Shapes: B histories, L events, E item vector, H one LSTM direction, C = 2H channels.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned, pick
from recommender.algorithms.interest import Encoded, InterestNetwork
from recommender.algorithms.pmca_bilstm import BiLstm
from recommender.algorithms.sasrec import SelfAttentionBlock
from recommender.dataset.sequences import EVENT_KINDS


@dataclass(frozen=True)
class BilstmTransformerConfig:
    embedding_size: int = 128
    hidden: int = 64
    """H."""
    blocks: int = 1
    heads: int = 2
    max_length: int = 50
    dropout: float = 0.25
    temperature: float | None = 0.07
    """Cosines are divided by it; None is the plain product."""

    def __post_init__(self) -> None:
        if 2 * self.hidden % self.heads:
            raise ValueError(f"{self.heads} heads cannot share {2 * self.hidden} channels.")


class BilstmTransformerNetwork(InterestNetwork):
    """The head's last map is followed by the tied item table, which turns its E numbers into one for each product."""

    def __init__(self, config: BilstmTransformerConfig, known: Tensor) -> None:
        super().__init__(config, known)
        size, channels = config.embedding_size, 2 * config.hidden
        self.kinds = nn.Embedding(len(EVENT_KINDS), size)
        self.gaps = nn.Embedding(GAP_BUCKETS, size)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = BiLstm(size, config.hidden)  # (5); it also tells the Transformer the order
        self.blocks = nn.ModuleList(
            SelfAttentionBlock(channels, heads=config.heads, dropout=config.dropout)
            for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(channels)
        self.head = nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, size))
        for embedding in (self.kinds, self.gaps):
            nn.init.normal_(embedding.weight, std=0.1)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        history = Aligned.of(items, kinds, times)
        events = self.dropout(self.embedded(history.items, table))  # (B, L, E)
        events = events + self.kinds(history.kinds) + self.gaps(history.gaps())
        states = self.encoder(events, history.lengths)  # (B, L, C)
        both_ways = history.real[:, None, :]  # (B, 1, L): every place looks at all events, at no padding
        for block in self.blocks:
            states = block(states, both_ways)
        T = self.norm(pick(states, history.latest).squeeze(1))  # (B, C)
        return Encoded(self.head(T))  # (6), (B, E)
