"""Where attention goes: by kind of event, and by how early in its history an event stands (Li & Jiang, section 5.4).

Attention sums to 1 over a history, so an event of a long one must have less of it. We tell it against an even share:
1 is what each event would get if all got the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from recommender.dataset.sequences import EVENT_KINDS, Histories, Samples, histories_of
from recommender.dataset.vocabulary import PADDING
from recommender.evaluation.drift.periods import Study
from recommender.training.neural import AttentiveAlgorithm

STAGES = ("early", "middle", "late")
_BATCH = 512


@dataclass
class AttentionSums:
    """total and events (kinds, stages): attention over an even share, summed, and how many events it was summed over."""

    total: np.ndarray = field(default_factory=lambda: np.zeros((len(EVENT_KINDS), len(STAGES))))
    events: np.ndarray = field(default_factory=lambda: np.zeros((len(EVENT_KINDS), len(STAGES))))

    def add(self, histories: Histories, attention: np.ndarray) -> None:
        """attention (B, L) of these histories. Thirds of a history are its stages; shorter ones have no stages."""
        real = histories.items != PADDING
        length = real.sum(axis=1, keepdims=True)
        real &= length >= len(STAGES)
        place = np.cumsum(real, axis=1) - 1
        stage = place * len(STAGES) // np.maximum(length, 1)
        cell = np.broadcast_to(histories.kinds, real.shape)[real].astype(int), stage[real]
        np.add.at(self.total, cell, (attention * length)[real])
        np.add.at(self.events, cell, 1)

    @classmethod
    def joined(cls, parts: Iterable["AttentionSums"]) -> "AttentionSums":
        parts = list(parts)
        return cls(sum(part.total for part in parts), sum(part.events for part in parts))

    def by_stage(self) -> dict[str, list[float | None]]:
        """Mean attention of each kind that occurs, early, middle and late; None where it does not occur."""
        return {
            kind: [
                _mean(total, events)
                for total, events in zip(self.total[code], self.events[code], strict=True)
            ]
            for code, kind in enumerate(EVENT_KINDS)
            if self.events[code].any()
        }

    def by_kind(self) -> dict[str, float]:
        """Mean attention of each kind that occurs."""
        totals, events = self.total.sum(axis=1), self.events.sum(axis=1)
        return {
            kind: float(totals[code] / events[code]) for code, kind in enumerate(EVENT_KINDS) if events[code]
        }


def attention_of(algorithm: AttentiveAlgorithm, study: Study, samples: Samples) -> AttentionSums:
    """Over the histories of these cases."""
    sums = AttentionSums()
    for start in range(0, len(samples), _BATCH):
        part = samples.take(slice(start, start + _BATCH))
        histories = histories_of(study.dataset.sequences, part, max_length=study.rules.max_length)
        sums.add(histories, algorithm.attention(histories))
    return sums


def _mean(total: float, events: float) -> float | None:
    return float(total / events) if events else None
