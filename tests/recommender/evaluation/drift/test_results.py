import json

import numpy as np
import pytest

from recommender.evaluation.drift.click_task import Judging, period_cases
from recommender.evaluation.drift.contestants import Contestant, Updating
from recommender.evaluation.drift.results import groups_of, identity, plain, results_of
from recommender.evaluation.drift.rolling import fitted, roll
from recommender.evaluation.record import is_recorded
from tests.factories.drift import TINY, make_study

JUDGING = Judging(most=80)


@pytest.fixture(scope="module")
def study():
    return make_study()


@pytest.fixture(scope="module")
def walk(study):
    one = Contestant("gru_tam", "dynamic", 1, TINY, Updating.changed({"epochs": 1}, every=None))
    cases = [period_cases(study, period, JUDGING) for period in study.periods]
    start = fitted(study, one, study.periods[0].begins, device="cpu")
    return one, start, list(roll(study, one, cases, fit=lambda ends: start, device="cpu"))


def test_a_line_of_results_tells_all_periods_and_survives_json(study, walk):
    one, start, periods = walk
    row = results_of(study, one, start[0], iter(periods), device="cpu")
    assert json.loads(json.dumps(row, allow_nan=False)) == row
    assert [period["period"] for period in row["periods"]] == ["T1", "T2", "T3", "T4", "T5"]
    assert row["periods"][0]["live"] is None
    assert 0 <= row["periods"][1]["live"]["accuracy"] <= 1
    assert [epoch["epoch"] for epoch in row["epochs"]] == [1, 2, 3]
    assert all("loss" in epoch for epoch in row["epochs"])
    assert len(row["roc"]) == 51
    assert {"view", "search", "cart_add", "click"} <= set(row["attention"]["stages"])
    assert len(row["attention"]["periods"]) == 5
    assert sum(row["periods"][2]["errors"]) == pytest.approx(1, abs=1e-3)


def test_groups_part_the_cases_by_activity_and_by_acquaintance(study, walk):
    result = walk[2][1]
    groups = groups_of(study, result, middle=20)
    samples = study.cases.take(result.cases.test.places)
    assert np.array_equal(groups["active"], samples.ends >= 20)
    for one, other in (("active", "less active"), ("new", "established")):
        assert (groups[one] ^ groups[other]).all()
    assert 0 < groups["new"].sum() < groups["established"].sum()


def test_the_identity_tells_lines_apart(study, walk):
    one = walk[0]
    row = identity(one, study, JUDGING)
    assert is_recorded([json.loads(json.dumps(row))], **row)
    others = [
        identity(Contestant("gru_tam", "static", 1, TINY), study, JUDGING),
        identity(Contestant("gru_tam", "dynamic", 2, TINY, one.updating), study, JUDGING),
        identity(Contestant("gru_tam", "dynamic", 1, TINY), study, JUDGING),
        identity(one, study, Judging(most=80, beside=2)),
        identity(one, make_study(least_events=6), JUDGING),
    ]
    assert not any(is_recorded([json.loads(json.dumps(other))], **row) for other in others)
    assert others[0]["update"] is None


def test_undefined_numbers_become_null_and_numpy_leaves():
    given = {"a": [np.float64(1 / 3), float("nan")], "b": np.int64(3), "c": ("x", None), "d": True}
    assert plain(given) == {"a": [0.33333, None], "b": 3, "c": ["x", None], "d": True}
