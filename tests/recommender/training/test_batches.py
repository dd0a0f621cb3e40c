import numpy as np
import torch

from recommender.dataset.sequences import Histories
from recommender.training.batches import bucketed, in_order, load, to_tensors
from tests.factories.sequences import make_dataset, make_split


def test_every_sample_is_in_one_batch():
    lengths = np.random.default_rng(0).integers(1, 30, size=1003)
    batches = bucketed(lengths, batch_size=64, rng=np.random.default_rng(1))
    assert sorted(np.concatenate(batches)) == list(range(1003))
    assert max(map(len, batches)) == 64


def test_batches_hold_histories_of_like_length():
    lengths = np.random.default_rng(0).integers(1, 30, size=3200)
    batches = bucketed(lengths, batch_size=64, rng=np.random.default_rng(1))
    spread = np.mean([np.ptp(lengths[batch]) for batch in batches])
    assert spread < 2


def test_batches_are_shuffled_by_the_seed():
    lengths = np.ones(500, dtype=int)
    one, same, other = (bucketed(lengths, batch_size=50, rng=np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_slices_cover_everything_in_order():
    assert list(in_order(5, batch_size=2)) == [slice(0, 2), slice(2, 4), slice(4, 5)]


def test_columns_that_are_padding_for_all_are_cut():
    items = np.array([[0, 0, 1, 2], [0, 0, 0, 3]], dtype=np.int32)
    histories = Histories(items, items.astype(np.int8), items.astype(np.int64))
    cut, _, _ = to_tensors(histories, torch.device("cpu"), max_length=9)
    assert cut.tolist() == [[1, 2], [0, 3]]
    latest, _, _ = to_tensors(histories, torch.device("cpu"), max_length=1)
    assert latest.tolist() == [[2], [3]]


def test_the_target_is_not_in_its_history():
    dataset = make_dataset(noise=0.0)
    split = make_split(dataset)
    items, kinds, times, targets = load(dataset, split.training, torch.device("cpu"), max_length=8)
    assert items.shape == kinds.shape == times.shape
    assert len(targets) == len(split.training)
    ends = dataset.sequences.offsets[split.training.rows] + split.training.ends
    assert np.array_equal(targets.numpy(), dataset.sequences.items[ends])
    assert np.array_equal(items[:, -1].numpy(), dataset.sequences.items[ends - 1])
