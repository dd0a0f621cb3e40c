import time

import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.algorithms.popularity import Popularity
from recommender.evaluation.cost import PeakMemory, checkpoint_bytes, costed, resident_bytes
from tests.factories.sequences import make_dataset, make_split

needs_proc = pytest.mark.skipif(np.isnan(resident_bytes()), reason="this system tells no resident memory")
BLOCK = 80_000_000


@needs_proc
def test_the_peak_counts_also_where_memory_is_given_back_before_the_end():
    with PeakMemory() as memory:
        block = np.ones(BLOCK // 8)
        time.sleep(0.1)
        del block
    assert BLOCK * 0.9 < memory.grown < BLOCK * 2


@pytest.fixture(scope="module")
def fitted():
    dataset = make_dataset()
    split = make_split(dataset)
    return costed(lambda: Popularity().fit(dataset, split.training, split.validation, FitOptions()))


def test_a_fit_comes_with_its_seconds_and_its_memory(fitted):
    algorithm, cost = fitted
    assert algorithm.name == "popularity"
    assert set(cost) == {"fit_seconds", "fit_processor_seconds", "peak_mb"}
    assert cost["fit_seconds"] > 0


def test_a_checkpoint_is_all_of_its_files(fitted, tmp_path):
    algorithm, _ = fitted
    algorithm.save(tmp_path, facts={})
    assert checkpoint_bytes(algorithm) == sum(path.stat().st_size for path in tmp_path.iterdir())
