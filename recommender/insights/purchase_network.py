"""Paper 4's recurrent network: event sequence → GRU or LSTM → joined with the case's features → full connection → probability.

The paper's softmax over two outcomes is a sigmoid of their difference. Trained with binary cross-entropy and Adam,
stopped early by the validation cases.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from recommender.algorithms.interface import Progress, silent
from recommender.dataset.sequences import EVENT_KINDS
from recommender.insights.event_sequences import CHANNELS
from recommender.insights.prepared_cases import PreparedCases, PreparedPart

CELLS = {"gru": nn.GRU, "lstm": nn.LSTM}


@dataclass(frozen=True)
class NetworkConfig:
    cell: str = "gru"
    kind_size: int = 8
    hidden_size: int = 48
    dropout: float = 0.2
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    batch_size: int = 256
    epochs: int = 60
    patience: int = 6


@dataclass(frozen=True)
class NetworkInput:
    """kinds (S, L) int64 padded on the right · channels (S, L, C) float32 · lengths (S,) int64 · features (S, F) float32,
    all numbers scaled and without gaps."""

    kinds: Tensor
    channels: Tensor
    lengths: Tensor
    features: Tensor

    @classmethod
    def of(cls, kinds, channels, lengths, features) -> "NetworkInput":
        return cls(
            torch.as_tensor(kinds, dtype=torch.int64),
            torch.as_tensor(channels, dtype=torch.float32),
            torch.as_tensor(lengths, dtype=torch.int64),
            torch.as_tensor(features, dtype=torch.float32),
        )

    @classmethod
    def of_part(cls, part: PreparedPart) -> "NetworkInput":
        read = part.sequences
        return cls.of(read.kinds, read.channels, read.lengths, part.features)

    def __len__(self) -> int:
        return len(self.kinds)

    def take(self, index) -> "NetworkInput":
        return NetworkInput(
            self.kinds[index], self.channels[index], self.lengths[index], self.features[index]
        )


# Cases, and whether each buys (S,) float32.
Answered = tuple[NetworkInput, Tensor]


class PurchaseNetwork(nn.Module):
    def __init__(self, config: NetworkConfig, *, features: int):
        super().__init__()
        if config.cell not in CELLS:
            raise ValueError(f"There is no cell {config.cell!r}; known are {', '.join(CELLS)}.")
        H = config.hidden_size
        self.kind = nn.Embedding(len(EVENT_KINDS) + 1, config.kind_size, padding_idx=0)
        self.recurrent = CELLS[config.cell](config.kind_size + len(CHANNELS), H, batch_first=True)
        self.head = nn.Sequential(
            nn.Linear(H + features, H), nn.ReLU(), nn.Dropout(config.dropout), nn.Linear(H, 1)
        )

    def forward(self, batch: NetworkInput) -> Tensor:
        """Logit of buying (B,)."""
        events = torch.cat([self.kind(batch.kinds), batch.channels], dim=-1)  # (B, L, E+C)
        states, _ = self.recurrent(events)  # (B, L, H)
        last = states[
            torch.arange(len(batch)), batch.lengths - 1
        ]  # (B, H): padding comes after, and is never read
        return self.head(torch.cat([last, batch.features], dim=-1)).squeeze(-1)


class PurchaseRNN:
    """The network with how it is taught."""

    def __init__(self, config: NetworkConfig = NetworkConfig(), *, seed: int = 0):
        self.config, self.seed = config, seed
        self.losses: list[float] = []
        """Validation loss by epoch."""

    def fit(
        self,
        training: NetworkInput,
        buys: np.ndarray,
        validation: NetworkInput,
        validation_buys: np.ndarray,
        *,
        progress: Progress = silent,
    ) -> "PurchaseRNN":
        """Ends with the weights of the best epoch."""
        draw = torch.Generator().manual_seed(self.seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            self.network = PurchaseNetwork(self.config, features=training.features.shape[1])
            self._learn((training, _truth(buys)), (validation, _truth(validation_buys)), draw, progress)
        return self

    def fit_cases(self, cases: PreparedCases, *, progress: Progress = silent) -> "PurchaseRNN":
        training, validation = (NetworkInput.of_part(part) for part in (cases.training, cases.validation))
        return self.fit(training, cases.training.buys, validation, cases.validation.buys, progress=progress)

    def predict(self, part: PreparedPart) -> np.ndarray:
        """(S,) float64."""
        return self.probabilities(NetworkInput.of_part(part))

    def probabilities(self, cases: NetworkInput) -> np.ndarray:
        """(S,) float64."""
        self.network.eval()
        with torch.inference_mode():
            parts = [self.network(part).sigmoid() for part in _batches(cases, 4096)]
        return torch.cat(parts).double().numpy() if parts else np.zeros(0)

    def _learn(
        self, training: Answered, validation: Answered, draw: torch.Generator, progress: Progress
    ) -> None:
        config, best, kept, waited = self.config, float("inf"), None, 0
        optimizer = torch.optim.Adam(
            self.network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
        )
        for epoch in range(1, config.epochs + 1):
            self._epoch(*training, optimizer, draw)
            loss = self._loss(*validation)
            self.losses.append(loss)
            progress(epoch, config.epochs, {"validation loss": loss})
            if loss < best:
                best, waited = loss, 0
                kept = {name: weights.clone() for name, weights in self.network.state_dict().items()}
            elif (waited := waited + 1) >= config.patience:
                break
        if kept:
            self.network.load_state_dict(kept)

    def _epoch(self, training, truth, optimizer, draw) -> None:
        self.network.train()
        for index in torch.randperm(len(training), generator=draw).split(self.config.batch_size):
            loss = _binary_cross_entropy(self.network(training.take(index)), truth[index])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
            optimizer.step()

    def _loss(self, cases: NetworkInput, truth: Tensor) -> float:
        self.network.eval()
        with torch.inference_mode():
            logits = torch.cat([self.network(part) for part in _batches(cases, 4096)])
        return float(_binary_cross_entropy(logits, truth))


_binary_cross_entropy: Callable[[Tensor, Tensor], Tensor] = nn.functional.binary_cross_entropy_with_logits


def _truth(buys: np.ndarray) -> Tensor:
    return torch.as_tensor(np.asarray(buys), dtype=torch.float32)


def _batches(cases: NetworkInput, size: int):
    for start in range(0, len(cases), size):
        yield cases.take(slice(start, start + size))
