"""CFN: a denoising autoencoder completes a visitor's row of the table visitors by items.

Strub, Gaudel & Mary, Hybrid recommender system based on autoencoders (DLRS 2016). Theirs reads ratings; ours reads what was
chosen, where every known entry is 1. Squared error on known entries alone would be content with 1 everywhere, so the known
entries compete with the items drawn into the batch (softmax). What remains theirs: a sparse input that is corrupted by
masking, one tanh layer, an error on known entries only, that of the masked ones weighted α and of the others β. Side
information and weight decay are left out.

B visitors, L distinct items of one, V items, H hidden units, M items of a batch and its negatives.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from scipy import sparse
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.interface import Progress
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.vocabulary import PADDING


@dataclass(frozen=True)
class CFNConfig:
    hidden: int = 256
    epochs: int = 10
    batch_size: int = 256
    learning_rate: float = 2e-3
    masking: float = 0.4
    """Share of the known entries that the input lacks."""
    alpha: float = 1.0
    """Weight of the masked entries' error …"""
    beta: float = 0.2
    """… and of the others'."""
    negatives: int = 2048
    """Items drawn into each batch beside its own."""
    longest: int = 50
    """Newest distinct items of a visitor that are looked at in training."""


class Autoencoder(nn.Module):
    """Row → hidden layer → row; both tables have sparse gradients, so that a step costs what its items cost."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.encoder = nn.EmbeddingBag(size, hidden, mode="sum", padding_idx=PADDING, sparse=True)
        self.shift = nn.Parameter(torch.zeros(hidden))
        self.decoder = nn.Embedding(size, hidden, sparse=True)
        self.bias = nn.Embedding(size, 1, sparse=True)
        for table in (self.encoder, self.decoder):
            nn.init.normal_(table.weight, std=hidden**-0.5)
        nn.init.zeros_(self.bias.weight)

    def forward(self, rows: Tensor, wanted: Tensor) -> Tensor:
        """rows (B, L) distinct items, padded with 0; wanted (M,) items → (B, M) reconstruction."""
        count = (rows != PADDING).sum(dim=1, keepdim=True).clamp(min=1)
        hidden = torch.tanh(self.encoder(rows) / count**0.5 + self.shift)  # (B, H)
        return hidden @ self.decoder(wanted).T + self.bias(wanted).T


class CFN(Baseline):
    """score(i) = w_i · tanh(Σ v_j / √n + c) + b_i over the n distinct items j of the history.

    Scoring is a sum and a product of arrays; only learning needs torch.
    """

    name: ClassVar[str] = "cfn"
    config_type = CFNConfig
    array_names = ("encoder", "shift", "decoder", "bias", "popularity")

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        rows = _rows(known, longest=self.config.longest)
        with torch.random.fork_rng():
            torch.manual_seed(self.options.seed)
            network = Autoencoder(size, self.config.hidden)
            if len(rows):
                _teach(network, rows, _chances(known, size=size), self.config, self.options.progress)
        arrays = {name.removesuffix(".weight"): w.detach().numpy() for name, w in network.named_parameters()}
        arrays["encoder"][PADDING] = 0
        return arrays | {"popularity": popularity_of(known, size=size, half_life_days=None)}

    def scored(self, histories: Histories) -> np.ndarray:
        size = len(self.arrays["popularity"])
        real = histories.items != PADDING
        rows = np.broadcast_to(np.arange(len(histories))[:, None], real.shape)[real]
        ones = np.ones(len(rows), dtype=np.float32)
        history = sparse.csr_matrix((ones, (rows, histories.items[real])), shape=(len(histories), size))
        history.data[:] = 1  # an item met twice is known once
        count = np.maximum(np.diff(history.indptr), 1).astype(np.float32)[:, None]
        hidden = np.tanh(history @ self.arrays["encoder"] / np.sqrt(count) + self.arrays["shift"])
        scores = hidden @ self.arrays["decoder"].T + self.arrays["bias"][:, 0]
        scores[~real.any(axis=1)] = self.arrays["popularity"]
        return scores


def _teach(
    network: Autoencoder, rows: Tensor, chances: Tensor, config: CFNConfig, progress: Progress
) -> None:
    tables = [network.encoder.weight, network.decoder.weight, network.bias.weight]
    steps = [
        torch.optim.SparseAdam(tables, lr=config.learning_rate),
        torch.optim.Adam([network.shift], lr=config.learning_rate),
    ]
    for epoch in range(config.epochs):
        total = 0.0
        for batch in torch.randperm(len(rows)).split(config.batch_size):
            loss = _loss(network, rows[batch], chances, config)
            for step in steps:
                step.zero_grad()
            loss.backward()
            for step in steps:
                step.step()
            total += loss.item() * len(batch)
        progress(epoch + 1, config.epochs, {"epoch": epoch + 1, "loss": total / max(1, len(rows))})


def _loss(network: Autoencoder, rows: Tensor, chances: Tensor, config: CFNConfig) -> Tensor:
    """Theirs of α and β, with the softmax's logarithm in place of the square. rows (B, L)."""
    known = rows != PADDING
    masked = known & (torch.rand(rows.shape) < config.masking)
    drawn = torch.multinomial(chances, config.negatives, replacement=True)
    wanted = torch.cat([rows[known], drawn]).unique()  # (M,)
    output = F.log_softmax(network(rows.masked_fill(masked, PADDING), wanted), dim=1)
    place = torch.searchsorted(wanted, rows).clamp(max=len(wanted) - 1)  # of padding: anywhere, weight 0
    weights = config.alpha * masked + config.beta * (known & ~masked)
    return -(output.gather(1, place) * weights).sum() / weights.sum().clamp(min=1e-6)


def _rows(known: Sequences, *, longest: int) -> Tensor:
    """(visitors, L) distinct items of each visitor who has two or more, padded with 0."""
    visitors, items = row_of_each(known), known.items.astype(np.int64)
    backwards = np.arange(len(items))[::-1]  # so that the newest of equal pairs is kept
    pairs = np.stack([visitors[backwards], items[backwards]], axis=1)
    _, newest = np.unique(pairs, axis=0, return_index=True)
    kept = np.sort(backwards[newest])
    owners, counts = np.unique(visitors[kept], return_counts=True)
    after = np.repeat(np.cumsum(counts), counts) - np.arange(len(kept))  # 1 for the newest
    kept = kept[after <= longest]
    number = np.searchsorted(owners, visitors[kept])
    rows = np.zeros((len(owners), min(longest, counts.max(initial=1))), dtype=np.int64)
    rows[number, after[after <= longest] - 1] = items[kept]
    return torch.from_numpy(rows[(rows != PADDING).sum(axis=1) > 1])


def _chances(known: Sequences, *, size: int) -> Tensor:
    """(V+1,) of being drawn as a negative: a little flatter than popularity."""
    counts = np.bincount(known.items, minlength=size).astype(np.float64) ** 0.75
    counts[PADDING] = 0
    return torch.from_numpy(counts / max(counts.sum(), 1e-12))
