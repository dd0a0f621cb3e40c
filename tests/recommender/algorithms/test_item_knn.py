from typing import ClassVar

import numpy as np
import pytest

from recommender.algorithms import item_knn
from recommender.algorithms.interface import FitOptions
from recommender.algorithms.item_knn import ItemKNN, ItemKNNConfig
from recommender.dataset.sequences import Sequences, pad_histories
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.conformance import AlgorithmConformance


class TestItemKNN(AlgorithmConformance):
    algorithm_class = ItemKNN
    extra: ClassVar[dict] = {"shrinkage": 1.0}
    beats_random_by = 2.0


def sessions(*rows):
    """One visitor for each list of items, a minute between events."""
    lengths = [len(row) for row in rows]
    items = np.concatenate(rows).astype(np.int32)
    return Sequences(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=items,
        kinds=np.zeros(len(items), dtype=np.int8),
        times=np.concatenate([60 * np.arange(length) for length in lengths]),
        weights=np.ones(len(items), dtype=np.float32),
        keys=np.arange(len(rows)),
    )


def similarity(known, config, *, size):
    arrays = ItemKNN(config).learn(known, size=size)
    dense = np.zeros((size, size))
    for item in range(size):
        part = slice(arrays["starts"][item], arrays["starts"][item + 1])
        dense[item, arrays["neighbors"][part]] = arrays["similarities"][part]
    return dense


def test_similarity_is_the_cosine_of_session_vectors():
    known = sessions([1, 2], [1, 2, 2], [1, 3], [3, 4])
    found = similarity(known, ItemKNNConfig(shrinkage=0), size=5)
    assert found[1, 2] == pytest.approx(2 / np.sqrt(3 * 2))
    assert found[1, 3] == pytest.approx(1 / np.sqrt(3 * 2))
    assert found[1, 4] == 0
    assert np.allclose(found, found.T)
    assert np.all(found.diagonal() == 0)


def test_events_of_one_visitor_in_two_sessions_are_not_together():
    known = sessions([1, 2])
    known.times[1] += 3600
    assert not similarity(known, ItemKNNConfig(), size=3).any()


def test_only_the_nearest_neighbors_are_kept():
    known = sessions([1, 2], [1, 2], [1, 3], [1, 4])
    found = similarity(known, ItemKNNConfig(neighbors=1, shrinkage=0), size=5)
    assert np.flatnonzero(found[1]).tolist() == [2]


def test_blocks_do_not_change_the_result(monkeypatch):
    known = make_dataset().sequences
    whole = similarity(known, ItemKNNConfig(neighbors=5), size=33)
    monkeypatch.setattr(item_knn, "_BLOCK", 7)
    assert np.array_equal(whole, similarity(known, ItemKNNConfig(neighbors=5), size=33))


def test_the_newest_item_of_the_history_counts_most():
    dataset = make_dataset()
    split = make_split(dataset)
    fitted = ItemKNN(ItemKNNConfig(decay=0.01)).fit(dataset, split.training, split.validation, FitOptions())
    both, last = (
        fitted.top(
            pad_histories([(items, [0] * len(items), list(range(len(items))))], max_length=9),
            k=1,
        )[0]
        for items in ([5, 9], [9])
    )
    assert both == last
