import numpy as np
import pytest

from recommender.dataset.build import make_dataset, no_features
from recommender.dataset.sequences import Samples, Sequences
from recommender.dataset.vocabulary import Vocabulary
from recommender.evaluation.groups import by_group, of_length, of_repeats, of_warmth

ROWS = [[1, 2] * 6, [3, 1, 3], [1, 4]]


@pytest.fixture
def dataset():
    items = np.concatenate(ROWS).astype(np.int32)
    lengths = [len(row) for row in ROWS]
    sequences = Sequences(
        offsets=np.cumsum([0, *lengths]).astype(np.int64),
        items=items,
        kinds=np.zeros(len(items), dtype=np.int8),
        times=np.arange(len(items), dtype=np.int64),
        weights=np.ones(len(items), dtype=np.float32),
        keys=np.arange(len(ROWS)),
    )
    vocabulary = Vocabulary.of(np.array([11, 12, 13, 14]))
    return make_dataset("groups", sequences, vocabulary, no_features(vocabulary))


LEARNED = Samples(np.array([0]), np.array([11]))  # the whole first row: items 1 and 2, six times each
CASES = Samples(np.array([1, 1, 2]), np.array([1, 2, 1]))  # [3] → 1 · [3, 1] → 3 · [1] → 4


def test_lengths_are_those_of_the_history():
    found = of_length(Samples(np.zeros(4, dtype=int), np.array([1, 4, 10, 11])))
    assert {name: np.flatnonzero(chosen).tolist() for name, chosen in found.items()} == {
        "1": [0],
        "2": [],
        "3-5": [1],
        "6-10": [2],
        "over 10": [3],
    }


def test_a_repeat_stands_earlier_in_its_own_sequence_only(dataset):
    found = of_repeats(CASES, dataset.sequences)
    assert found["repeat"].tolist() == [False, True, False]
    assert found["explore"].tolist() == [True, False, True]


def test_warmth_counts_what_could_be_learned_from(dataset):
    found = of_warmth(CASES, dataset, learned=LEARNED)
    assert found["unseen"].tolist() == [False, True, True]
    assert found["cold"].tolist() == [True, False, False]
    whole = Samples(np.array([0, 1, 2]), np.array([11, 2, 1]))
    assert of_warmth(CASES, dataset, learned=whole)["unseen"].tolist() == [False, False, False]


def test_each_group_is_measured_by_itself(dataset):
    found = by_group(np.array([1.0, 30.0, 2.0]), CASES, dataset, learned=LEARNED)
    assert found["target"]["explore"] == {
        "cases": 2,
        "HR@20": 1.0,
        "NDCG@20": pytest.approx((1 + 1 / np.log2(3)) / 2),
        "MRR@20": 0.75,
    }
    assert found["target"]["repeat"]["HR@20"] == 0
    assert found["length"]["2"]["cases"] == 1
    assert np.isnan(found["training"]["warm"]["HR@20"])
