"""A fitted network's scores, and what earlier sessions tell, weighed against each other by what held-out cases have taught.

The network and the evidence must not have learned the cases that teach. B histories, K candidates, V items, F features.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from scipy.special import softmax

from recommender.algorithms.evidence import FEATURES, Evidence
from recommender.dataset.sequences import Dataset, Histories, Samples, histories_of, targets_of
from recommender.dataset.split import part_known_to
from recommender.dataset.vocabulary import PADDING
from recommender.training.batches import in_order
from recommender.training.trainer import part_of
from recommender.training.weighing import Weigher, taught_again, taught_weigher

CANDIDATES = 100  # that are put in order
SHARE = 0.2  # of the neighbors' votes in who becomes a candidate; chosen on validation
TEACHING = 40_000  # cases at most
BATCH = 512
LEAST = 1e-9  # a probability of 0 has no logarithm
STAGE = ("mixed", "own", "best", "place")  # what is told of a candidate beside the evidence
OF_EVIDENCE = ("starts", "items")  # names of its arrays

Scores = Callable[[Histories], np.ndarray]
"""(B, V+1) of B histories."""


@dataclass(frozen=True)
class Weighing:
    """Candidates by (1 - SHARE) softmax(scores) + SHARE · votes; their order by the weigher."""

    evidence: Evidence
    weigher: Weigher

    @classmethod
    def untaught(cls, evidence: Evidence) -> Self:
        """The mixture alone: nothing was held out that could teach more."""
        return cls(evidence, Weigher(len(STAGE) + FEATURES).eval())

    @classmethod
    def taught(
        cls,
        scores: Scores,
        dataset: Dataset,
        training: Samples,
        held_out: Samples,
        *,
        seed: int,
        most: int = TEACHING,
    ) -> Self:
        """By `held_out` cases, `most` of them, which come after the `training` samples that taught who makes the scores."""
        evidence = evidence_of(dataset, training)
        features, found = _lessons(
            scores, evidence, dataset, part_of(held_out, most, np.random.default_rng(seed))
        )
        return cls(evidence, taught_weigher(features, found, seed=seed))

    def taught_again(self, scores: Scores, dataset: Dataset, new: Samples, *, seed: int, most: int) -> Self:
        """Goes on from what was taught before, by `new` cases that neither the evidence nor who makes the scores has learned."""
        if not len(new):
            return self
        features, found = _lessons(
            scores, self.evidence, dataset, part_of(new, most, np.random.default_rng(seed))
        )
        return type(self)(self.evidence, taught_again(self.weigher, features, found, seed=seed))

    def over(self, evidence: Evidence) -> Self:
        """What was taught, over what is known by now."""
        return type(self)(evidence, self.weigher)

    @torch.inference_mode()
    def applied_to(self, scores: np.ndarray, histories: Histories) -> np.ndarray:
        """(B, V+1) float32 from the network's scores (B, V+1)."""
        out = []
        for part in in_order(max(1, len(histories)), batch_size=BATCH):
            candidates, mixed, told = _told(scores[part], self.evidence, histories.take(part))
            weighed = self.weigher(torch.from_numpy(told)).numpy()
            border = np.take_along_axis(mixed, candidates, axis=1).min(axis=1, initial=0, keepdims=True)
            lift = np.maximum(border - weighed.min(axis=1, initial=0, keepdims=True), 0)
            np.put_along_axis(mixed, candidates, weighed + lift, axis=1)  # none falls below what was left out
            mixed[:, PADDING] = -np.inf
            out.append(mixed.astype(np.float32))
        return np.concatenate(out)

    def arrays(self) -> dict[str, np.ndarray]:
        """All that it takes to have it again, by name."""
        weigher = {name: value.numpy() for name, value in self.weigher.state_dict().items()}
        return weigher | {name: getattr(self.evidence, name) for name in OF_EVIDENCE}

    @classmethod
    def of_arrays(cls, arrays: dict[str, np.ndarray], *, size: int) -> Self:
        """size: V+1. Raises KeyError or RuntimeError where they are not those of a weighing."""
        evidence = Evidence(*(arrays[name] for name in OF_EVIDENCE), size=size)
        weigher = Weigher(len(STAGE) + FEATURES)
        weigher.load_state_dict(
            {name: torch.from_numpy(value) for name, value in arrays.items() if name not in OF_EVIDENCE}
        )
        return cls(evidence, weigher.eval().requires_grad_(requires_grad=False))


def _lessons(
    scores: Scores, evidence: Evidence, dataset: Dataset, cases: Samples
) -> tuple[np.ndarray, np.ndarray]:
    """Of S cases what is told of their candidates (S, K, F), and which of these came (S,), -1 where none did."""
    features, found = [], []
    by_length = cases.take(np.argsort(cases.ends, kind="stable"))
    length = int(dataset.sequences.lengths.max())
    for part in in_order(len(by_length), batch_size=BATCH):
        some = by_length.take(part)
        histories = histories_of(dataset.sequences, some, max_length=length)
        candidates, _, told = _told(scores(histories), evidence, histories)
        same = candidates == targets_of(dataset.sequences, some)[:, None]
        features.append(told)
        found.append(np.where(same.any(axis=1), same.argmax(axis=1), -1))
    return np.concatenate(features), np.concatenate(found)


def evidence_of(dataset: Dataset, samples: Samples) -> Evidence:
    return Evidence.of(part_known_to(dataset.sequences, samples), size=dataset.vocabulary.size)


def _told(
    scores: np.ndarray, evidence: Evidence, histories: Histories
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidates (B, K), the logarithm of the mixture (B, V+1) that chose them, and all that is told of them (B, K, F)."""
    chances = softmax(scores, axis=1)
    votes = evidence.votes(histories)
    mixed = np.log((1 - SHARE) * chances + SHARE * votes + LEAST)
    mixed[:, PADDING] = -np.inf
    count = min(CANDIDATES, mixed.shape[1] - 1)
    candidates = np.argpartition(-mixed, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(mixed, candidates, axis=1), axis=1, kind="stable")
    candidates = np.take_along_axis(candidates, order, axis=1)
    own = np.log(np.take_along_axis(chances, candidates, axis=1) + LEAST)
    stage = {
        "mixed": np.take_along_axis(mixed, candidates, axis=1),
        "own": own,
        "best": np.broadcast_to(own.max(axis=1, initial=np.log(LEAST), keepdims=True), own.shape),
        "place": np.broadcast_to(np.arange(count) / 20, own.shape),
    }
    ahead = np.stack([stage[name] for name in STAGE], axis=-1)
    told = evidence.of_candidates(histories, candidates, votes)
    return candidates, mixed, np.concatenate([ahead, told], axis=-1).astype(np.float32)
