import numpy as np
import pytest

from recommender.evaluation.segment_events import NONE
from recommender.insights.row_segments import behavior_of, row_segments
from tests.factories.visits import visits_dataset


@pytest.fixture(scope="module")
def dataset():
    return visits_dataset()


def test_those_who_came_before_the_moment_have_a_segment_and_newcomers_none(dataset):
    firsts = dataset.sequences.times[dataset.sequences.offsets[:-1]]
    until = int(np.median(firsts)) + 1

    found = row_segments(dataset, until=until, seed=1)

    assert ((found.segments == NONE) == (firsts >= until)).all()
    assert found.segments.max() + 1 == len(found.found.profiles) == len(found.who)


def test_what_comes_after_the_moment_changes_no_segment(dataset):
    until = int(np.median(dataset.sequences.times))
    known = int((dataset.sequences.times < until).sum())

    found = row_segments(dataset, until=until, seed=1)

    browsed = sum(profile.size * profile.means["browse"] for profile in found.found.profiles)
    assert browsed == pytest.approx(known)


def test_each_segment_is_told_in_words(dataset):
    found = row_segments(dataset, until=int(dataset.sequences.times.max()), seed=1)

    assert found.names == {number: str(number + 1) for number in range(len(found.who))} | {NONE: "newcomers"}
    assert all("visitors; " in words for words in found.who.values())


def test_every_interaction_is_behavior(dataset):
    table = behavior_of(dataset)

    assert len(table) == len(dataset.sequences.items)
    assert set(table.visitors) == set(range(len(dataset.sequences)))
