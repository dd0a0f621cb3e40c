import json
from itertools import product

import pytest

from recommender.insights.purchase_comparison import compare_predictors, known_predictor


@pytest.fixture(scope="module")
def results(planted):
    names = ["base_rate", "logistic_regression", "gradient_boosting"]
    contestants = list(product(names, [1, 2]))
    return list(compare_predictors(planted, contestants, dataset="planted", horizon="session"))


def test_each_predictor_and_seed_is_a_result_on_the_same_cases(results, planted):
    assert [(r.predictor, r.seed) for r in results][:3] == [
        ("base_rate", 1),
        ("base_rate", 2),
        ("logistic_regression", 1),
    ]
    assert {r.cases["test"] for r in results} == {len(planted.test)}
    assert results[0].metrics["PR-AUC"] == pytest.approx(planted.test.buys.mean())
    assert results[-1].metrics["PR-AUC"] > 2 * results[0].metrics["PR-AUC"]


def test_a_result_is_a_line_of_json_with_what_it_was_measured_on(results, planted):
    line = json.loads(json.dumps(results[-1].as_json()))

    assert line["fingerprint"] == planted.fingerprint
    assert {"dataset", "horizon", "predictor", "seed", "metrics", "seconds"} <= set(line)
    assert set(line["calibrated"]) == {"platt", "isotonic"}
    assert sum(found["cases"] for found in line["reliability"]["raw"]) == line["cases"]["test"]
    assert line["curves"]["roc"][0] == [0, 0]
    assert line["curves"]["roc"][-1] == [1, 1]
    recall, precision = line["curves"]["precision_recall"][-1]
    assert (recall, precision) == (1, pytest.approx(planted.test.buys.mean(), abs=1e-4))


def test_an_unknown_predictor_is_refused():
    with pytest.raises(ValueError, match="no predictor 'oracle'"):
        known_predictor("oracle")
