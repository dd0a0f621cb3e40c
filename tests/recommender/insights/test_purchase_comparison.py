import json

import pytest

from recommender.insights.purchase_comparison import compare_predictors, markdown_table


@pytest.fixture(scope="module")
def results(planted):
    names = ["base_rate", "logistic_regression", "gradient_boosting"]
    return list(compare_predictors(planted, names, dataset="planted", horizon="session", seeds=[1, 2]))


def test_each_predictor_and_seed_is_a_result_on_the_same_cases(results, planted):
    assert [(r.predictor, r.seed) for r in results][:3] == [
        ("base_rate", 1),
        ("base_rate", 2),
        ("logistic_regression", 1),
    ]
    assert {r.cases["test"] for r in results} == {len(planted.test)}
    assert results[0].metrics["PR-AUC"] == pytest.approx(planted.test.buys.mean())
    assert results[-1].metrics["PR-AUC"] > 2 * results[0].metrics["PR-AUC"]


def test_a_result_is_a_line_of_json_with_what_it_was_measured_on(results):
    line = json.loads(json.dumps(results[-1].as_json(commit="abc")))

    assert {"dataset", "horizon", "predictor", "seed", "metrics", "seconds", "commit", "machine"} <= set(line)
    assert set(line["calibrated"]) == {"platt", "isotonic"}
    assert sum(found["cases"] for found in line["reliability"]["raw"]) == line["cases"]["test"]


def test_the_table_has_a_row_for_each_predictor_and_states_the_base_rate(results, planted):
    said = markdown_table(results)

    assert f"{100 * planted.test.buys.mean():.1f} % of the test cases buy" in said
    assert said.count("\n| ") == 4
    assert "| gradient_boosting |" in said


def test_an_unknown_predictor_is_refused(planted):
    with pytest.raises(ValueError, match="no predictor 'oracle'"):
        next(compare_predictors(planted, ["oracle"], dataset="x", horizon="day", seeds=[1]))
