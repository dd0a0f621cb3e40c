"""Every predictor on the same planted shop: who carts and lingers buys."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from recommender.insights.predictors import PREDICTORS

pytestmark = pytest.mark.usefixtures("one_thread")
# Average precision that the planted habit allows; rules of thirds see less of it.
WORTH = {"association_rules": 0.6} | dict.fromkeys(
    ("decision_tree", "logistic_regression", "gradient_boosting", "gru", "lstm"), 0.75
)


@pytest.mark.parametrize("name", WORTH)
def test_the_planted_habit_is_found(name, planted):
    predict = PREDICTORS[name](planted, seed=1)

    found = predict(planted.test)

    assert found.shape == (len(planted.test),)
    assert 0 <= found.min() <= found.max() <= 1
    assert planted.test.buys.mean() < 0.45
    assert average_precision_score(planted.test.buys, found) > WORTH[name]


def test_the_base_rate_knows_nothing_of_anyone(planted):
    found = PREDICTORS["base_rate"](planted, seed=1)(planted.test)

    assert np.unique(found).tolist() == pytest.approx([planted.training.buys.mean()])


@pytest.mark.parametrize("name", ["decision_tree", "gradient_boosting"])
def test_the_same_seed_gives_the_same_answers(name, planted):
    first, again = (PREDICTORS[name](planted, seed=4)(planted.validation) for _ in range(2))

    np.testing.assert_array_equal(first, again)
