"""Teaches a network: batches in, loss down, the best epoch kept, a killed run taken up again."""

import time
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import torch
from torch import Tensor, nn

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import Dataset, Samples, targets_of
from recommender.training import resume
from recommender.training.batches import bucketed, load, made_ahead
from recommender.training.config import TrainingConfig
from recommender.training.device import precision
from recommender.training.distributed import Team
from recommender.training.schedule import schedule_of
from recommender.training.validation import retrieval_quality

REPORT_EVERY = 10  # steps
LONGEST_STEP = 5.0  # norm that gradients are clipped to


class Trainer:
    """One fit of one network."""

    def __init__(
        self,
        network: nn.Module,
        dataset: Dataset,
        *,
        objective: Callable,
        training: Samples,
        validation: Samples,
        config: TrainingConfig,
        options: FitOptions,
        device: torch.device,
    ) -> None:
        self.network, self.dataset, self.config = network, dataset, config
        self.options, self.device, self.team = options, device, Team.now()
        self.batch_size = config.batch_size * self.team.size
        rng = np.random.default_rng(options.seed)
        self.training, self.validation = training, part_of(validation, config.validation_samples, rng)
        self.counts = np.bincount(targets_of(dataset.sequences, training), minlength=dataset.vocabulary.size)
        counts = torch.from_numpy(self.counts.astype(np.float32)).to(device)
        self.objective = objective(network, counts=counts)
        self.optimizer = torch.optim.Adam(
            network.parameters(), lr=config.learning_rate, weight_decay=config.l2, fused=True
        )
        samples = min(config.samples_per_epoch or len(training), len(training))
        steps = -(-samples // self.batch_size)
        self.schedule = schedule_of(self.optimizer, config, steps=steps)
        self.epoch, self.best, self.history = 0, {"quality": -1.0, "epoch": 0}, []

    def run(self) -> list[dict]:
        """Trains until the epochs or the patience are over, restores the best weights, returns one row an epoch."""
        self._take_up()
        self.team.start_alike(self.network)
        while self.epoch < self.config.epochs and not self._out_of_patience():
            # From seed and epoch alone, so that a resumed run draws what an uninterrupted one would have.
            torch.manual_seed(self.options.seed * 1_000_003 + self.epoch)
            self.history.append(self._train_epoch())
            self._validate()
            self.options.after_epoch(self.network.state_dict())
            self.epoch += 1
            self._leave_state()
        self.network.load_state_dict(self.best["weights"])
        self.network.eval()
        return self.history

    def _train_epoch(self) -> dict:
        self.network.train()
        rng = np.random.default_rng([self.options.seed, self.epoch])
        samples = part_of(self.training, self.config.samples_per_epoch, rng)
        lengths = np.minimum(samples.ends, self.network.config.max_length)
        batches = bucketed(lengths, batch_size=self.batch_size, rng=rng)
        total, seen, started = torch.zeros((), device=self.device), 0, time.perf_counter()
        facts = {"epoch": self.epoch + 1}
        shares = [self.team.share(index) for index in batches]
        loaded = made_ahead(lambda share: self._loaded(samples.take(share[0])), shares)
        for step, (batch, (_, weight)) in enumerate(zip(loaded, shares, strict=True), start=1):
            self.team.draw_alike(int(rng.integers(2**62)))
            total += self._train_batch(batch, weight)
            seen += len(batches[step - 1])
            if step % REPORT_EVERY == 0 or step == len(batches):
                seconds = time.perf_counter() - started
                facts |= {"loss": float(self.team.mean(total)) / step, "items_per_s": seen / seconds}
                done = self.epoch * len(batches) + step
                self.options.progress(done, self.config.epochs * len(batches), facts)
        return {**facts, "seconds": time.perf_counter() - started}

    def _loaded(self, samples: Samples) -> tuple[Tensor, ...]:
        return load(self.dataset, samples, self.device, max_length=self.network.config.max_length)

    def _train_batch(self, batch: tuple[Tensor, ...], weight: float) -> Tensor:
        with precision(self.device, self.config.precision):
            loss = weight * self.objective(*batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.team.average_gradients(self.network)
        nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_STEP)
        self.optimizer.step()
        self.schedule.step()
        return loss.detach()

    def _validate(self) -> None:
        value = float(self.epoch)  # without validation the last epoch is the best one
        if len(self.validation):
            quality = self.team.told(
                lambda: retrieval_quality(self.network, self.dataset, self.validation, self.device)
            )
            self.history[-1] |= quality
            value = sum(quality.values())
        if value > self.best["quality"]:
            weights = {k: v.detach().cpu().clone() for k, v in self.network.state_dict().items()}
            self.best = {"quality": value, "epoch": self.epoch, "weights": weights}

    def _out_of_patience(self) -> bool:
        return self.epoch - self.best["epoch"] > self.config.patience

    def _identity(self) -> list:
        """A state belongs to this dataset, these samples, this config and this seed, and to nothing else."""
        samples = [len(self.training), len(self.validation)]
        configs = [asdict(self.network.config), asdict(self.config) | {"batch_size": self.batch_size}]
        return [self.dataset.fingerprint, *samples, *configs, self.options.seed]

    def _leave_state(self) -> None:
        if self.options.resume_path is not None and self.team.leads:
            state = {
                "epoch": self.epoch,
                "network": self.network.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "schedule": self.schedule.state_dict(),
                "best": self.best,
                "history": self.history,
            }
            resume.leave(self.options.resume_path, state, identity=self._identity())

    def _take_up(self) -> None:
        path, identity = self.options.resume_path, self._identity()
        state = self.team.told(lambda: resume.take_up(path, identity=identity, device=torch.device("cpu")))
        if state is not None:
            for part in ("network", "optimizer", "schedule"):
                getattr(self, part).load_state_dict(state[part])
            self.epoch, self.best, self.history = state["epoch"], state["best"], state["history"]


def part_of(samples: Samples, count: int, rng: np.random.Generator) -> Samples:
    """A random part of `count` samples in their order; all of them where `count` is 0 or enough."""
    if not count or count >= len(samples):
        return samples
    return samples.take(np.sort(rng.choice(len(samples), size=count, replace=False)))
