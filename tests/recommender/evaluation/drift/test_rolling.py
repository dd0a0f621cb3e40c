from dataclasses import replace

import numpy as np
import pytest

from recommender.dataset.split import part_known_to
from recommender.evaluation.drift.click_task import Judging, period_cases
from recommender.evaluation.drift.contestants import Contestant, Updating
from recommender.evaluation.drift.rolling import fitted, roll
from tests.factories.drift import TINY, make_study

UPDATES = {"epochs": 1, "rho": 0.9}


@pytest.fixture(scope="module")
def study():
    return make_study()


@pytest.fixture(scope="module")
def cases(study):
    return [period_cases(study, period, Judging(most=150)) for period in study.periods]


def lived(study, cases, name, mode, *, start=None, every=None):
    config = {} if name == "item_knn" else TINY
    one = Contestant(name, mode, 1, config, Updating.changed(UPDATES, every=every))
    first = study.periods[0].begins

    def fit(ends):
        return start if start and ends == first else fitted(study, one, ends, device="cpu")

    return list(roll(study, one, cases, fit=fit, device="cpu"))


@pytest.fixture(scope="module")
def start(study):
    one = Contestant("gru_tam", "static", 1, TINY)
    return fitted(study, one, study.periods[0].begins, device="cpu")


@pytest.fixture(scope="module")
def static(study, cases, start):
    return lived(study, cases, "gru_tam", "static", start=start)


@pytest.fixture(scope="module")
def dynamic(study, cases, start):
    return lived(study, cases, "gru_tam", "dynamic", start=start)


def test_each_period_gives_predictions_of_its_test_cases(static, cases):
    assert [result.cases.period.name for result in static] == ["T1", "T2", "T3", "T4", "T5"]
    for result, one in zip(static, cases, strict=True):
        assert result.serving.ranks.shape == result.serving.probabilities.shape == one.test.items.shape
        assert (result.serving.probabilities > 0).all()


def test_the_static_model_never_learns_again_and_keeps_its_threshold(static, start):
    assert {result.learner.serving for result in static} == {start[0]}
    assert len({result.serving.threshold for result in static}) == 1
    assert [result.updates for result in static] == [0] * 5
    assert all(result.live is None for result in static)


def test_the_dynamic_model_begins_like_the_static_one_and_learns_once_before_each_later_period(
    static, dynamic
):
    np.testing.assert_array_equal(static[0].serving.ranks, dynamic[0].serving.ranks)
    assert [result.updates for result in dynamic] == [0, 1, 1, 1, 1]
    assert [result.live is not None for result in dynamic] == [False, True, True, True, True]
    assert not np.array_equal(dynamic[1].serving.ranks, dynamic[1].live.ranks)


def test_who_never_learns_again_ranks_what_came_later_last(static, study):
    last = static[-1]
    known = study.popularity(0, study.periods[0].begins) > 0
    unknown = ~known[last.cases.test.items[:, 0]]
    assert unknown.sum() > 10
    assert last.serving.ranks[unknown, 0].mean() > last.serving.ranks[~unknown, 0].mean() + 20


def test_updates_within_a_period_come_after_so_many_cases_and_cover_the_whole_test_part(study, cases, start):
    found = lived(study, cases[:2], "gru_tam", "dynamic", start=start, every=300)
    period = study.periods[0]
    assert found[0].updates >= (period.ends - period.begins) // 300
    assert found[0].serving.ranks.shape == cases[0].test.items.shape
    assert np.isfinite(found[0].serving.ranks).all()


def test_no_prediction_depends_on_what_comes_later(study, cases, start):
    """Another future from T3 on leaves the predictions for T1 and T2 as they are."""
    ends = study.periods[2].begins
    sequences = study.dataset.sequences
    place = sequences.offsets[study.cases.rows[ends:]] + study.cases.ends[ends:]
    items = sequences.items.copy()
    items[place] = np.random.default_rng(0).permutation(items[place])
    other = replace(study, dataset=replace(study.dataset, sequences=replace(sequences, items=items)))
    for one, two in zip(
        lived(study, cases[:2], "gru_tam", "dynamic", start=start, every=400),
        lived(other, cases[:2], "gru_tam", "dynamic", start=start, every=400),
        strict=True,
    ):
        np.testing.assert_array_equal(one.serving.probabilities, two.serving.probabilities)


def test_a_baseline_that_is_fitted_anew_beats_one_that_stands_still_in_the_end(study):
    cases = [period_cases(study, period, Judging()) for period in study.periods]
    still, anew = (lived(study, cases, "item_knn", mode) for mode in ("static", "retrained"))
    np.testing.assert_array_equal(still[0].serving.ranks, anew[0].serving.ranks)
    hit = [np.mean([(r.serving.ranks[:, 0] <= 10).mean() for r in found[2:]]) for found in (still, anew)]
    assert hit[1] > hit[0] + 0.03
    assert [result.updates for result in anew] == [0, 1, 1, 1, 1]


def test_who_may_learn_from_the_newest_alone_knows_no_older_item(study):
    ends = study.periods[0].begins
    algorithm, learned = fitted(
        study, Contestant("gru_tam", "static", 1, TINY, learns=100), ends, device="cpu"
    )
    assert learned == ends - 10
    known = np.flatnonzero(algorithm.network.items.known.numpy())
    seen = part_known_to(study.dataset.sequences, study.part(ends - 100, ends - 10)).items
    assert set(known.tolist()) == set(seen.tolist())


def test_a_retrained_network_is_fitted_on_all_before_the_period(study, cases):
    found = lived(study, cases[:2], "gru_tam", "retrained")
    assert [result.updates for result in found] == [0, 1]
    assert found[1].learner.serving is not found[0].learner.serving
    assert found[1].live is None
