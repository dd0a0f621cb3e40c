from dataclasses import replace

import numpy as np
import pytest

from recommender.dataset.sequences import ItemFeatures
from recommender.training.pretraining import (
    content_vectors,
    cooccurrence_vectors,
    item2vec,
    pretrain,
    window_pairs,
)
from tests.factories.sequences import make_dataset, make_split


def planted(seed=0):
    """Sessions over three groups of ten items; nobody mixes groups."""
    rng = np.random.default_rng(seed)
    rows = np.repeat(np.arange(400), 8)
    tokens = 1 + 10 * (rows % 3) + rng.integers(0, 10, size=len(rows))
    return window_pairs(tokens, rows, window=5)


@pytest.mark.parametrize("learn", [item2vec, cooccurrence_vectors])
def test_items_of_one_group_become_neighbors(learn):
    vectors = learn(*planted(), items=31, size=8, seed=0)
    assert vectors.shape == (31, 8)
    unit = vectors[1:] / np.linalg.norm(vectors[1:], axis=1, keepdims=True)
    nearest = np.argsort(-(unit @ unit.T), axis=1)[:, 1:6]
    assert (nearest // 10 == np.arange(30)[:, None] // 10).mean() > 0.95


@pytest.mark.parametrize("learn", [item2vec, cooccurrence_vectors])
def test_the_same_seed_gives_the_same_vectors(learn):
    one, two = (learn(*planted(), items=31, size=8, seed=4) for _ in range(2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("learn", [item2vec, cooccurrence_vectors])
def test_items_that_nobody_met_have_no_behavior_vector(learn):
    vectors = learn(*planted(), items=35, size=8, seed=0)
    assert not np.abs(vectors[31:]).max() > 1e-4


def test_pairs_stay_within_a_row_and_a_window():
    left, right = window_pairs(np.array([1, 2, 3, 4, 4]), np.array([0, 0, 0, 1, 1]), window=1)
    assert list(zip(left, right, strict=True)) == [(1, 2), (2, 3)]


def test_like_words_give_like_vectors_also_for_items_nobody_has_touched():
    texts = ["", "red wool scarf", "blue wool scarf", "steel bread knife", "steel paring knife", "wool scarf"]
    features = ItemFeatures(texts, np.array([0, 1, 1, 2, 2, 1]), np.zeros(6, dtype=np.float32))
    known = np.array([False, True, True, True, True, False])
    vectors = content_vectors(features, known, size=4, seed=0)
    assert vectors.shape == (6, 5)
    likeness = vectors[1:] @ vectors[5]
    assert min(likeness[:2]) > 0.5 > max(likeness[2:4])


def test_items_without_any_text_have_vectors_of_zeros():
    features = ItemFeatures([""] * 4, np.zeros(4, dtype=np.int32), np.zeros(4, dtype=np.float32))
    known = np.array([False, True, True, True])
    assert not content_vectors(features, known, size=4, seed=0).any()


def test_nothing_is_learned_from_what_comes_after_training():
    dataset = make_dataset()
    split = make_split(dataset)
    place = dataset.sequences.offsets[split.test.rows] + split.test.ends
    items = dataset.sequences.items.copy()
    items[place] = items[place] % 5 + 1
    other = replace(dataset, sequences=replace(dataset.sequences, items=items))
    before, after = (pretrain(d, split.training, size=8, seed=0) for d in (dataset, other))
    for name in ("behavior", "content", "known"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


def test_padding_and_untouched_items_are_not_known():
    dataset = make_dataset(untouched=2)
    vectors = pretrain(dataset, make_split(dataset).training, size=8, seed=0)
    assert not vectors.known[[0, 31, 32]].any()
    assert vectors.known[1:5].all()
    assert not vectors.behavior[[0, 31, 32]].any()
    assert vectors.content[31].any()
