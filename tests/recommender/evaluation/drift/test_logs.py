from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from recommender.evaluation.drift.logs import dated_log, weekly_log
from recommender.evaluation.drift.periods import study_of
from recommender.evaluation.drift.preparation import PreparationRules
from tests.factories.drift import make_study
from tests.factories.sequences import make_dataset


def clicks(tmp_path, *, weeks):
    """Sessions of six items each, ten a week."""
    rows = [
        (100 * week + session, 1 + (session + step) % 20 + week, week)
        for week in range(weeks)
        for session in range(10)
        for step in range(6)
    ]
    path = tmp_path / "clicks.parquet"
    pl.DataFrame(rows, schema=["session_id", "item_id", "week"], orient="row").write_parquet(path)
    return path


def test_three_weeks_each_are_a_period_and_sessions_never_cross_one(tmp_path):
    log = weekly_log(clicks(tmp_path, weeks=17))
    number = np.searchsorted(log.moments, log.events.times, side="right")
    assert np.bincount(number).tolist() == [60, 180, 180, 180, 180, 180, 60]
    for session in np.unique(log.events.visitors):
        own = log.events.visitors == session
        assert len(set(number[own].tolist())) == 1
        assert (np.diff(log.events.times[own]) == 1).all()
    study = study_of(log, PreparationRules())
    assert len(study.cases) == 2 * 160  # two of each session's items have four before them
    assert not study.knows_visitors


def test_a_file_that_ends_too_early_is_refused_in_words(tmp_path):
    with pytest.raises(ValueError, match="must reach up to week 15"):
        weekly_log(clicks(tmp_path, weeks=9))


def test_a_log_with_a_clock_is_cut_into_five_equal_parts_after_two_fifths():
    dataset = make_dataset()
    log = dated_log(dataset)
    times = dataset.sequences.times
    assert (np.diff(log.moments) >= np.diff(log.moments).max() - 1).all()
    assert log.moments[0] == pytest.approx(times.min() + 0.4 * (times.max() + 1 - times.min()), abs=1)
    assert log.moments[-1] == times.max() + 1
    assert set(log.events.products.tolist()) <= set(dataset.vocabulary.product_ids.tolist())
    assert make_study(log, least_events=3).knows_visitors


def test_a_log_without_interactions_is_refused_in_words():
    dataset = make_dataset()
    empty = replace(dataset.sequences, times=np.zeros(0, dtype=np.int64))
    with pytest.raises(ValueError, match="no interactions"):
        dated_log(replace(dataset, sequences=empty))
