"""Diginetica week by week (ADER's preprocessing; Mi, Lin & Faltings 2020), to replay a shop that keeps learning."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from recommender.dataset.build import make_dataset, no_features
from recommender.dataset.sequences import KIND_CODE, Dataset, Samples, Sequences
from recommender.dataset.split import all_samples
from recommender.dataset.vocabulary import PADDING, Vocabulary


@dataclass(frozen=True)
class WeeklyClicks:
    """Clicks in time order, sessions together. sessions, items, weeks (N,); a session that spans two weeks is two."""

    sessions: np.ndarray
    items: np.ndarray
    weeks: np.ndarray


@dataclass(frozen=True)
class Cycle:
    """Learn from all weeks up to `week`, be judged on the next one.

    The vocabulary knows the items seen so far; clicks of the next week on others are left out, as in ADER.
    """

    week: int
    dataset: Dataset
    past: Samples
    """Of the weeks before `week`."""
    new: Samples
    """Of `week`."""
    test: Samples
    """Of the week after."""

    @property
    def training(self) -> Samples:
        """All that a full retraining may learn from."""
        rows = np.concatenate([self.past.rows, self.new.rows])
        return Samples(rows, np.concatenate([self.past.ends, self.new.ends]))


def read_weekly(path: Path) -> WeeklyClicks:
    """The file clicks.parquet: session_id, item_id, week. Only its order tells the time."""
    clicks = (
        pl.read_parquet(path, columns=["session_id", "item_id", "week"])
        .with_row_index("place")
        .with_columns(pl.col("place").min().over("week", "session_id").alias("began"))
        .sort("week", "began", "place")
    )
    return WeeklyClicks(
        sessions=clicks["began"].rle_id().to_numpy().astype(np.int64),
        items=clicks["item_id"].to_numpy().astype(np.int64),
        weeks=clicks["week"].to_numpy().astype(np.int64),
    )


def cycles(clicks: WeeklyClicks, weeks: Iterable[int]) -> Iterator[Cycle]:
    """One cycle for each of `weeks`; the last week of the file can only be judged on."""
    for week in weeks:
        if week >= clicks.weeks.max():
            raise ValueError(f"No week follows week {week}: it can only be judged on.")
        yield _cycle(clicks, week)


def _cycle(clicks: WeeklyClicks, week: int) -> Cycle:
    vocabulary = Vocabulary.of(clicks.items[clicks.weeks <= week])
    items = vocabulary.encode(clicks.items)
    keep = (clicks.weeks <= week + 1) & (items != PADDING)
    sequences, row_weeks = _sequences(clicks.sessions[keep], items[keep], clicks.weeks[keep])
    samples = all_samples(sequences)
    of = row_weeks[samples.rows]
    return Cycle(
        week=week,
        dataset=make_dataset("diginetica_weekly", sequences, vocabulary, no_features(vocabulary)),
        past=samples.take(of < week),
        new=samples.take(of == week),
        test=samples.take(of == week + 1),
    )


def _sequences(sessions: np.ndarray, items: np.ndarray, weeks: np.ndarray) -> tuple[Sequences, np.ndarray]:
    """One row for each session and the week of each row; a second for each click, sessions one after the other."""
    keys, first = np.unique(sessions, return_index=True)
    offsets = np.append(first, len(items)).astype(np.int64)
    lengths = np.diff(offsets)
    rows = np.repeat(np.arange(len(keys), dtype=np.int64), lengths)
    sequences = Sequences(
        offsets=offsets,
        items=items,
        kinds=np.full(len(items), KIND_CODE["view"], dtype=np.int8),
        times=rows * int(lengths.max()) + np.arange(len(items)) - offsets[rows],
        weights=np.ones(len(items), dtype=np.float32),
        keys=keys,
    )
    return sequences, weeks[first]
