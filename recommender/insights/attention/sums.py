"""Where attention goes: by kind of event, by how early in its history an event stands, and by how many days it is past.

Attention sums to 1 over a history, so an event of a long one must have less of it. Relative to an even share, 1 is what each
event would get if all got the same (Li & Jiang, section 5.4). Days are counted back from the latest event of the history.
"""

from dataclasses import dataclass, field

import numpy as np

from recommender.dataset.sequences import EVENT_KINDS, Histories
from recommender.dataset.vocabulary import PADDING

STAGES = ("early", "middle", "late")
DAYS = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, 30), (31, None))  # first and last day of each
SECONDS = 86_400


SHAPES = ((len(EVENT_KINDS), len(STAGES), 3), (len(EVENT_KINDS), len(DAYS), 3))


@dataclass
class AttentionSums:
    """(kinds, stages or days, 3): events, the attention that they got, and that relative to an even share."""

    stages: np.ndarray = field(default_factory=lambda: np.zeros(SHAPES[0]))
    days: np.ndarray = field(default_factory=lambda: np.zeros(SHAPES[1]))
    histories: int = 0

    def add(self, histories: Histories, attention: np.ndarray) -> None:
        """attention (B, L) of these histories. Thirds of a history are its stages; shorter ones have none."""
        real = histories.items != PADDING  # (B, L)
        length = real.sum(axis=1, keepdims=True)
        self.histories += int((length > 0).sum())
        kinds = np.broadcast_to(histories.kinds, real.shape).astype(int)
        told = np.stack([np.ones_like(attention), attention, attention * length], axis=-1)  # (B, L, 3)
        latest = np.where(real, histories.times, 0).max(axis=1, keepdims=True)
        age = (latest - histories.times) // SECONDS
        day = np.searchsorted([first for first, _ in DAYS], age, side="right") - 1
        np.add.at(self.days, (kinds[real], day[real]), told[real])
        staged = real & (length >= len(STAGES))
        stage = (np.cumsum(real, axis=1) - 1) * len(STAGES) // np.maximum(length, 1)
        np.add.at(self.stages, (kinds[staged], stage[staged]), told[staged])

    def as_json(self, of: np.ndarray) -> dict[str, list[list[float]]]:
        """By each kind that occurs: for each column [events, attention, relative attention], summed."""
        return {kind: of[code].tolist() for code, kind in enumerate(EVENT_KINDS) if of[code, :, 0].any()}
