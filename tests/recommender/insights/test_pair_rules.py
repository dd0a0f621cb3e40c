import numpy as np
import pytest

from recommender.insights.pair_rules import PairRules


@pytest.fixture
def planted():
    """Of two features with thirds low, middle, high: exactly who is high on both buys."""
    values = np.array([(a, b) for a in (0.0, 1.0, 2.0) for b in (0.0, 1.0, 2.0)] * 30)
    return values, (values == 2).all(axis=1)


def test_the_planted_pair_is_the_strongest_rule(planted):
    rule = PairRules(prior_cases=0, names=["linger", "cart"]).fit(*planted).strongest(1)[0]

    assert rule.conditions == ("linger high", "cart high")
    assert rule.support == pytest.approx(1 / 9)
    assert rule.confidence == pytest.approx(1)
    assert rule.lift == pytest.approx(9)


def test_a_single_condition_has_the_confidence_of_its_cases(planted):
    rules = PairRules(prior_cases=0, names=["linger", "cart"]).fit(*planted).strongest(10)

    assert {rule.conditions: rule.confidence for rule in rules}[("cart high",)] == pytest.approx(1 / 3)


def test_a_case_gets_its_strongest_rule_and_else_the_base_rate(planted):
    rules = PairRules(prior_cases=0).fit(*planted)

    found = rules.predict_proba(np.array([[2.0, 2.0], [2.0, 0.0], [0.0, 0.0]]))[:, 1]

    assert found == pytest.approx([1, 1 / 3, 1 / 9])


def test_rules_of_few_cases_are_drawn_toward_the_base_rate():
    values, buys = np.arange(30.0)[:, None], np.arange(30) >= 20

    confident = PairRules(prior_cases=0).fit(values, buys).predict_proba(values)[-1, 1]
    careful = PairRules(prior_cases=10).fit(values, buys).predict_proba(values)[-1, 1]

    assert confident == pytest.approx(1)
    assert careful == pytest.approx((10 + 10 / 3) / 20)
