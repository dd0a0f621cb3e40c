import json

import numpy as np
import pytest

from recommender.insights.segment_space import SegmentSpace, nearest
from recommender.insights.visitor_behavior import NAMES, VisitorBehavior


def behavior(*, seed: int = 0, count: int = 60) -> VisitorBehavior:
    """Random counts; the last attribute is the first one once more."""
    counts = np.random.default_rng(seed).poisson(8, size=(count, len(NAMES))).astype(np.float64)
    return VisitorBehavior(np.arange(count), (*NAMES, "pages"), np.column_stack([counts, counts[:, 0]]))


def test_points_lie_between_0_and_1_and_twins_are_merged():
    seen = behavior()

    space = SegmentSpace.fitted(seen, merge_above=0.95)
    points = space(seen.values)

    assert ("browse", "pages") in space.attributes
    assert points.shape == (60, len(NAMES))
    assert set(points.min(axis=0)) == {0}
    assert set(points.max(axis=0)) == {1}


def test_who_comes_later_stands_where_the_same_behavior_stood():
    seen = behavior()
    space = SegmentSpace.fitted(seen)

    alone = space(seen.values[7:8])

    np.testing.assert_array_equal(alone, space(seen.values)[7:8])


def test_what_was_stored_is_the_same_space():
    seen = behavior()
    space = SegmentSpace.fitted(seen)

    read = SegmentSpace.from_json(json.loads(json.dumps(space.as_json())))

    np.testing.assert_array_equal(read(seen.values), space(seen.values))
    assert read.attributes == space.attributes


def test_the_nearest_center_is_found():
    points = np.array([[0.0, 0.1], [0.9, 1.0], [0.4, 0.4]])

    assert nearest(points, np.array([[0.0, 0.0], [1.0, 1.0]])).tolist() == [0, 1, 0]
    assert nearest(points[:0], points).tolist() == []


def test_nobody_has_no_place():
    with pytest.raises(ValueError, match="no visitors"):
        SegmentSpace.fitted(behavior(count=0))
