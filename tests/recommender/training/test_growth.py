import numpy as np
import pytest
import torch

from recommender.algorithms.interface import FitOptions
from recommender.dataset.build import make_dataset, no_features
from recommender.dataset.sequences import NOTHING, Dataset, Sequences, histories_of
from recommender.dataset.split import all_samples
from recommender.dataset.vocabulary import PADDING, Vocabulary
from recommender.training.growth import fresh_table, grown, successor
from recommender.training.pmca import PmcaBilstm
from tests.factories.sequences import START, successors

SMALL = {
    "embedding_size": 16, "hidden": 8, "vector_size": 8, "epochs": 3, "batch_size": 64,
    "learning_rate": 0.01, "rerank": 10, "click_weight": 0.1,
}  # fmt: skip


def walks_over(products, *, rows, seed):
    """Visitors who walk round the circle of these products, five steps each."""
    rng = np.random.default_rng(seed)
    following = successors(len(products))
    items = rng.integers(1, len(products) + 1, size=(rows, 1))
    for _ in range(4):
        items = np.hstack([items, following[items[:, -1:]]])
    return np.asarray(products)[items - 1]


def dataset_of(*parts) -> Dataset:
    walks = np.vstack(parts)
    vocabulary = Vocabulary.of(walks.ravel())
    sequences = Sequences(
        offsets=np.arange(len(walks) + 1, dtype=np.int64) * walks.shape[1],
        items=vocabulary.encode(walks.ravel()),
        kinds=np.zeros(walks.size, dtype=np.int8),
        times=START + 20 * np.arange(walks.size, dtype=np.int64),
        weights=np.ones(walks.size, dtype=np.float32),
        keys=np.arange(len(walks)),
    )
    return make_dataset("circles", sequences, vocabulary, no_features(vocabulary))


@pytest.fixture(scope="module")
def world():
    """Products 100 … 119 so far; now 110 … 129 too, of which ten are new, and 90 … 94 before them in the numbering."""
    old = walks_over(np.arange(100, 120), rows=200, seed=1)
    before = dataset_of(old)
    options = FitOptions(seed=0, device="cpu", extra=SMALL)
    algorithm = PmcaBilstm().fit(before, all_samples(before.sequences), NOTHING, options)
    late = walks_over([*range(90, 95), *range(110, 130)], rows=80, seed=2)
    after = dataset_of(old, late)
    samples = all_samples(after.sequences)
    return algorithm, after, samples.take(samples.rows >= len(old))


@pytest.fixture(scope="module")
def network(world):
    algorithm, after, new = world
    return grown(algorithm, after, new, fresh=fresh_table(algorithm, after, new, seed=0), seed=0)


def test_known_items_keep_their_vectors_wherever_they_move(world, network):
    algorithm, after, _ = world
    place = after.vocabulary.encode(algorithm.trained_on.vocabulary.product_ids)
    assert place[0] == 6  # five products came before it
    with torch.no_grad():
        torch.testing.assert_close(network.eval().table()[place], algorithm.network.table()[1:])


def test_new_items_are_known_and_have_a_place_to_start_from(world, network):
    _, after, _ = world
    fresh = after.vocabulary.encode([90, 94, 120, 129])
    assert network.items.known[fresh].all()
    assert (network.items.own.weight[fresh].norm(dim=1) > 0).all()
    assert not network.items.known[PADDING]
    assert network.items.own.weight[PADDING].abs().sum() == 0


def test_the_grown_algorithm_scores_old_histories_as_before(world, network):
    """Relative to each other: the new items stand among them."""
    algorithm, after, _ = world
    other = successor(algorithm, network, after, counts=np.ones(after.vocabulary.size), history=[])
    samples = all_samples(after.sequences).take(slice(0, 20))
    histories = histories_of(after.sequences, samples, max_length=5)
    place = after.vocabulary.encode(algorithm.trained_on.vocabulary.product_ids)
    back = np.zeros(after.vocabulary.size, dtype=np.int32)
    back[place] = np.arange(1, len(place) + 1)
    before = type(histories)(back[histories.items], histories.kinds, histories.times)
    old_scores, new_scores = algorithm.scores(before)[:, 1:], other.scores(histories)[:, place]
    assert (old_scores.argmax(axis=1) == new_scores.argmax(axis=1)).mean() > 0.9


def test_the_grown_algorithm_can_be_saved_and_loaded(world, network, tmp_path):
    algorithm, after, _ = world
    other = successor(algorithm, network, after, counts=np.ones(after.vocabulary.size), history=[])
    other.save(tmp_path, facts={})
    loaded = PmcaBilstm.load(tmp_path, device="cpu")
    assert loaded.trained_on.vocabulary.product_ids.tolist() == after.vocabulary.product_ids.tolist()
    np.testing.assert_allclose(loaded.item_vectors(), other.item_vectors(), rtol=1e-5, atol=1e-6)


def test_where_no_item_is_new_nothing_is_made_anew(world):
    algorithm, _, _ = world
    same = dataset_of(walks_over(np.arange(100, 120), rows=200, seed=1))
    assert fresh_table(algorithm, same, all_samples(same.sequences), seed=0) is None
