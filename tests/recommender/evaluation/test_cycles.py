import numpy as np
import pytest

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import Samples
from recommender.dataset.weekly import WeeklyClicks, cycles
from recommender.evaluation.cycle_states import CycleStates, Start
from recommender.evaluation.cycles import CycleRow, first_fit, known_strategy, means, newest, run_cycles
from recommender.training.updates import Learner
from tests.recommender.training.test_growth import SMALL, walks_over

OPTIONS = FitOptions(seed=0, device="cpu", extra=SMALL)


def clicks_of(*weeks):
    """Walks (R, 5) of each week."""
    sessions = np.repeat(np.arange(sum(map(len, weeks))), 5)
    number = np.concatenate([np.full(walks.size, week) for week, walks in enumerate(weeks)])
    return WeeklyClicks(sessions, np.vstack(weeks).ravel(), number)


@pytest.fixture(scope="module")
def weeks():
    """A shop that changes its whole range after the first week and keeps the new one."""
    first = walks_over(np.arange(100, 115), rows=120, seed=1)
    later = [walks_over(np.arange(115, 130), rows=60, seed=seed) for seed in (2, 3)]
    return list(cycles(clicks_of(first, *later), [0, 1]))


@pytest.fixture(scope="module")
def rows(weeks, tmp_path_factory):
    before, now = weeks
    start = Start(1, Learner.of(first_fit("pmca_bilstm", before, options=OPTIONS)[0]))
    return list(
        run_cycles(
            dict.fromkeys(["static", "averaged", "full_retraining"], start),
            [now],
            states=CycleStates(tmp_path_factory.mktemp("states")),
            options=OPTIONS,
            changes={"epochs": 8, "learning_rate": 0.01, "decay": 1.0},
            cases=100,
            evidence=True,
        )
    )


def test_the_dynamic_model_knows_the_new_range_and_the_static_one_does_not(rows):
    found = {row.strategy: row for row in rows}
    assert found["static"].metrics["HR@10"] == 0
    assert found["averaged"].live["MRR@20"] > 0.5
    assert found["full_retraining"].metrics["MRR@20"] > 0.3


def test_averaged_and_live_weights_are_judged_side_by_side(rows):
    assert [row.live is not None for row in rows] == [False, True, False]
    assert [row.cases for row in rows] == [100, 100, 100]


def test_what_earlier_sessions_tell_helps_who_stands_still(rows, tmp_path):
    """The week that was just past is looked up, though the static network never learns it. Half of the range is new in it."""
    first = walks_over(np.arange(100, 115), rows=120, seed=1)
    later = [walks_over(np.arange(107, 122), rows=60, seed=seed) for seed in (2, 3)]
    before, now = cycles(clicks_of(first, *later), [0, 1])
    start = Start(1, Learner.of(first_fit("pmca_bilstm", before, options=OPTIONS)[0]))
    asked = {"options": OPTIONS, "cases": 100, "evidence": True, "states": CycleStates(tmp_path)}
    (row,) = run_cycles({"static": start}, [now], **asked)
    assert row.weighed["HR@10"] > row.metrics["HR@10"] + 0.3
    assert all(row.weighing > 0 for row in rows)


def test_in_the_first_week_nothing_is_held_out_and_the_mixture_stands_alone(tmp_path):
    walks = [walks_over(np.arange(100, 115), rows=60, seed=seed) for seed in (1, 2)]
    (first,) = cycles(clicks_of(*walks), [0])
    start = Start(0, Learner.of(first_fit("pmca_bilstm", first, options=OPTIONS)[0]))
    asked = {"options": OPTIONS, "cases": 50, "evidence": True, "states": CycleStates(tmp_path)}
    (row,) = run_cycles({"static": start}, [first], **asked)
    assert row.weighed["HR@10"] > 0.5


def test_an_unknown_strategy_is_refused_in_words():
    assert known_strategy("static") == "static"
    with pytest.raises(ValueError, match="no strategy loud"):
        known_strategy("loud")


def row(week, strategy, hit_rate, seconds):
    metrics = dict.fromkeys(["HR@20", "MRR@20", "HR@10", "MRR@10"], hit_rate)
    return CycleRow(week, strategy, 0, metrics, None, seconds, 10, 10)


def test_means_are_over_cycles_and_time_is_told_as_a_fraction_of_full_retraining():
    found = means(
        [
            row(1, "ewc", 0.2, 1.0),
            row(1, "full_retraining", 0.5, 10.0),
            row(2, "ewc", 0.4, 3.0),
            row(2, "full_retraining", 0.5, 30.0),
            row(3, "ewc", 0.6, 5.0),
        ]
    )
    assert [(line.strategy, line.cycles) for line in found] == [("ewc", 3), ("full_retraining", 2)]
    assert found[0].metrics["HR@20"] == pytest.approx(0.4)
    assert (found[0].seconds, found[0].fraction) == (3.0, pytest.approx(0.1))
    assert means([row(1, "ewc", 0.2, 1.0)])[0].fraction is None


def test_the_newest_samples_are_the_last_ones():
    samples = Samples(np.arange(5), np.ones(5, dtype=np.int64))
    assert newest(samples, 2).rows.tolist() == [3, 4]
    assert len(newest(samples, None)) == len(newest(samples, 9)) == 5
