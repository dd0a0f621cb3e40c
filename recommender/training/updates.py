"""A trained algorithm learns from what is new, without a full retraining, by one of the strategies.

Li & Jiang, section 3.4 and equations 10, 11, 16-18; Ye, equations 1-3; after ADER (Mi et al., RecSys 2020).
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from torch import nn

from recommender.algorithms.configuration import changed
from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import NOTHING, Dataset, Samples, joined, targets_of
from recommender.training.anchoring import Weights, dropout, fisher_diagonal, snapshot
from recommender.training.averaging import WeightAverage
from recommender.training.batches import in_order, load, wanted
from recommender.training.config import TrainingConfig
from recommender.training.distillation import exemplars
from recommender.training.growth import fresh_table, grown, student_of, successor
from recommender.training.likelihood import losses_of, sample_losses
from recommender.training.neural import NeuralAlgorithm
from recommender.training.strategies import STRATEGIES, Strategy
from recommender.training.trainer import Trainer, part_of
from recommender.training.update_objective import Anchor, UpdateObjective

FISHER_BATCH = 8


@dataclass(frozen=True)
class Learner:
    """The live weights learn, the serving ones answer; without averaging both are the same."""

    live: NeuralAlgorithm
    serving: NeuralAlgorithm

    @classmethod
    def of(cls, algorithm: NeuralAlgorithm) -> "Learner":
        return cls(algorithm, algorithm)


def update(
    learner: Learner,
    dataset: Dataset,
    *,
    new: Samples,
    past: Samples = NOTHING,
    strategy: Strategy,
    options: FitOptions,
    changes: Mapping | None = None,
    settle: bool = True,
) -> Learner:
    """Learn `new`; `past` is all that was known before and may be looked at again. The one given stays as it is.

    `changes` to the training config (epochs, learning_rate, …) hold for the update alone; a full retraining trains as
    the first fit did. `settle`: before it is learned, what is new says how far what earlier sessions tell is to be
    trusted by now. Raises ValueError where there is nothing new.
    """
    new, past = wanted(dataset, new), wanted(dataset, past)
    if not len(new):
        raise ValueError("There is nothing new to learn from.")
    if strategy.everything:
        retrained = _retrained(learner.live, dataset, joined(past, new), options)
        retrained.take_over(learner.serving, dataset, joined(past, new))
        return Learner.of(retrained)
    with torch.random.fork_rng():
        torch.manual_seed(options.seed)
        config = changed(learner.live.training_config, changes or {})
        return _Update(learner, dataset, new, past, strategy, options, config, settle).run()


def caught_up(
    algorithm: NeuralAlgorithm, dataset: Dataset, *, new: Samples, past: Samples, rate: float, seed: int
) -> NeuralAlgorithm:
    """A copy that has learned `new`, once, and as many of the past again, so that it forgets little.

    What sessions tell beside it is of all of the past, not only of what was learned again.
    """
    again = part_of(past, len(new), np.random.default_rng(seed))
    learner = update(
        Learner.of(algorithm),
        dataset,
        new=joined(new, again),
        past=past,
        strategy=STRATEGIES["dropout_fine_tune"],
        options=FitOptions(seed=seed),
        changes={"epochs": 1, "learning_rate": rate},
        settle=False,  # by these very cases it was settled
    )
    return learner.serving


def _retrained(
    algorithm: NeuralAlgorithm, dataset: Dataset, samples: Samples, options: FitOptions
) -> NeuralAlgorithm:
    settings = asdict(algorithm.config) | asdict(algorithm.training_config)
    return type(algorithm)().fit(dataset, samples, NOTHING, replace(options, extra=settings))


@dataclass(frozen=True)
class _Update:
    """One update, about to be made."""

    learner: Learner
    dataset: Dataset
    new: Samples
    past: Samples
    strategy: Strategy
    options: FitOptions
    config: TrainingConfig
    settle: bool

    def run(self) -> Learner:
        live, base = self._networks()
        before = self._before(base)
        student = student_of(self.learner.live, base, self.strategy.student, seed=self.options.seed)
        live, serving = (live, base) if student is None else (student, student)
        trainer = self._trainer(live, base)
        average = None
        if self.strategy.rho is not None:
            ramp = student is not None  # whose start is random
            average = WeightAverage(serving, rho=self.strategy.rho, ramp=ramp)
            average.follow(live, trainer.optimizer)
        with dropout(live, self.strategy.dropout):
            history = trainer.run()
        facts = {"counts": trainer.counts, "history": history}
        learned = self._successor(live, before, **facts)
        if average is None:
            return Learner.of(learned)
        return Learner(learned, self._successor(average.network, before, **facts))

    def _before(self, base: nn.Module) -> NeuralAlgorithm:
        """What serves; where it settles anew, in the dataset's terms, and what is new has said how far each of its parts is
        to be trusted now."""
        if not self.settle:
            return self.learner.serving
        counts = np.bincount(
            targets_of(self.dataset.sequences, self.past), minlength=self.dataset.vocabulary.size
        )
        before = successor(self.learner.serving, base, self.dataset, counts=counts, history=[])
        before.take_over(self.learner.serving, self.dataset, self.past)
        before.settle_anew(self.dataset, self.new, seed=self.options.seed)
        return before

    def _successor(self, network: nn.Module, before: NeuralAlgorithm, **facts) -> NeuralAlgorithm:
        other = successor(self.learner.live, network, self.dataset, **facts)
        other.take_over(before, self.dataset, joined(self.past, self.new))
        return other

    def _networks(self) -> tuple[nn.Module, nn.Module]:
        """The live and the serving one, grown; one and the same where nothing was averaged so far."""
        seed = self.options.seed
        fresh = fresh_table(self.learner.live, self.dataset, self.new, seed=seed)
        live, serving = (
            grown(algorithm, self.dataset, self.new, fresh=fresh, seed=seed)
            for algorithm in (self.learner.live, self.learner.serving)
        )
        return live, serving

    def _trainer(self, live: nn.Module, base: nn.Module) -> Trainer:
        rng = np.random.default_rng(self.options.seed)
        device = self.learner.live.device
        replayed = chosen_exemplars(base, self.dataset, self.past, self.strategy, device, rng=rng)
        teacher = None
        if self.strategy.distillation:
            teacher = deepcopy(base).eval().requires_grad_(requires_grad=False)
        return Trainer(
            live,
            self.dataset,
            objective=lambda network, *, counts: UpdateObjective(
                self.learner.live.objective(network, counts=counts),
                base=teacher,
                mix=self.strategy.distillation,
                anchors=self._anchors(network, rng),
                attention_weighted=self.strategy.attention_weighted,
            ),
            training=joined(self.new, replayed),
            validation=NOTHING,
            config=self.config,
            options=replace(self.options, resume_path=None),  # the average is no part of a resumed state
            device=device,
        )

    def _anchors(self, network: nn.Module, rng: np.random.Generator) -> list[Anchor]:
        strategy, last, anchors = self.strategy, snapshot(network), []
        if strategy.anchor:
            anchors.append(Anchor(last, strategy.anchor))
        if strategy.importance and len(self.past):
            known = part_of(self.past, strategy.fisher_samples, rng)
            anchors.append(Anchor(last, strategy.importance / 2, self._importance(network, known)))
        return anchors

    def _importance(self, network: nn.Module, samples: Samples) -> Weights:
        samples = samples.take(np.argsort(samples.ends, kind="stable"))
        length = network.config.max_length
        batches = (
            load(self.dataset, samples.take(part), self.learner.live.device, max_length=length)
            for part in in_order(len(samples), batch_size=FISHER_BATCH)
        )
        network.train()  # a recurrent layer on a GPU has no gradient otherwise
        with dropout(network, 0.0):
            return fisher_diagonal(network, batches, lambda *batch: losses_of(network, *batch))


def chosen_exemplars(
    base: nn.Module,
    dataset: Dataset,
    past: Samples,
    strategy: Strategy,
    device: torch.device,
    *,
    rng: np.random.Generator,
) -> Samples:
    """Representative history: by the smallest loss of the base, items by their frequency."""
    if not strategy.exemplars or not len(past):
        return NOTHING
    pool = part_of(past, strategy.exemplars * strategy.candidates, rng)
    if len(pool) <= strategy.exemplars:  # no choice, so nothing to judge
        return pool
    losses = sample_losses(base, dataset, pool, device)
    return pool.take(exemplars(targets_of(dataset.sequences, pool), losses, count=strategy.exemplars))
