import numpy as np

from recommender.insights.behavior_table import ends_of, starts_of
from tests.factories.behavior_table import table_of


def test_events_are_sorted_by_visitor_and_time_and_keep_the_order_of_their_second():
    table = table_of((2, 5, "view", 1), (1, 9, "view", 2), (1, 3, "view", 4), (1, 3, "view", 3))

    assert table.visitors.tolist() == [1, 1, 1, 2]
    assert table.times.tolist() == [3, 3, 9, 5]
    assert table.products.tolist() == [4, 3, 2, 1]


def test_a_fact_that_was_logged_twice_counts_once():
    table = table_of((1, 3, "view", 4), (1, 3, "view", 4), (1, 3, "cart_add", 4), (1, 4, "view", 4))

    assert len(table) == 3


def test_each_event_knows_where_its_group_begins_and_ends():
    groups = np.array([4, 4, 7, 9, 9, 9])

    assert starts_of(groups).tolist() == [0, 0, 2, 3, 3, 3]
    assert ends_of(groups).tolist() == [1, 1, 2, 5, 5, 5]
    assert starts_of(groups[:0]).tolist() == ends_of(groups[:0]).tolist() == []
