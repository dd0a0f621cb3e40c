import torch

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned, max_of, mean_of, pick


def aligned(*rows, times=None):
    items = torch.tensor(rows)
    times = torch.zeros_like(items) if times is None else torch.tensor(times)
    return Aligned.of(items, items % 3, times)


def test_events_come_first_and_what_is_unknown_is_passed_over():
    history = aligned([0, 0, 5, 0, 7], [1, 2, 3, 4, 5])
    assert history.items.tolist() == [[5, 7, 0, 0, 0], [1, 2, 3, 4, 5]]
    assert history.kinds[0].tolist() == [2, 1, 0, 0, 0]
    assert history.order[0].tolist() == [2, 4, 0, 1, 3]
    assert history.lengths.tolist() == [2, 5]
    assert history.latest.tolist() == [[1], [4]]
    assert history.real[0].tolist() == [True, True, False, False, False]


def test_an_empty_history_keeps_one_empty_event():
    history = aligned([0, 0])
    assert history.lengths.tolist() == [1]
    assert history.real.tolist() == [[True, False]]


def test_gaps_and_ages_are_powers_of_two_of_seconds():
    history = aligned([0, 1, 2, 3], times=[[0, 100, 101, 108]])
    assert history.gaps().tolist() == [[0, 1, 3, 0]]
    assert history.ages().tolist() == [[4, 3, 0, 0]]
    for_ever = aligned([1, 2], times=[[0, 10**9]])
    assert for_ever.gaps().tolist() == [[0, GAP_BUCKETS - 1]]


def test_events_out_of_order_in_time_have_no_gap():
    assert aligned([1, 2], times=[[50, 40]]).gaps().tolist() == [[0, 0]]


def test_steps_are_picked_and_padding_counts_in_no_summary():
    states = torch.tensor([[[1.0], [3.0], [99.0]]])
    real = torch.tensor([[True, True, False]])
    assert mean_of(states, real).tolist() == [[2.0]]
    assert max_of(states, real).tolist() == [[3.0]]
    assert pick(states, torch.tensor([[2, 0]])).tolist() == [[[99.0], [1.0]]]
