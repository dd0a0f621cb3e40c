import numpy as np

from recommender.dataset.portion import drawn_rows
from tests.factories.sequences import make_dataset


def row(sequences, number):
    part = slice(sequences.offsets[number], sequences.offsets[number + 1])
    return sequences.items[part].tolist(), sequences.times[part].tolist()


def test_rows_are_whole_and_one_at_most_is_cut_to_its_earliest():
    whole = make_dataset().sequences
    part = drawn_rows(whole, interactions=500, seed=1)
    assert len(part.items) == part.offsets[-1] == 500
    places = [int(np.flatnonzero(whole.keys == key)[0]) for key in part.keys]
    assert places == sorted(places)
    cut = 0
    for number, place in enumerate(places):
        items, times = row(part, number)
        all_items, all_times = row(whole, place)
        assert (items, times) == (all_items[: len(items)], all_times[: len(items)])
        cut += len(items) < len(all_items)
    assert cut <= 1


def test_a_seed_draws_the_same_rows_and_another_seed_others():
    whole = make_dataset().sequences
    keys = [set(drawn_rows(whole, interactions=300, seed=seed).keys) for seed in (1, 1, 2)]
    assert keys[0] == keys[1] != keys[2]


def test_all_of_it_stays_where_there_is_no_more():
    whole = make_dataset().sequences
    part = drawn_rows(whole, interactions=10**9, seed=1)
    np.testing.assert_array_equal(part.items, whole.items)
    np.testing.assert_array_equal(part.offsets, whole.offsets)
