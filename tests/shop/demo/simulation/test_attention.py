from random import Random

import numpy as np
import pytest

from shop.demo.simulation.attention import FADES, SCROLLS, examined, positions_on_screen


def test_what_stands_further_back_is_examined_less():
    assert examined(1) == 1.0
    assert examined(16) == pytest.approx(16**-FADES)
    assert (np.diff(examined(np.arange(1, 13))) < 0).all()


def test_patience_ends_as_in_the_cascade_model():
    rng = Random(4)
    lengths = np.array([positions_on_screen(12, rng) for _ in range(20_000)])
    assert lengths.min() == 1
    assert lengths.max() == 12
    for position in (2, 6, 12):
        assert (lengths >= position).mean() == pytest.approx(SCROLLS ** (position - 1), abs=0.01)


def test_an_empty_shelf_shows_nothing():
    assert positions_on_screen(0, Random(1)) == 0
