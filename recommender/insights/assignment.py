"""Into which segment a visitor goes of whom the night knew nothing yet."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
from django.utils import timezone

from recommender.insights.extract import behavior_of_visitor
from recommender.insights.models import Segment, SegmentMember
from recommender.insights.segment_space import SegmentSpace, nearest
from recommender.insights.visitor_behavior import visitor_behavior


def assign_segment(visitor_id: UUID) -> Segment | None:
    """The nearest segment to what this visitor did so far; None without segments, or where nothing was done."""
    now = timezone.now()
    segments = list(Segment.objects.newest().select_related("made_in"))
    table = behavior_of_visitor(visitor_id, until=now) if segments else ()
    if not len(table):
        return None
    space = SegmentSpace.from_json(segments[0].made_in.space)
    behavior = visitor_behavior(table, until=int(now.timestamp()) + 1)  # also what came within this second
    (place,) = nearest(space(behavior.values), np.array([segment.center for segment in segments]))
    put_into_segments([SegmentMember(visitor_id=visitor_id, segment=segments[place])])
    return segments[place]


def put_into_segments(members: Iterable[SegmentMember]) -> None:
    """Each visitor is in one segment only: whoever was in another one moves."""
    SegmentMember.objects.bulk_create(
        members, update_conflicts=True, unique_fields=["visitor"], update_fields=["segment"]
    )
