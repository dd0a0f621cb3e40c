import numpy as np

from recommender.algorithms.interface import best_of

NEVER = -np.inf


def test_the_best_come_first_and_those_without_a_score_last():
    scores = np.array([[NEVER, 0.1, NEVER, 0.5, 0.7], [NEVER, 0.4, 0.3, 0.2, 0.1]], dtype=np.float32)
    items, best = best_of(scores, k=4)
    assert items.tolist() == [[4, 3, 1, items[0, 3]], [1, 2, 3, 4]]
    np.testing.assert_array_equal(best[0], np.array([0.7, 0.5, 0.1, NEVER], dtype=np.float32))


def test_of_equal_scores_the_lower_item_comes_first():
    items, _ = best_of(np.array([[NEVER, 0, 0, 1, 0, 0]], dtype=np.float32), k=5)
    assert items.tolist() == [[3, 1, 2, 4, 5]]


def test_there_are_no_more_columns_than_items():
    items, best = best_of(np.array([[NEVER, 2.0, 3.0]], dtype=np.float32), k=9)
    assert items.shape == best.shape == (1, 2)
