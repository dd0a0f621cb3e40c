"""RecBole's networks as contestants, and a benchmark's prefixes as RecBole reads them: its atomic files, a row a sample."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.contest import Contestant
from benchmarks.training_side import benchmark_in
from recommender.dataset.benchmark import Benchmark
from recommender.dataset.sequences import Dataset, Samples, targets_of

NAME = "aisle"
VALIDATION = 512  # RecBole wants some; here nothing is chosen by them


def recbole(
    python: str | None,
    models: Sequence[str],
    place: Path,
    *,
    what: str,
    folder: Path,
    max_length: int,
    every_id: bool,
) -> list[Contestant]:
    """One for each model, where an interpreter is named that has RecBole; `what` is train or retrieve."""
    if python is None:
        return []
    benchmark = benchmark_in(folder)
    files = place / f"every_id_{every_id}"
    files.mkdir()
    write_files(files, benchmark, max_length=max_length, every_id=every_id)
    ids = benchmark.dataset.vocabulary.product_ids
    rows = (int(ids.max()) if every_id else len(ids)) + 1
    return [
        Contestant(
            f"RecBole {model}, {rows:,} rows",
            [python, "-m", "benchmarks.recbole_side", what, model, str(max_length)],
            folder=files,
        )
        for model in models
    ]


def write_files(folder: Path, benchmark: Benchmark, *, max_length: int, every_id: bool) -> None:
    """Training and test samples, each with its latest `max_length` items.

    With `every_id`, RecBole makes a row for each id up to the largest, as the published numbering has them;
    otherwise only for items that occur.
    """
    dataset, split = benchmark.dataset, benchmark.split
    place = folder / NAME
    place.mkdir()
    parts = {
        "train": split.training,
        "valid": split.validation.take(slice(0, VALIDATION)),
        "test": split.test,
    }
    for part, samples in parts.items():
        with (place / f"{NAME}.{part}.inter").open("w", encoding="ascii") as file:
            file.write("session_id:token\titem_id_list:token_seq\titem_id:token\n")
            file.writelines(_rows(dataset, samples, max_length=max_length))
    ids = dataset.vocabulary.product_ids
    with (place / f"{NAME}.item").open("w", encoding="ascii") as file:
        file.write("item_id:token\n")
        file.writelines(f"{item}\n" for item in (range(1, ids.max() + 1) if every_id else ids))


def _rows(dataset: Dataset, samples: Samples, *, max_length: int) -> Iterator[str]:
    names = np.array(["", *map(str, dataset.vocabulary.product_ids)])
    items = names[dataset.sequences.items]
    targets = names[targets_of(dataset.sequences, samples)]
    ends = dataset.sequences.offsets[samples.rows] + samples.ends
    starts = ends - np.minimum(samples.ends, max_length)
    for row, start, end, target in zip(samples.rows, starts, ends, targets, strict=True):
        yield f"{row}\t{' '.join(items[start:end])}\t{target}\n"
