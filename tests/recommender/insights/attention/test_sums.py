import numpy as np

from recommender.dataset.sequences import KIND_CODE, pad_histories
from recommender.insights.attention.sums import DAYS, AttentionSums

VIEW, CART = KIND_CODE["view"], KIND_CODE["cart_add"]
DAY = 86_400


def read(rows, attention) -> AttentionSums:
    """rows: (items, kinds, days); attention as it is told of them, padded on the left."""
    seconds = [(items, kinds, [1_000 * DAY + day * DAY for day in days]) for items, kinds, days in rows]
    histories = pad_histories(seconds, max_length=10)
    sums = AttentionSums()
    sums.add(histories, np.array(attention, dtype=np.float64))
    return sums


def test_a_small_log_by_hand():
    """Three events on day 0, day 2 and day 9: what is past is counted from the latest."""
    sums = read([([5, 6, 7], [VIEW, CART, VIEW], [0, 2, 9])], [[0.2, 0.5, 0.3]])

    assert sums.histories == 1
    views, carts = sums.as_json(sums.stages)["view"], sums.as_json(sums.stages)["cart_add"]
    # [events, attention, relative to an even share of a third]
    np.testing.assert_allclose(views, [[1, 0.2, 0.6], [0, 0, 0], [1, 0.3, 0.9]])
    np.testing.assert_allclose(carts, [[0, 0, 0], [1, 0.5, 1.5], [0, 0, 0]])
    by_day = sums.as_json(sums.days)
    spans = {DAYS[column]: by_day["view"][column][0] for column in range(len(DAYS))}
    assert spans == {(0, 0): 1, (1, 1): 0, (2, 3): 0, (4, 7): 0, (8, 14): 1, (15, 30): 0, (31, None): 0}
    assert by_day["cart_add"][DAYS.index((4, 7))] == [1, 0.5, 1.5]


def test_short_histories_have_no_stages_and_empty_ones_nothing():
    sums = read([([5, 6], [VIEW, VIEW], [0, 0]), ([], [], [])], [[0.5, 0.5], [0, 0]])

    assert sums.histories == 1
    assert sums.as_json(sums.stages) == {}
    assert sums.as_json(sums.days)["view"][0] == [2, 1, 2]


def test_histories_add_up():
    sums = read([([5], [VIEW], [0])], [[1.0]])
    sums.add(pad_histories([([5], [VIEW], [0])], max_length=10), np.array([[1.0]]))

    assert sums.histories == 2
    assert sums.as_json(sums.days)["view"][0] == [2, 2, 2]
