from dataclasses import replace

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.evaluation.drift.simulation import is_query, simulate
from recommender.evaluation.drift.visitors import DAY, START
from tests.factories.drift import PLAN


def test_the_same_plan_gives_the_same_log_and_another_seed_another_one():
    one, two, other = simulate(PLAN), simulate(PLAN), simulate(replace(PLAN, seed=4))
    for column in ("visitors", "products", "kinds", "times", "weights"):
        assert np.array_equal(getattr(one.events, column), getattr(two.events, column))
    assert len(one.events) != len(other.events) or not np.array_equal(one.events.times, other.events.times)


def test_periods_of_thirty_days_begin_after_those_before_t1():
    log = simulate(PLAN)
    assert log.moments.tolist() == [START + 30 * DAY * number for number in range(3, 9)]
    assert log.events.times.min() >= START
    assert log.events.times.max() < log.moments[-1]


def test_searches_name_queries_and_weigh_nothing():
    events = simulate(PLAN).events
    searches = events.kinds == KIND_CODE["search"]
    assert searches.any()
    assert np.array_equal(is_query(events.products), searches)
    assert np.array_equal(events.weights == 0, searches)
