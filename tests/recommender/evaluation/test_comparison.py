import json

import pytest

from recommender.algorithms.interface import silent
from recommender.evaluation.comparison import Contestant, compare
from tests.factories.sequences import make_dataset, make_split


@pytest.fixture(scope="module")
def results():
    dataset = make_dataset()
    stages = []
    found = list(
        compare(
            dataset,
            make_split(dataset),
            [Contestant("popularity", 1), Contestant("item_knn", 2, {"neighbors": 5})],
            device="cpu",
            every_epoch=True,
            stages=lambda title: stages.append(title) or silent,
        )
    )
    return found, stages


def test_a_baseline_has_one_result_and_says_what_it_does(results):
    found, stages = results
    assert [str(result.contestant) for result in found] == ["popularity, seed 1", "item_knn, seed 2"]
    assert {result.selection for result in found} == {"validation"}
    assert stages == [f"{verb} {result.contestant}" for result in found for verb in ("fit", "evaluate")]


def test_a_row_holds_all_that_tables_need_and_is_json(results):
    found, _ = results
    row = found[1].as_json()
    assert json.loads(json.dumps(row, allow_nan=False)) == json.loads(json.dumps(row))
    assert (row["dataset"], row["algorithm"], row["seed"]) == ("markov", "item_knn", 2)
    assert row["config"] == {"neighbors": 5}
    assert row["metrics"]["HR@20"] == pytest.approx((found[1].report.ranks <= 20).mean())
    assert row["metrics"]["F1@50"] is not None
    low, high = row["intervals"]["MRR@20"]
    assert low < row["metrics"]["MRR@20"] < high
    assert sum(group["cases"] for group in row["groups"]["length"].values()) == row["cases"]
    assert row["groups"]["training"]["unseen"]["HR@20"] is None  # there is no such case
