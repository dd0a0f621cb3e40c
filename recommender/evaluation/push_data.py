"""Records cut 6:4 in time, the lists that are asked for after the cut, and how a contestant sees them (paper 5, 5.1)."""

from dataclasses import dataclass

import numpy as np

from recommender.algorithms.interface import Algorithm, best_of
from recommender.dataset.sequences import Dataset, Samples, histories_of
from recommender.dataset.split import SplitMoments, TemporalSplit, split_moments, temporal_split
from recommender.evaluation.push_cases import LONGEST, PushCases, push_cases
from recommender.evaluation.segment_events import with_segment_events

TEST_SHARE = 0.4
VALIDATION_SHARE = 0.06  # the newest tenth of the training part chooses the epoch of a network
MAX_LENGTH = 50


@dataclass(frozen=True)
class PushData:
    """segments (R,): of each row by what it did before the cut, NONE of those who came later."""

    dataset: Dataset
    split: TemporalSplit
    cases: PushCases
    segments: np.ndarray


@dataclass(frozen=True)
class View:
    """What a contestant sees: the records as they are, or with the segments in them. asked: the cases, in its places."""

    dataset: Dataset
    split: TemporalSplit
    asked: Samples
    items: int
    """V; what lies above is a segment."""

    def lists(self, algorithm: Algorithm, part) -> np.ndarray:
        """(B, K) items for these cases, best first."""
        histories = histories_of(self.dataset.sequences, self.asked.take(part), max_length=MAX_LENGTH)
        return best_of(algorithm.scores(histories)[:, : self.items + 1], k=LONGEST)[0]


def moments_of(dataset: Dataset) -> SplitMoments:
    return split_moments(dataset.sequences, validation_share=VALIDATION_SHARE, test_share=TEST_SHARE)


def push_data(dataset: Dataset, segments: np.ndarray) -> PushData:
    """Raises ValueError where nobody comes back after the cut."""
    moments = moments_of(dataset)
    cases = push_cases(dataset.sequences, since=moments.test_from)
    if not len(cases):
        raise ValueError("Nobody comes back in the test period, so there is nobody to push a list to.")
    split = temporal_split(
        dataset.sequences, validation_from=moments.validation_from, test_from=moments.test_from
    )
    return PushData(dataset, split, cases, segments)


def view_of(data: PushData, *, joined: bool) -> View:
    """The same samples and cases; where the segments are joined, each visit begins with the visitor's."""
    if not joined:
        return View(data.dataset, data.split, data.cases.samples, len(data.dataset.vocabulary))
    seen = with_segment_events(data.dataset, data.segments)
    parts = (data.split.training, data.split.validation, data.split.test)
    return View(
        seen.dataset, TemporalSplit(*map(seen.moved, parts)), seen.moved(data.cases.samples), seen.items
    )
