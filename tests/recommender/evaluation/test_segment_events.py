import numpy as np
import pytest

from recommender.dataset.sequences import histories_of, targets_of
from recommender.dataset.sessionize import sessions_of
from recommender.dataset.split import all_samples
from recommender.evaluation.segment_events import NONE, with_segment_events
from tests.factories.sequences import make_dataset


@pytest.fixture(scope="module")
def dataset():
    return make_dataset(rows=40)


@pytest.fixture(scope="module")
def segments(dataset):
    """Two segments, and rows that have none."""
    return np.arange(len(dataset.sequences)) % 3 - 1


@pytest.fixture(scope="module")
def joined(dataset, segments):
    return with_segment_events(dataset, segments)


def test_each_visit_begins_with_its_visitors_segment(dataset, segments, joined):
    old, new = dataset.sequences, joined.dataset.sequences
    for row, segment in enumerate(segments):
        before = old.items[old.offsets[row] : old.offsets[row + 1]].tolist()
        after = new.items[new.offsets[row] : new.offsets[row + 1]].tolist()
        event = [] if segment == NONE else [joined.items + 1 + segment]
        assert after == event + before  # a walk of the factory is one visit
    assert len(np.unique(sessions_of(new))) == len(np.unique(sessions_of(old)))


def test_the_same_targets_are_asked_with_the_segment_in_their_history(dataset, segments, joined):
    samples = all_samples(dataset.sequences)
    moved = joined.moved(samples)
    np.testing.assert_array_equal(
        targets_of(joined.dataset.sequences, moved), targets_of(dataset.sequences, samples)
    )
    seen = histories_of(joined.dataset.sequences, moved, max_length=50).items
    expected = np.where(segments == NONE, 0, joined.items + 1 + segments)[samples.rows]
    np.testing.assert_array_equal(np.where(seen > joined.items, seen, 0).sum(axis=1), expected)


def test_segments_are_items_above_all_products(dataset, joined):
    assert len(joined.dataset.vocabulary) == len(dataset.vocabulary) + 2
    np.testing.assert_array_equal(
        joined.dataset.vocabulary.product_ids[: joined.items], dataset.vocabulary.product_ids
    )
    assert len(joined.dataset.features.texts) == joined.dataset.vocabulary.size


def test_without_any_segment_nothing_changes(dataset):
    same = with_segment_events(dataset, np.full(len(dataset.sequences), NONE))
    assert same.dataset.fingerprint == dataset.fingerprint
