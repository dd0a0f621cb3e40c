"""The logs that the drift study can run on: Diginetica week by week, any dataset with a clock, a simulated one."""

from pathlib import Path

import numpy as np

from recommender.algorithms.interface import Progress, silent
from recommender.dataset.clean import EventTable
from recommender.dataset.sequences import KIND_CODE, Dataset
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.weekly import read_weekly
from recommender.evaluation.drift.market import PERIODS
from recommender.evaluation.drift.periods import PeriodLog
from recommender.evaluation.drift.simulation import SimulationPlan, is_query, simulate

WEEKS = 3  # in each of T1 … T5; the file has 16 after its week 0
BEFORE_SHARE = 0.4  # of the time of a log that names no periods


def simulated_log(plan: SimulationPlan, *, progress: Progress = silent) -> PeriodLog:
    """A search is context, and a click on an advertisement is chance: what is opened by choice is the goal."""
    log = simulate(plan, progress=progress)
    queries = np.unique(log.events.products[is_query(log.events.products)])
    return PeriodLog("simulated", log.events, log.moments, goals=("view",), context=queries)


def weekly_log(path: Path) -> PeriodLog:
    """Week 0 of Diginetica lies before T1; three weeks each are T1 … T5. Sessions in place of visitors, an order and no clock."""
    clicks = read_weekly(path)
    weeks = 1 + WEEKS * np.arange(PERIODS + 1)
    if clicks.weeks.max() < weeks[-1] - 1:
        raise ValueError(
            f"{path} must reach up to week {weeks[-1] - 1}; it ends with week {clicks.weeks.max()}."
        )
    longest = int(np.bincount(clicks.sessions).max())
    first = np.append(0, np.flatnonzero(np.diff(clicks.sessions)) + 1)
    place = np.arange(len(clicks.sessions)) - first[clicks.sessions]
    times = 1 + clicks.sessions * longest + place
    began = [int(np.searchsorted(clicks.weeks, week)) for week in weeks]
    events = EventTable(
        visitors=clicks.sessions,
        products=clicks.items,
        kinds=np.full(len(times), KIND_CODE["view"], dtype=np.int8),
        times=times,
        weights=np.ones(len(times), dtype=np.float32),
    )
    moments = np.append(times, times[-1] + 1)[began]
    return PeriodLog("diginetica_weekly", events, moments, knows_visitors=False)


def dated_log(dataset: Dataset) -> PeriodLog:
    """The first two fifths of the time lie before T1, what follows is cut into five equal parts."""
    sequences = dataset.sequences
    if not len(sequences.times):
        raise ValueError("There are no interactions to divide into periods.")
    events = EventTable(
        visitors=row_of_each(sequences),
        products=dataset.vocabulary.decode(sequences.items),
        kinds=sequences.kinds,
        times=sequences.times,
        weights=sequences.weights,
    )
    first, last = int(sequences.times.min()), int(sequences.times.max()) + 1
    moments = np.linspace(first + BEFORE_SHARE * (last - first), last, PERIODS + 1).astype(np.int64)
    return PeriodLog(dataset.name, events, moments, goals=("view", "click"))
