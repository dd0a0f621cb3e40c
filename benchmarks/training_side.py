"""PMCA-BiLSTM's training in a contest: `python -m benchmarks.training_side FOLDER CHANGES`, changes as JSON."""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from benchmarks.contest import THREADS
from benchmarks.rounds import Rounds
from recommender.algorithms.interface import FitOptions
from recommender.dataset.benchmark import Benchmark, benchmark_dataset
from recommender.dataset.sequences import Samples
from recommender.training.pmca import PmcaBilstm

NOTHING = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
ENDLESS = 1_000_000  # epochs


def benchmark_in(folder: Path) -> Benchmark:
    """A published session benchmark from its folder."""
    return benchmark_dataset(folder / "train_sessions.parquet", folder / "test.parquet", name=folder.name)


def train(benchmark: Benchmark, changes: dict, did, *, seed: int = 0) -> None:
    """The fit that a researcher runs, but that nothing is validated; `did` is told of samples and may end it."""
    training = benchmark.split.training
    told = 0.0

    def progress(done: int, total: int, facts: dict) -> None:
        nonlocal told
        now = done / total * ENDLESS * len(training)  # all batches of an epoch make all of its samples
        did(now - told)
        told = now

    extra = changes | {"epochs": ENDLESS, "samples_per_epoch": 0}
    options = FitOptions(seed=seed, device="cpu", progress=progress, extra=extra)
    PmcaBilstm().fit(benchmark.dataset, training, NOTHING, options)


def main() -> None:
    torch.set_num_threads(THREADS)
    rounds = Rounds()
    train(benchmark_in(Path(sys.argv[1])), json.loads(sys.argv[2]), rounds.did)


if __name__ == "__main__":
    main()
