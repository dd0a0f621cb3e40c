import polars as pl
import pytest

from recommender.dataset.benchmark import benchmark_dataset
from recommender.dataset.sequences import histories_of, targets_of

SESSIONS = {0: [11, 12, 13], 1: [12, 12], 2: [13, 11, 15, 12], 3: [11, 13]}
TEST = [([12, 13], 11, 0), ([12], 13, 0), ([15], 99, 1)]


@pytest.fixture
def files(tmp_path):
    clicks = [
        (session, item, place) for session, items in SESSIONS.items() for place, item in enumerate(items)
    ]
    pl.DataFrame(clicks, schema=["session_id", "item_id", "position"], orient="row").write_parquet(
        tmp_path / "train.parquet"
    )
    pl.DataFrame(TEST, schema=["prefix", "target", "session_id"], orient="row").write_parquet(
        tmp_path / "test.parquet"
    )
    return tmp_path / "train.parquet", tmp_path / "test.parquet"


@pytest.fixture
def benchmark(files):
    return benchmark_dataset(*files, name="tiny", validation_share=0.25)


def cases(benchmark, samples):
    """(history, target) of each sample, as the file's own item numbers."""
    sequences, decode = benchmark.dataset.sequences, benchmark.dataset.vocabulary.decode
    histories = decode(histories_of(sequences, samples, max_length=9).items)
    targets = decode(targets_of(sequences, samples))
    return sorted(
        ([item for item in history if item], target)
        for history, target in zip(histories.tolist(), targets.tolist(), strict=True)
    )


def test_the_test_part_is_the_published_one(benchmark):
    assert cases(benchmark, benchmark.split.test) == [([12], 13), ([12, 13], 11), ([15], 99)]


def test_the_newest_sessions_of_the_training_part_are_validation(benchmark):
    assert cases(benchmark, benchmark.split.validation) == [([11], 13)]


def test_training_has_every_prefix_of_the_other_sessions(benchmark):
    assert len(benchmark.split.training) == 2 + 1 + 3
    assert ([13, 11, 15], 12) in cases(benchmark, benchmark.split.training)


def test_times_keep_the_order_of_sessions_and_clicks(benchmark):
    sequences = benchmark.dataset.sequences
    assert (sequences.times[1:] > sequences.times[:-1]).all()


def test_items_of_test_alone_are_in_the_vocabulary(benchmark):
    assert benchmark.dataset.vocabulary.product_ids.tolist() == [11, 12, 13, 15, 99]


def test_a_share_of_the_training_part_is_its_newest_sessions(files, benchmark):
    part = benchmark_dataset(*files, name="tiny", validation_share=0.5, training_share=0.5)
    assert cases(part, part.split.training) == [([13], 11), ([13, 11], 15), ([13, 11, 15], 12)]
    assert cases(part, part.split.validation) == [([11], 13)]
    assert cases(part, part.split.test) == cases(benchmark, benchmark.split.test)
    assert part.dataset.vocabulary.size == benchmark.dataset.vocabulary.size
