import numpy as np

from recommender.dataset.sequences import Samples
from recommender.evaluation.protocols import last, successive

HELD_OUT = Samples(np.array([0, 0, 2, 2, 2, 5]), np.array([3, 4, 1, 3, 2, 9]))


def test_successive_takes_every_interaction():
    assert successive(HELD_OUT) is HELD_OUT


def test_last_takes_one_of_each_row():
    chosen = last(HELD_OUT)
    assert chosen.rows.tolist() == [0, 2, 5]
    assert chosen.ends.tolist() == [4, 3, 9]


def test_last_of_nothing_is_nothing():
    nothing = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert len(last(nothing)) == 0
