"""One global time cut: before it training, after it validation and test. Nothing learns from what came later."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.sequences import Samples, Sequences, joined, target_times
from recommender.dataset.sessionize import row_of_each


@dataclass(frozen=True)
class SplitMoments:
    """Seconds since the epoch; each part begins exactly at its moment."""

    validation_from: int
    test_from: int


@dataclass(frozen=True)
class TemporalSplit:
    """Samples by the time of their target."""

    training: Samples
    validation: Samples
    test: Samples

    @property
    def before_test(self) -> Samples:
        """Training and validation together: what the final fit of a baseline may know."""
        return joined(self.training, self.validation)

    def whole(self) -> "TemporalSplit":
        """Nothing is left to choose by: training takes the validation part too."""
        return TemporalSplit(self.before_test, self.validation.take(slice(0, 0)), self.test)


@dataclass(frozen=True)
class NewsSplit:
    """Samples by the time of their target: what a model has learned, what it may learn now, what judges it then."""

    past: Samples
    new: Samples
    judging: Samples

    @property
    def before_judging(self) -> Samples:
        """All that a fit from the start may know."""
        return joined(self.past, self.new)


def split_moments(
    sequences: Sequences, *, validation_share: float = 0.1, test_share: float = 0.1, judged_from: int = 0
) -> SplitMoments:
    """The moments that leave these shares of the time-sorted interactions behind them.

    The test period begins no earlier than `judged_from` (seconds), as long as anything happened from then on.
    """
    if min(validation_share, test_share) < 0 or validation_share + test_share >= 1:
        raise ValueError("The shares of validation and test must leave something to train on.")
    if not len(sequences.times):
        raise ValueError("There are no interactions to split.")
    times = np.sort(sequences.times)
    after = times[-1] + 1

    def moment(place: int) -> int:
        return int(times[place] if place < len(times) else after)

    test_at = int(len(times) * (1 - test_share))
    validation_at = int(len(times) * (1 - validation_share - test_share))
    later = int(np.searchsorted(times, judged_from)) - test_at
    if later > 0 and times[-1] >= judged_from:
        test_at, validation_at = test_at + later, validation_at + later
    return SplitMoments(moment(validation_at), moment(test_at))


def temporal_split(
    sequences: Sequences,
    *,
    validation_from: int,
    test_from: int,
    max_per_row: int | None = None,
) -> TemporalSplit:
    """Every prefix is a sample; at most `max_per_row` of each row in each part, evenly spread over it."""
    if validation_from > test_from:
        raise ValueError("Validation must not begin after the test period.")
    samples = all_samples(sequences)
    times = target_times(sequences, samples)
    part = (times >= validation_from).astype(np.int8) + (times >= test_from)
    return TemporalSplit(*(_thinned(samples.take(part == number), max_per_row) for number in range(3)))


def split_news(sequences: Sequences, *, learned_until: int, judging_share: float) -> NewsSplit:
    """For a model that has learned all before `learned_until` (seconds): the newest share of what came since judges."""
    if not 0 < judging_share < 1:
        raise ValueError("The share that judges must leave something to learn, and something to judge by.")
    samples = all_samples(sequences)
    times = target_times(sequences, samples)
    fresh = np.sort(times[times >= learned_until])
    judged_from = fresh[int(len(fresh) * (1 - judging_share))] if len(fresh) else learned_until
    part = (times >= learned_until).astype(np.int8) + (times >= judged_from)
    return NewsSplit(*(samples.take(part == number) for number in range(3)))


def samples_from(sequences: Sequences, samples: Samples, moment: int) -> Samples:
    """Those whose target did not happen before `moment` (seconds)."""
    return samples.take(target_times(sequences, samples) >= moment)


def end_of(sequences: Sequences, samples: Samples) -> int:
    """The first second after the last target: whoever learned the samples has learned nothing from then on."""
    return int(target_times(sequences, samples).max()) + 1


def all_samples(sequences: Sequences) -> Samples:
    """Every interaction but each row's first, as a target."""
    rows = row_of_each(sequences)
    ends = np.arange(len(rows), dtype=np.int64) - sequences.offsets[rows]
    return Samples(rows[ends > 0], ends[ends > 0])


def part_known_to(sequences: Sequences, samples: Samples) -> Sequences:
    """The sequences cut to what the samples show: each row up to its last target, other rows empty.

    All that a fit may count, pretrain or look up comes from here, never from the whole sequences.
    """
    known = np.zeros(len(sequences), dtype=np.int64)
    np.maximum.at(known, samples.rows, samples.ends + 1)
    rows = row_of_each(sequences)
    place = np.arange(len(rows), dtype=np.int64) - sequences.offsets[rows]
    keep = place < known[rows]
    return Sequences(
        offsets=np.concatenate([[0], np.cumsum(known)]).astype(np.int64),
        items=sequences.items[keep],
        kinds=sequences.kinds[keep],
        times=sequences.times[keep],
        weights=sequences.weights[keep],
        keys=sequences.keys,
    )


def _thinned(samples: Samples, limit: int | None) -> Samples:
    """At most `limit` samples of each row: evenly spread, its last one always among them."""
    if limit is None or not len(samples):
        return samples
    _, first, count = np.unique(samples.rows, return_index=True, return_counts=True)
    first, count = np.repeat(first, count), np.repeat(count, count)
    place = np.arange(len(samples)) - first  # 0 … count-1 within its row
    step = place * limit // count
    after = (place + 1) * limit // count
    return samples.take((count <= limit) | (after > step))
