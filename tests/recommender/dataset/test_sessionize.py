import numpy as np

from recommender.dataset.sessionize import row_of_each, sessionize, sessions_of
from tests.factories.sequences import make_dataset

MINUTE = 60


def test_a_session_ends_after_thirty_quiet_minutes():
    times = np.array([0, 29, 59, 88]) * MINUTE
    assert sessionize(np.array([1, 1, 1, 1]), times).tolist() == [0, 0, 1, 1]


def test_another_visitor_is_another_session():
    assert sessionize(np.array(["a", "a", "b"]), np.array([0, 1, 2])).tolist() == [0, 0, 1]


def test_nothing_has_no_sessions():
    assert len(sessionize(np.array([]), np.array([]))) == 0


def test_sessions_of_sequences_never_cross_rows():
    sequences = make_dataset(rows=40).sequences
    sessions, rows = sessions_of(sequences), row_of_each(sequences)
    assert np.bincount(rows).tolist() == sequences.lengths.tolist()
    assert all(len(np.unique(rows[sessions == number])) == 1 for number in np.unique(sessions))
