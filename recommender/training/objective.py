"""What a network is taught: retrieval by softmax, and what a second stage learns beside it, in one loss.

B samples, V items, M of them known, N draws, E item vector, P items that may be negatives, K items shown to the click head,
T targets of a sample where it has several, its label first.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.training.config import TrainingConfig
from recommender.training.losses import (
    batch_negatives,
    bpr_max_loss,
    click_loss,
    hard_negatives,
    sampled_softmax_loss,
    shared_sample_loss,
    softmax_loss,
)

HARD_POOL = 2000  # items among which hard negatives are looked for, so that a large catalog stays affordable
Shares = Callable[..., Tensor]  # (encoded, table) → (B, T)


class RetrievalObjective:
    """The loss of a batch: the target against the catalog. `counts` (V+1,): how often each item is a target."""

    def __init__(self, network: nn.Module, config: TrainingConfig, *, counts: Tensor) -> None:
        self.network, self.config = network, config
        self.known = network.items.known.nonzero().squeeze(1)  # (M,) item indices
        self.absent = (~network.items.known).nonzero().squeeze(1)  # the others, padding among them
        self.chance = counts**0.75 / (counts**0.75).sum()  # (V+1,) of being drawn

    def __call__(self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor) -> Tensor:
        """Histories (B, L) and their targets (B,) to one number."""
        return self._loss(items, kinds, times, targets[:, None], shares=None)

    def shared(
        self,
        items: Tensor,
        kinds: Tensor,
        times: Tensor,
        targets: Tensor,
        *,
        shares: Shares,
        whole: bool = False,
    ) -> Tensor:
        """The same with several targets (B, T), and how much each counts: `shares` tells (B, T), given what was encoded.

        whole: over all items, whatever the size of the catalog; then `shares` is given the table of all.
        """
        return self._loss(items, kinds, times, targets, shares=shares, whole=whole)

    def against_all(self, encoded, table: Tensor, targets: Tensor) -> Tensor:
        """table (V+1, E), targets (B,)."""
        return self._against_shared(encoded, table, targets, None)

    def against_sample(
        self, encoded, table: Tensor, targets: Tensor, drawn: Tensor, log_expected: Tensor
    ) -> Tensor:
        """table (R, E); targets (B,) and drawn (N,) are rows of it, expected so often, log_expected (N,)."""
        again = {} if encoded.repeats is None else vars(encoded.repeats)
        query = self.network.query(encoded)
        return sampled_softmax_loss(query, table, targets, drawn, log_expected, **again)

    def beside(self, encoded, table: Tensor, targets: Tensor, pool: Tensor) -> Tensor | float:
        """What a later stage learns. pool (P,): items that may be negatives; it and targets point into table (R, E)."""
        return 0.0

    def _loss(self, items, kinds, times, targets, *, shares: Shares | None, whole: bool = False) -> Tensor:
        whole = whole or len(self.known) <= self.config.sample_above
        return (self._over_all if whole else self._over_sample)(items, kinds, times, targets, shares)

    def _against_shared(self, encoded, table: Tensor, targets: Tensor, shares: Tensor | None) -> Tensor:
        again = {} if encoded.repeats is None else vars(encoded.repeats)
        query = self.network.query(encoded)
        return softmax_loss(query, table, targets, shares=shares, absent=self.absent, **again)

    def _over_all(self, items, kinds, times, targets: Tensor, shares: Shares | None) -> Tensor:
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        if shares is None:
            retrieval = self.against_all(encoded, table, targets[:, 0])
        else:
            retrieval = self._against_shared(encoded, table, targets, shares(encoded, table))
        pool = self.known[self._some(len(self.known))]
        return retrieval + self.beside(encoded, table, targets[:, 0], pool)

    def _over_sample(self, items, kinds, times, targets: Tensor, shares: Shares | None) -> Tensor:
        """The same on a part of the catalog: only rows that the batch or the draw needs are made."""
        drawn = torch.multinomial(self.chance, self.config.sampled, replacement=True)  # (N,)
        log_expected = (self.config.sampled * self.chance[drawn]).log()
        rows = torch.cat([items.flatten(), targets.flatten(), drawn, drawn.new_zeros(1)]).unique()
        table, (items, targets, drawn) = self._part(rows, items, targets, drawn)
        encoded = self.network.encode(items, kinds, times, table)
        if shares is None:
            retrieval = self.against_sample(encoded, table, targets[:, 0], drawn, log_expected)
        else:
            positive, negative, same = self._logits(encoded, table, targets, drawn)
            twice = (targets == targets[:, :1]) & (torch.arange(targets.shape[1], device=targets.device) > 0)
            counts = shares(encoded, table)
            retrieval = shared_sample_loss(positive, negative, log_expected, same, shares=counts, twice=twice)
        return retrieval + self.beside(encoded, table, targets[:, 0], drawn[self._some(len(drawn))])

    def _logits(
        self, encoded, table: Tensor, targets: Tensor, drawn: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Of targets (B, T) and of what was drawn (B, N), and where a draw hit a target (B, N)."""
        query = self.network.query(encoded)
        negative = query @ F.embedding(drawn, table).T  # (B, N)
        positive = (F.embedding(targets, table) @ query[..., None]).squeeze(-1)  # (B, T)
        if encoded.repeats is not None:
            bias = encoded.repeats.added_to(query.new_zeros(len(query), len(table)))  # (B, R)
            negative = negative + bias[:, drawn]
            positive = positive + bias.gather(1, targets)
        same = torch.zeros(len(targets), len(table), dtype=torch.bool, device=targets.device)
        return positive, negative, same.scatter_(1, targets, True)[:, drawn]

    def _part(self, rows: Tensor, *indices: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The item vectors (R, E) of sorted `rows`, and the indices as places among them; who is not there is padding."""
        places = torch.zeros(len(self.network.items.known), dtype=torch.long, device=rows.device)
        places[rows] = torch.arange(len(rows), device=rows.device)
        return self.network.table(rows), [places[index] for index in indices]

    def _some(self, count: int) -> Tensor:
        """At most HARD_POOL of `count` places, so that looking for hard negatives stays affordable."""
        return torch.randperm(count, device=self.known.device)[:HARD_POOL]


class TwoStageObjective(RetrievalObjective):
    """Retrieval, and the click head by the mistakes of retrieval."""

    def beside(self, encoded, table: Tensor, targets: Tensor, pool: Tensor) -> Tensor:
        if not self.config.click_weight:
            return 0.0
        count = max(1, round(self.config.click_share * len(targets)))
        encoded, targets = encoded.first(count), targets[:count]
        with torch.no_grad():
            scores = self.network.query(encoded) @ F.embedding(pool, table).T  # (B, P)
        same = pool[None, :] == targets[:, None]
        hard = hard_negatives(scores, same, pool=self.network.config.rerank, count=self.config.hard)
        easy = batch_negatives(targets, count=self.config.easy)
        shown = torch.cat([targets[:, None], pool[hard], easy], dim=1)  # (B, K)
        logits = self.network.click_logits(encoded, shown, table)
        return self.config.click_weight * click_loss(logits, again=shown == targets[:, None])


class BprMaxObjective(RetrievalObjective):
    """The target against the strongest of the others, as GRU4Rec may be taught."""

    def against_all(self, encoded, table: Tensor, targets: Tensor) -> Tensor:
        logits = self.network.retrieval_logits(encoded, table)
        positive = logits.gather(1, targets[:, None]).squeeze(1)
        same = self.known[None, :] == targets[:, None]
        return bpr_max_loss(positive, logits[:, self.known], same, penalty=self.network.config.penalty)

    def against_sample(
        self, encoded, table: Tensor, targets: Tensor, drawn: Tensor, log_expected: Tensor
    ) -> Tensor:
        positive, negative, same = self._logits(encoded, table, targets[:, None], drawn)
        return bpr_max_loss(positive[:, 0], negative, same, penalty=self.network.config.penalty)
