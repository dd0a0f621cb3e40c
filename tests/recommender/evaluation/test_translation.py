import numpy as np
import pytest

from recommender.dataset.sequences import Histories
from recommender.dataset.vocabulary import Vocabulary
from recommender.evaluation.translation import Translated

KNOWN = Vocabulary.of([10, 20, 40])
TODAY = Vocabulary.of([20, 30, 40])


class Echo:
    """Scores an item by its own number, and remembers what it was asked."""

    def scores(self, histories):
        self.asked = histories
        scores = np.tile(np.arange(4, dtype=np.float32), (len(histories), 1))
        scores[:, 0] = -np.inf
        return scores


def histories(*items) -> Histories:
    row = np.array([items], dtype=np.int32)
    return Histories(row, (row * 0 + 1).astype(np.int8), row.astype(np.int64) * 100)


def test_scores_come_back_in_the_vocabulary_of_the_question():
    echo = Echo()
    scores = Translated(echo, name="live model", known=KNOWN, vocabulary=TODAY).scores(histories(0, 1, 3))

    # 20 is item 2 there, 30 is unknown, 40 is item 3.
    assert scores.tolist() == [[-np.inf, 2.0, -np.inf, 3.0]]
    assert echo.asked.items.tolist() == [[0, 2, 3]]


def test_an_unknown_item_leaves_no_hole_in_the_history():
    echo = Echo()
    Translated(echo, name="live model", known=KNOWN, vocabulary=TODAY).scores(histories(1, 2, 3))

    assert echo.asked.items.tolist() == [[0, 2, 3]]
    assert echo.asked.times[0, 1:].tolist() == [100, 300]


def test_it_is_neither_fitted_nor_saved_nor_loaded(tmp_path):
    translated = Translated(Echo(), name="live model", known=KNOWN, vocabulary=TODAY)

    for forbidden in (lambda: translated.save(tmp_path, facts={}), lambda: Translated.load(tmp_path)):
        with pytest.raises(TypeError, match="itself"):
            forbidden()
