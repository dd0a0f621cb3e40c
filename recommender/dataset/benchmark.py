"""The public session benchmarks (Diginetica, Yoochoose 1/64) as preprocessed for SR-GNN (Wu et al., AAAI 2019)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from recommender.dataset.build import make_dataset, no_features
from recommender.dataset.sequences import KIND_CODE, Dataset, Samples, Sequences
from recommender.dataset.split import TemporalSplit, temporal_split
from recommender.dataset.vocabulary import Vocabulary


@dataclass(frozen=True)
class Benchmark:
    dataset: Dataset
    split: TemporalSplit


def benchmark_dataset(
    train_path: Path,
    test_path: Path,
    *,
    name: str,
    validation_share: float = 0.1,
    training_share: float = 1.0,
) -> Benchmark:
    """Training sessions, then test sessions, one row each; validation is the newest share of training sessions.

    With a `training_share`, nothing may be learned from older sessions than that share; items and test stay the same.
    The files have an order but no clock: sessions get times one after the other, a second for each click.
    """
    training = _training_sessions(train_path)
    sessions = pl.concat([training, _test_sessions(test_path)])
    lengths = sessions["items"].list.len().to_numpy().astype(np.int64)
    items = sessions["items"].explode(empty_as_null=False).to_numpy()
    vocabulary = Vocabulary.of(items)
    width = int(lengths.max())
    sequences = _sequences(vocabulary.encode(items), lengths, width=width)
    first = len(training) - round(len(training) * training_share)
    split = temporal_split(
        sequences,
        validation_from=(first + int((len(training) - first) * (1 - validation_share))) * width,
        test_from=len(training) * width,
    )
    return Benchmark(
        make_dataset(name, sequences, vocabulary, no_features(vocabulary)),
        TemporalSplit(_from_row(split.training, first), split.validation, split.test),
    )


def _from_row(samples: Samples, first: int) -> Samples:
    return samples.take(samples.rows >= first)


def _training_sessions(path: Path) -> pl.DataFrame:
    return (
        pl.read_parquet(path, columns=["session_id", "item_id", "position"])
        .sort("session_id", "position")
        .group_by("session_id", maintain_order=True)
        .agg(pl.col("item_id").cast(pl.Int64).alias("items"))
        .select("items")
    )


def _test_sessions(path: Path) -> pl.DataFrame:
    """A session is its longest prefix and that prefix's target; the shorter ones come back as its samples."""
    return (
        pl.read_parquet(path, columns=["session_id", "prefix", "target"])
        .with_columns(pl.col("prefix").list.len().alias("length"))
        .sort("session_id", "length")
        .group_by("session_id", maintain_order=True)
        .last()
        .select(pl.concat_list("prefix", "target").cast(pl.List(pl.Int64)).alias("items"))
    )


def _sequences(items: np.ndarray, lengths: np.ndarray, *, width: int) -> Sequences:
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    return Sequences(
        offsets=offsets,
        items=items,
        kinds=np.full(len(items), KIND_CODE["view"], dtype=np.int8),
        times=rows * width + np.arange(len(items)) - offsets[rows],
        weights=np.ones(len(items), dtype=np.float32),
        keys=np.arange(len(lengths), dtype=np.int64),
    )
