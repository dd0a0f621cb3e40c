"""Who moved from one segment to another since the night before."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from recommender.insights.models import SegmentMember, SegmentSet


def moves_to(numbers: Mapping[UUID, int]) -> dict:
    """From the segments that still serve to these numbers of new ones; empty where there was no night before.

    `flows` are [from, to, visitors]: from None is who is new among those grouped, to None is who stayed away for too
    long. Who was erased or said no meanwhile is in neither.
    """
    before = SegmentSet.objects.last()
    if before is None:
        return {}
    old = SegmentMember.objects.exclude(visitor__allows_personalization=False)
    was = dict(old.values_list("visitor_id", "segment__number").iterator())
    flows = Counter((was.get(visitor), number) for visitor, number in numbers.items())
    flows += Counter((number, None) for visitor, number in was.items() if visitor not in numbers)
    in_order = sorted(flows.items(), key=lambda flow: [(end is None, end or 0) for end in flow[0]])
    return {"before": before.made_at.isoformat(), "flows": [[*ends, many] for ends, many in in_order]}
