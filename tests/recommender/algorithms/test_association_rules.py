from typing import ClassVar

import numpy as np
import pytest

from recommender.algorithms.association_rules import AssociationRules, AssociationRulesConfig
from recommender.dataset.sequences import pad_histories
from tests.recommender.algorithms.conformance import AlgorithmConformance
from tests.recommender.algorithms.test_item_knn import sessions


class TestAssociationRules(AlgorithmConformance):
    algorithm_class = AssociationRules
    extra: ClassVar[dict] = {"together": 4}
    beats_random_by = 2.0


BASKETS = ([1, 2, 3], [1, 2, 3], [1, 2, 4], [1, 5], [2, 5], [5, 5, 5])


def scored(history, **config):
    algorithm = AssociationRules(AssociationRulesConfig(**{"together": 1} | config))
    algorithm.arrays = algorithm.learn(sessions(*BASKETS), size=8)
    return algorithm.scored(pad_histories([(history, [0] * len(history), [0] * len(history))], max_length=9))[
        0
    ]


def test_a_rule_is_worth_the_share_of_sessions_that_keep_it():
    found = scored([1])
    np.testing.assert_allclose(found[2:6], [3 / 4, 2 / 4, 1 / 4, 1 / 4], atol=1e-5)


def test_a_rule_of_two_items_needs_both_and_the_best_rule_counts():
    np.testing.assert_allclose(scored([2, 1])[3:6], [2 / 3, 1 / 3, 1 / 4], atol=1e-5)


def test_lift_compares_with_the_consequents_own_share():
    assert scored([1], measure="lift")[2] == pytest.approx((3 / 4) / (4 / 6), rel=1e-4)


def test_rules_of_fewer_sessions_than_asked_for_are_not_made():
    found = scored([1], together=2)
    assert found[3] == pytest.approx(2 / 4, rel=1e-4)
    assert found[4] < 1e-3


def test_only_popular_items_take_part_where_there_are_too_many():
    found = scored([1], most_items=2)
    assert found[2] == pytest.approx(3 / 4, rel=1e-4)
    assert found[3] < 1e-3


def test_antecedents_are_looked_for_in_the_newest_events():
    assert scored([1, 5], recent=1)[3] < 1e-3 < scored([1, 5], recent=2)[3]


def test_without_a_rule_popularity_decides():
    found = scored([1], together=100)
    assert found[1:].argmax() + 1 == 5 == scored([7]).argmax()
