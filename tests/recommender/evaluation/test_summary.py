import math

import pytest

from recommender.evaluation.summary import by_selection, summaries
from tests.factories.results import result


def found(*rows, selection="validation"):
    return summaries(rows, dataset="ring", selection=selection)


def test_seeds_of_one_config_are_averaged():
    (one,) = found(result(seed=1, hit_rate=0.4), result(seed=2, hit_rate=0.6))
    assert one.seeds == [1, 2]
    assert one.value("HR@50") == pytest.approx(0.5)
    assert one.interval("HR@20") is None  # of a mean of seeds none was measured


def test_the_newest_row_of_a_seed_counts():
    (one,) = found(result(hit_rate=0.4), result(hit_rate=0.6))
    assert one.value("HR@50") == 0.6
    assert one.interval("HR@20") == pytest.approx((0.22, 0.26))


def test_configs_and_selections_stand_apart():
    rows = [result(), result(config={"neighbors": 5}), result(selection="best_on_test", hit_rate=0.9)]
    assert [one.config for one in found(*rows)] == [{}, {"neighbors": 5}]
    assert [one.value("HR@50") for one in found(*rows, selection="best_on_test")] == [0.9]


def test_rows_of_other_cases_than_the_newest_are_no_comparison():
    assert [one.algorithm for one in found(result("popularity", cases=50), result("item_knn"))] == [
        "item_knn"
    ]
    assert [one.algorithm for one in found(result("popularity", fingerprint="old"), result())] == ["item_knn"]
    assert found(result(dataset="other")) == []


def test_what_was_not_measured_is_not_a_number():
    (one,) = found(result(metrics={"HR@10": None}, intervals={}, groups={}))
    assert math.isnan(one.value("HR@10"))
    assert math.isnan(one.in_group("target", "repeat", "HR@20"))
    assert one.interval("HR@20") is None


def test_algorithms_stand_in_the_order_of_the_registry_and_unknown_ones_last():
    rows = [result("long_gone"), result("pmca_bilstm"), result("popularity")]
    names = [one.algorithm for one in by_selection(rows, dataset="ring")["validation"]]
    assert names == ["popularity", "pmca_bilstm", "long_gone"]
