import numpy as np

from benchmarks.recbole_files import NAME, write_files
from recommender.dataset.benchmark import Benchmark
from recommender.dataset.sequences import histories_of, targets_of
from tests.factories.sequences import make_dataset, make_split


def test_recbole_gets_the_samples_that_we_learn_from(tmp_path):
    dataset = make_dataset(rows=40)
    split = make_split(dataset)
    write_files(tmp_path, Benchmark(dataset, split), max_length=3, every_id=False)
    lines = (tmp_path / NAME / f"{NAME}.train.inter").read_text().splitlines()
    assert lines[0] == "session_id:token\titem_id_list:token_seq\titem_id:token"
    histories = histories_of(dataset.sequences, split.training, max_length=3)
    targets = dataset.vocabulary.decode(targets_of(dataset.sequences, split.training))
    for line, row, items, target in zip(
        lines[1:], split.training.rows, histories.items, targets, strict=True
    ):
        seen = dataset.vocabulary.decode(items[items > 0])
        assert line == f"{row}\t{' '.join(map(str, seen))}\t{target}"


def test_the_table_holds_items_that_occur_or_every_id(tmp_path):
    dataset = make_dataset(rows=40)
    ids = dataset.vocabulary.product_ids
    for every_id, expected in ((False, ids), (True, np.arange(1, ids.max() + 1))):
        folder = tmp_path / str(every_id)
        folder.mkdir()
        write_files(folder, Benchmark(dataset, make_split(dataset)), max_length=3, every_id=every_id)
        lines = (folder / NAME / f"{NAME}.item").read_text().splitlines()
        assert lines == ["item_id:token", *map(str, expected)]
