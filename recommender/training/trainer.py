"""Teaches a network: batches in, both losses down, the best epoch kept, a killed run taken up again."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import Dataset, Samples
from recommender.training.batches import bucketed, load
from recommender.training.device import precision
from recommender.training.losses import (
    batch_negatives,
    click_loss,
    hard_negatives,
    sampled_softmax_loss,
    softmax_loss,
)
from recommender.training.validation import retrieval_quality

HARD_POOL = 2000  # items among which hard negatives are looked for, so that a large catalog stays affordable
REPORT_EVERY = 10  # steps


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is taught; the defaults are the paper's where it names them."""

    epochs: int = 10
    batch_size: int = 256
    learning_rate: float = 1e-3
    decay: float = 0.1
    """The learning rate is multiplied by it …"""
    decay_every: int = 3
    """… after this many epochs."""
    l2: float = 1e-5
    """Weight decay of Adam."""
    patience: int = 3
    """Epochs without a better validation before training stops."""
    samples_per_epoch: int = 0
    """A fresh random part of the samples for each epoch; 0 is all of them."""
    validation_samples: int = 5000
    """At most so many are looked at after an epoch, and to choose the blend."""
    click_weight: float = 0.2
    """Of the click loss beside the softmax loss."""
    hard: int = 3
    """Negatives of the click loss from the sample's own best candidates."""
    easy: int = 1
    """Negatives of the click loss from the targets of other samples."""
    sample_above: int = 50_000
    """Catalogs larger than this are taught by a sampled softmax …"""
    sampled: int = 4096
    """… with this many draws a batch."""
    precision: str = "auto"
    """auto (bfloat16 where the hardware is fast at it), bfloat16 or float32."""


class Trainer:
    """One fit of one network."""

    def __init__(
        self,
        network: nn.Module,
        dataset: Dataset,
        training: Samples,
        validation: Samples,
        config: TrainingConfig,
        options: FitOptions,
        device: torch.device,
    ) -> None:
        self.network, self.dataset, self.config = network, dataset, config
        self.options, self.device = options, device
        self.training = training
        self.validation = _part(
            validation, config.validation_samples, np.random.default_rng(options.seed)
        )
        self.max_length = network.config.max_length
        self.known = network.items.known.nonzero().squeeze(1)  # (M,) item indices
        self.counts = self._target_counts()
        self.optimizer = torch.optim.Adam(
            network.parameters(),
            lr=config.learning_rate,
            weight_decay=config.l2,
            fused=True,  # fmt: skip
        )
        self.schedule = torch.optim.lr_scheduler.StepLR(
            self.optimizer, config.decay_every, config.decay
        )
        self.epoch, self.best, self.history = 0, {"quality": -1.0}, []

    def run(self) -> list[dict]:
        """Trains until the epochs or the patience are over, restores the best weights, returns one row an epoch."""
        self._take_up()
        while self.epoch < self.config.epochs and not self._out_of_patience():
            torch.manual_seed(self.options.seed * 1_000_003 + self.epoch)
            self._train_epoch()
            self.schedule.step()
            self._validate()
            self.epoch += 1
            self._leave_state()
        self.network.load_state_dict(self.best["weights"])
        self.network.eval()
        return self.history

    def _train_epoch(self) -> None:
        self.network.train()
        rng = np.random.default_rng([self.options.seed, self.epoch])
        samples = _part(self.training, self.config.samples_per_epoch, rng)
        lengths = np.minimum(samples.ends, self.max_length)
        batches = bucketed(lengths, batch_size=self.config.batch_size, rng=rng)
        total, started, seen = torch.zeros((), device=self.device), time.perf_counter(), 0  # fmt: skip
        for step, index in enumerate(batches, start=1):
            total += self._train_batch(samples.take(index))
            seen += len(index)
            if step % REPORT_EVERY == 0 or step == len(batches):
                facts = {
                    "epoch": self.epoch + 1,
                    "loss": float(total) / step,
                    "items_per_s": seen / (time.perf_counter() - started),
                }
                self.options.progress(
                    self.epoch * len(batches) + step,
                    self.config.epochs * len(batches),
                    facts,
                )
        self.history.append({**facts, "seconds": time.perf_counter() - started})

    def _train_batch(self, samples: Samples) -> Tensor:
        batch = load(self.dataset, samples, self.device, max_length=self.max_length)
        with precision(self.device, self.config.precision):
            loss = self._loss(*batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimizer.step()
        return loss.detach()

    def _loss(
        self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor
    ) -> Tensor:
        if len(self.known) > self.config.sample_above:
            return self._sampled_loss(items, kinds, times, targets)
        table = self.network.table()
        encoded = self.network.encode(items, kinds, times, table)
        logits = self.network.retrieval_logits(encoded, table)  # (B, V+1)
        allowed = self.network.items.known
        retrieval = softmax_loss(logits, targets, allowed)
        pool = self.known[torch.randperm(len(self.known), device=self.device)[:HARD_POOL]]  # fmt: skip
        return retrieval + self._click_loss(
            encoded, table, targets, pool, logits[:, pool]
        )

    def _sampled_loss(
        self, items: Tensor, kinds: Tensor, times: Tensor, targets: Tensor
    ) -> Tensor:
        """The same on a part of the catalog: only rows that the batch or the draw needs are made."""
        chance = self.counts**0.75 / (self.counts**0.75).sum()  # (V+1,)
        drawn = torch.multinomial(chance, self.config.sampled, replacement=True)
        log_expected = (self.config.sampled * chance[drawn]).log()
        rows = torch.cat([items.flatten(), targets, drawn, drawn.new_zeros(1)]).unique()
        items, targets, drawn = (torch.searchsorted(rows, x) for x in (items, targets, drawn))  # fmt: skip
        table = self.network.table(rows)
        encoded = self.network.encode(items, kinds, times, table)
        negative = self.network.retrieval_logits(encoded, table[drawn])  # (B, N)
        positive = (encoded.interest * table[targets]).sum(dim=1)
        retrieval = sampled_softmax_loss(
            positive / self.network.config.temperature,
            negative,
            log_expected,
            drawn[None, :] == targets[:, None],
        )
        return retrieval + self._click_loss(encoded, table, targets, drawn, negative)

    def _click_loss(
        self, encoded, table: Tensor, targets: Tensor, pool: Tensor, scores: Tensor
    ) -> Tensor:
        """pool (M,) items that may be hard negatives, scores (B, M) what retrieval thinks of them."""
        hard = hard_negatives(
            scores,
            pool[None, :] == targets[:, None],
            pool=self.network.config.rerank,
            count=self.config.hard,
        )
        easy = batch_negatives(targets, count=self.config.easy)
        shown = torch.cat([targets[:, None], pool[hard], easy], dim=1)  # (B, K)
        logits = self.network.click_logits(encoded, shown, table)
        return self.config.click_weight * click_loss(
            logits, again=shown == targets[:, None]
        )

    def _validate(self) -> None:
        quality = {}
        if len(self.validation):
            quality = retrieval_quality(
                self.network, self.dataset, self.validation, self.device
            )
            self.history[-1] |= quality
        value = sum(quality.values()) if quality else float(self.epoch)
        if value > self.best["quality"]:
            weights = {k: v.detach().cpu().clone() for k, v in self.network.state_dict().items()}  # fmt: skip
            self.best = {"quality": value, "epoch": self.epoch, "weights": weights}

    def _out_of_patience(self) -> bool:
        return self.epoch - self.best.get("epoch", self.epoch) > self.config.patience

    def _target_counts(self) -> Tensor:
        items = self.dataset.sequences.items[
            self.dataset.sequences.offsets[self.training.rows] + self.training.ends
        ]
        counts = np.bincount(items, minlength=self.dataset.vocabulary.size)
        return torch.from_numpy(counts.astype(np.float32)).to(self.device)

    def _identity(self) -> str:
        """A state belongs to this dataset, these samples, this config and this seed, and to nothing else."""
        parts = [
            self.dataset.fingerprint,
            len(self.training),
            len(self.validation),
            asdict(self.network.config),
            asdict(self.config),
            self.options.seed,
        ]
        return json.dumps(parts, sort_keys=True)

    def _leave_state(self) -> None:
        path = self.options.resume_path
        if path is None:
            return
        state = {
            "identity": self._identity(),
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "best": self.best,
            "history": self.history,
        }
        unfinished = Path(f"{path}.part")
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, unfinished)
        os.replace(unfinished, path)

    def _take_up(self) -> None:
        """Continues where a killed run stopped; a state that is damaged or of another run is passed over."""
        path = self.options.resume_path
        if path is None or not Path(path).is_file():
            return
        try:
            state = torch.load(path, map_location=self.device, weights_only=True)
        except Exception:  # torch, zipfile and pickle each raise their own kinds
            return
        if not isinstance(state, dict) or state.get("identity") != self._identity():
            return
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.epoch, self.best = state["epoch"], state["best"]
        self.history = state["history"]


def _part(samples: Samples, count: int, rng: np.random.Generator) -> Samples:
    if not count or count >= len(samples):
        return samples
    return samples.take(np.sort(rng.choice(len(samples), size=count, replace=False)))
