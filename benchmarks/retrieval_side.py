"""Scoring in a contest: `python -m benchmarks.retrieval_side top|product FOLDER CHANGES`, changes as JSON."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.contest import THREADS
from benchmarks.rounds import Rounds
from benchmarks.training_side import NOTHING, benchmark_in
from recommender.algorithms.interface import FitOptions
from recommender.dataset.benchmark import Benchmark
from recommender.dataset.build import make_dataset, no_features
from recommender.dataset.sequences import Dataset, histories_of
from recommender.dataset.vocabulary import Vocabulary
from recommender.training.pmca import PmcaBilstm

BEST = 100
AT_ONCE = 2048  # visitors of one call, as the worker that makes lists asks for them
IN_A_PRODUCT = 512  # where the bound is highest
LEARNED = 4096  # samples: enough for weights that are no longer the first ones


def every_id(dataset: Dataset) -> Dataset:
    """With a row for each id up to the largest, as the published numbering has them."""
    vocabulary = Vocabulary.of(np.arange(1, dataset.vocabulary.product_ids.max() + 1))
    sequences = replace(
        dataset.sequences, items=dataset.vocabulary.decode(dataset.sequences.items).astype(np.int32)
    )
    return make_dataset(dataset.name, sequences, vocabulary, no_features(vocabulary))


def top(benchmark: Benchmark, changes: dict, did, *, seed: int = 0) -> None:
    """Lists for the test cases, in no order of length, as the worker that makes lists asks for them; without end."""
    dataset = every_id(benchmark.dataset)
    options = FitOptions(seed=seed, device="cpu", extra=changes | {"epochs": 1})
    learned = benchmark.split.training.take(slice(0, LEARNED))
    algorithm = PmcaBilstm().fit(dataset, learned, NOTHING, options)
    allowed = np.ones(dataset.vocabulary.size, dtype=bool)
    refused = [np.zeros(0, dtype=np.int32)] * AT_ONCE
    rng = np.random.default_rng(seed)
    while True:
        cases = benchmark.split.test.take(rng.choice(len(benchmark.split.test), AT_ONCE, replace=False))
        histories = histories_of(dataset.sequences, cases, max_length=algorithm.config.max_length)
        algorithm.top(histories, k=BEST, allowed=allowed, refused=refused)
        did(AT_ONCE)


@torch.inference_mode()
def product(benchmark: Benchmark, changes: dict, did, *, seed: int = 0) -> None:
    """The bound: interest vectors times item vectors and the best of each, all in float32; without end."""
    torch.manual_seed(seed)
    rows = every_id(benchmark.dataset).vocabulary.size
    table = torch.nn.functional.normalize(torch.randn(rows, changes["embedding_size"]), dim=1)
    interest = torch.nn.functional.normalize(torch.randn(IN_A_PRODUCT, changes["embedding_size"]), dim=1)
    while True:
        (interest @ table.T).topk(BEST, dim=1)
        did(IN_A_PRODUCT)


def main() -> None:
    what, folder, changes = sys.argv[1:]
    torch.set_num_threads(THREADS)
    rounds = Rounds()
    {"top": top, "product": product}[what](benchmark_in(Path(folder)), json.loads(changes), rounds.did)


if __name__ == "__main__":
    main()
