from dataclasses import replace

import numpy as np
import pytest

from recommender.dataset.sequences import KIND_CODE, histories_of, targets_of
from recommender.evaluation.drift.click_task import Judging, period_cases
from recommender.evaluation.drift.periods import PeriodLog, study_of
from recommender.evaluation.drift.preparation import PreparationRules
from tests.factories.drift import make_log, make_study
from tests.factories.sequences import START, event_table


@pytest.fixture(scope="module")
def log():
    return make_log()


@pytest.fixture(scope="module")
def study(log):
    return make_study(log)


def times_of(study, samples):
    sequences = study.dataset.sequences
    return sequences.times[sequences.offsets[samples.rows] + samples.ends]


def test_cases_stand_in_order_of_time_and_each_period_begins_and_ends_at_its_moments(log, study):
    times = times_of(study, study.cases)
    assert (np.diff(times) >= 0).all()
    for period, begins, ends in zip(study.periods, log.moments[:-1], log.moments[1:], strict=True):
        own = times[period.begins : period.ends]
        assert begins <= own[0]
        assert own[-1] < ends
        assert times[period.begins - 1] < begins
        assert period.begins < period.cut < period.ends
    assert [period.name for period in study.periods] == ["T1", "T2", "T3", "T4", "T5"]
    assert study.periods[-1].ends == len(study.cases)


def test_nothing_before_a_period_changes_when_its_future_is_another(log, study):
    """From T3 on, every visitor opens other items: what is learned before, its histories and its popularity stay."""
    moment = log.moments[2]
    later = log.events.times >= moment
    shuffled = log.events.products.copy()
    items = later & (log.events.kinds == KIND_CODE["view"])
    shuffled[items] = np.random.default_rng(0).permutation(shuffled[items])
    other = make_study(replace(log, events=replace(log.events, products=shuffled)))
    ends = study.periods[2].begins
    assert other.periods[2].begins == ends
    assert np.array_equal(study.dataset.vocabulary.product_ids, other.dataset.vocabulary.product_ids)
    assert np.array_equal(study.popularity(0, ends), other.popularity(0, ends))
    for one in (study, other):
        assert (times_of(one, one.part(0, ends)) < moment).all()
    first, second = (
        histories_of(one.dataset.sequences, one.part(0, ends), max_length=30) for one in (study, other)
    )
    assert np.array_equal(first.items, second.items)
    assert not np.array_equal(
        study.popularity(ends, len(study.cases)), other.popularity(ends, len(study.cases))
    )


def test_what_is_shown_in_a_period_does_not_depend_on_its_test_part(log, study):
    period = study.periods[1]
    sequences = study.dataset.sequences
    place = sequences.offsets[study.cases.rows] + study.cases.ends
    changed = sequences.items.copy()
    changed[place[period.cut : period.ends]] = 1
    other = replace(study, dataset=replace(study.dataset, sequences=replace(sequences, items=changed)))
    one, two = (period_cases(which, period, Judging()) for which in (study, other))
    assert np.array_equal(one.validation.items, two.validation.items)


def test_a_case_is_an_opened_item_with_enough_before_it(study):
    sequences, cases = study.dataset.sequences, study.cases
    place = sequences.offsets[cases.rows] + cases.ends
    assert set(sequences.kinds[place].tolist()) == {KIND_CODE["view"]}
    assert cases.ends.min() == 4
    assert make_study(least_events=8).cases.ends.min() == 7


def test_facts_tell_what_is_left_after_each_step(log, study):
    facts = study.facts
    assert (
        facts["read"] - sum(facts["dropped"].values()) == facts["kept"] == len(study.dataset.sequences.items)
    )
    assert facts["before"] + sum(map(sum, facts["periods"].values())) == facts["cases"] == len(study.cases)
    assert facts["read"] == len(log.events)


def test_a_search_is_context_and_no_item(study):
    sequences = study.dataset.sequences
    searched = np.unique(sequences.items[sequences.kinds == KIND_CODE["search"]])
    assert len(searched) == 5
    assert not study.items[searched].any()
    assert not study.items[0]
    assert not np.isin(targets_of(sequences, study.cases), searched).any()


def test_new_visitors_are_those_first_seen_in_the_period():
    events = [("old", 1 + n, "view", START + 60 * n) for n in range(30)]
    events += [("new", 1 + n, "view", START + 900 + 60 * n) for n in range(15)]
    moments = START + np.array([600, 1200, 1900])
    study = study_of(PeriodLog("two", event_table(*events), moments), PreparationRules(least_events=2))
    first, second = study.periods
    names = study.dataset.sequences.keys
    for period, new in ((first, {"new"}), (second, set())):
        cases = study.part(period.begins, period.ends)
        assert set(names[cases.rows[study.is_new(period, cases)]].tolist()) == new


def test_a_period_without_cases_is_refused_in_words():
    events = event_table(*[("a", 1 + n, "view", START + n) for n in range(10)])
    with pytest.raises(ValueError, match="too small"):
        study_of(PeriodLog("tiny", events, START + np.array([5, 8, 8, 20])), PreparationRules())
