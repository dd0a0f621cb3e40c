"""The segments of a data set's rows, by what each visitor did before a moment: the join of paper 5's two halves."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.sequences import Dataset
from recommender.dataset.sessionize import row_of_each
from recommender.evaluation.segment_events import NONE
from recommender.insights.behavior_table import BehaviorTable, behavior_table
from recommender.insights.segments import Segmentation, find_segments
from recommender.insights.visitor_behavior import visitor_behavior

NEWCOMERS = "newcomers"


@dataclass(frozen=True)
class RowSegments:
    """segments (R,) int64 from 0, NONE for rows that began later · found: who they are."""

    segments: np.ndarray
    found: Segmentation

    @property
    def names(self) -> dict[int, str]:
        """Segments from 1 as people count, and those of whom nothing was known."""
        return {number: str(number + 1) for number in range(len(self.found.profiles))} | {NONE: NEWCOMERS}

    @property
    def who(self) -> dict[str, str]:
        """Each segment in words."""
        return {
            self.names[number]: f"{profile.size:,} visitors; {profile.sentence}"
            for number, profile in enumerate(self.found.profiles)
        }


def row_segments(dataset: Dataset, *, until: int, seed: int) -> RowSegments:
    """Raises ValueError where too few visitors were there before `until` (seconds since the epoch)."""
    found = find_segments(visitor_behavior(behavior_of(dataset), until=until), seed=seed)
    segments = np.full(len(dataset.sequences), NONE, dtype=np.int64)
    segments[found.visitors] = found.segments
    return RowSegments(segments, found)


def behavior_of(dataset: Dataset) -> BehaviorTable:
    """Rows as visitors, items as products, prices as the catalog says."""
    sequences = dataset.sequences
    return behavior_table(
        visitors=row_of_each(sequences),
        products=sequences.items,
        kinds=sequences.kinds,
        times=sequences.times,
        prices=np.expm1(dataset.features.log_prices[sequences.items]),
        words=np.zeros(len(sequences.items)),
    )
