"""GRU4Rec with modern training: tied item vectors, softmax over the catalog or a logQ-corrected sample, or BPR-max.

After Hidasi et al., "Session-based Recommendations with Recurrent Neural Networks" (ICLR 2016) and Hidasi & Karatzoglou,
"Recurrent Neural Networks with Top-k Gains for Session-based Recommendations" (CIKM 2018).
Shapes: B histories, L events, E item vector and hidden state.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from recommender.algorithms.aligned import Aligned, pick
from recommender.algorithms.interest import Encoded, InterestNetwork

LOSSES = ("softmax", "bpr_max")


@dataclass(frozen=True)
class Gru4RecConfig:
    embedding_size: int = 128
    """E: of item vectors and hidden states alike, since both share one space."""
    max_length: int = 50
    embedding_dropout: float = 0.25
    """On item vectors as they go in: much of it on small data, little on large."""
    hidden_dropout: float = 0.0
    temperature: float | None = None
    """Cosines are divided by it; None is the plain product, as published."""
    loss: str = "softmax"
    """softmax or bpr_max."""
    penalty: float = 0.5
    """On the size of negative scores, of BPR-max alone."""

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise ValueError(f"GRU4Rec learns by {' or '.join(LOSSES)}, not by {self.loss!r}.")


class Gru4RecNetwork(InterestNetwork):
    """One GRU; its state after the latest event is the interest.

    2016, equations 1-4: h = (1 - z) h' + z c with gates z, r and candidate c. torch, like the authors' present code, lets
    r gate U h' where the paper gates h', and calls 1 - z what the paper calls z.
    """

    def __init__(self, config: Gru4RecConfig, known: Tensor) -> None:
        super().__init__(config, known)
        self.embedding_dropout = nn.Dropout(config.embedding_dropout)
        self.gru = nn.GRU(config.embedding_size, config.embedding_size, batch_first=True)
        self.hidden_dropout = nn.Dropout(config.hidden_dropout)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        history = Aligned.of(items, kinds, times)
        events = self.embedding_dropout(self.embedded(history.items, table))  # (B, L, E)
        states, _ = self.gru(events)  # (B, L, E)
        latest = pick(states, history.latest).squeeze(1)  # (B, E)
        return Encoded(self.hidden_dropout(latest))
