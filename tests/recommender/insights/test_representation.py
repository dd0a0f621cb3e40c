from dataclasses import replace

import numpy as np
import pytest
import torch

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned
from recommender.algorithms.gru_tam import GruTamConfig, GruTamNetwork
from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import EVENT_KINDS, Samples
from recommender.insights import representation
from recommender.insights.representation import RawGruTamNetwork, compare_representations, markdown_table
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.networks import START, random_network

SMALL = {
    "embedding_size": 16,
    "hidden": 12,
    "space": 6,
    "time_size": 4,
    "epochs": 12,
    "batch_size": 64,
    "learning_rate": 0.02,
}
OPTIONS = FitOptions(seed=0, device="cpu", extra=SMALL)


@pytest.fixture(scope="module")
def compared():
    dataset = make_dataset(rows=150)
    return dataset, compare_representations(dataset, make_split(dataset), options=OPTIONS)


def test_embedding_is_the_product_of_raw_features_and_one_matrix():
    """Equation 1: z = x E."""
    config = GruTamConfig(embedding_size=8, hidden=6)
    raw, embedded = random_network(RawGruTamNetwork, config), random_network(GruTamNetwork, config)
    items, kinds = torch.tensor([[3, 1, 2], [0, 0, 5]]), torch.tensor([[0, 7, 1], [0, 0, 3]])
    history = Aligned.of(items, kinds, torch.tensor([[0, 60, 3000], [0, 0, 0]]) + START)
    table = embedded.table()
    E = torch.cat(
        [table[1:9] * 8**0.5, embedded.kinds.weight, embedded.gaps.weight]
    )  # the ninth is not known
    x, z = raw.read(history, raw.table()), embedded.read(history, table)
    assert x.shape == (2, 3, 8 + len(EVENT_KINDS) + GAP_BUCKETS)
    torch.testing.assert_close((x @ E)[history.real], z[history.real])


def test_a_product_has_one_column_whichever_table_it_points_into():
    """Training hands over the known items alone, numbered anew; judging hands over all."""
    known = torch.tensor([False, True, False, True, True])
    torch.manual_seed(0)
    network = RawGruTamNetwork(GruTamConfig(embedding_size=8, hidden=6), known).eval()
    of_all, among_known = torch.tensor([[1, 4, 3, 2]]), torch.tensor([[1, 3, 2, 0]])
    times = torch.tensor([[0, 60, 90, 95]]) + START
    of_kinds = torch.zeros(1, 4, dtype=torch.long)
    history = Aligned.of(of_all[:, :3], of_kinds[:, :3], times[:, :3])
    part = Aligned.of(among_known[:, :3], of_kinds[:, :3], times[:, :3])
    rows = torch.tensor([0, 1, 3, 4])
    torch.testing.assert_close(
        network.read(history, network.table()), network.read(part, network.table(rows))
    )
    with pytest.raises(ValueError, match="not a sample"):
        network.read(part, network.table(rows[:2]))


def test_raw_events_are_three_ones_among_zeros(compared):
    _, (raw, embedded) = compared
    columns = 30 + len(EVENT_KINDS) + GAP_BUCKETS  # the other two products are untouched
    assert raw.dimension == columns
    assert raw.zeros == pytest.approx(1 - 3 / columns)
    assert embedded.dimension == 16
    assert embedded.zeros < 0.01
    assert raw.megabytes / embedded.megabytes == pytest.approx(columns / 16)


def test_both_learn_the_pattern(compared):
    """Lists at random have an MRR@20 of 0.12 among 30 products."""
    _, found = compared
    assert all(one.quality["MRR@20"] > 0.4 for one in found), found


def test_only_embedded_events_say_that_two_products_are_of_one_category(compared):
    """In x two different products have nothing in common, whatever they are; the categories here follow behavior."""
    _, (raw, embedded) = compared
    assert raw.similarity_alike == pytest.approx(raw.similarity, abs=0.05)
    assert embedded.similarity_alike > embedded.similarity + 0.05


def test_similarity_is_the_mean_cosine_of_neighbors_with_different_products():
    vectors = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 2.0], [0.0, 1.0]])
    order, every = np.arange(4), np.ones(3, dtype=bool)
    found = representation._similarity(vectors, np.array([1, 2, 3, 3]), order, every)
    assert found == pytest.approx(0.5**0.5)
    assert np.isnan(representation._similarity(vectors, np.ones(4), order, every))


def test_training_converged_in_one_of_its_epochs(compared):
    _, found = compared
    assert all(1 <= one.epochs <= SMALL["epochs"] for one in found)
    table = markdown_table(found)
    assert table.startswith("| metric | raw features | embedded features |")
    assert f"| epochs until converged | {found[0].epochs} | {found[1].epochs} |" in table


def test_without_validation_or_with_too_many_products_there_is_nothing_to_compare(monkeypatch):
    dataset = make_dataset(rows=20)
    split = make_split(dataset)
    nothing = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    with pytest.raises(ValueError, match="no validation"):
        compare_representations(dataset, replace(split, validation=nothing), options=OPTIONS)
    monkeypatch.setattr(representation, "MOST_PRODUCTS", 10)
    with pytest.raises(ValueError, match="too many columns"):
        compare_representations(dataset, split, options=OPTIONS)
