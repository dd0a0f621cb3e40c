from datetime import UTC, datetime

import pytest
from django.urls import reverse

from recommender.behavior.models import Visitor
from recommender.insights.moves import moves_to
from recommender.insights.selectors import value_shares
from recommender.insights.services import refresh_segments
from recommender.models import SegmentMember, SegmentSet
from tests.factories.accounts import AdministratorFactory
from tests.factories.segments import BUYERS, LOOKERS, make_segment, two_habits

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OVERVIEW = reverse("admin:recommender_segment_overview")


def test_moves_are_counted_from_the_segments_that_still_serve():
    one, two = make_segment(number=1), make_segment(number=2)
    stays, moves, gone, paused, new = (Visitor.objects.create() for _ in range(5))
    for visitor, segment in ((stays, one), (moves, one), (gone, two), (paused, two)):
        SegmentMember.objects.create(visitor=visitor, segment=segment)
    Visitor.objects.filter(pk=paused.pk).update(allows_personalization=False)

    found = moves_to({stays.pk: 1, moves.pk: 2, new.pk: 2})

    assert found["before"] == one.made_in.made_at.isoformat()
    assert found["flows"] == [[1, 1, 1], [1, 2, 1], [2, None, 1], [None, 2, 1]]


def test_the_first_night_has_none_and_the_second_tells_who_stayed():
    shop = two_habits(now=NOW)
    assert refresh_segments(now=NOW).moves == {}

    Visitor.objects.get(pk=shop.lookers[0].pk).delete()
    made = refresh_segments(now=NOW)

    assert made.moves["flows"] == [[1, 1, LOOKERS - 1], [2, 2, BUYERS]]
    assert SegmentSet.objects.get().moves == made.moves


def test_the_value_of_a_segment_is_its_share_of_all_purchases():
    one = make_segment(number=1, size=300, means={"value": 10.0})
    two = make_segment(number=2, size=100, means={"value": 90.0})

    assert value_shares([one, two]) == [25.0, 75.0]
    assert value_shares([]) == []
    two.means = one.means = {"value": 0.0}
    assert value_shares([one, two]) == [0.0, 0.0]


def test_the_overview_shows_sizes_value_hours_and_moves(client, django_assert_num_queries):
    client.force_login(AdministratorFactory())
    segment = make_segment(number=1, size=300)
    make_segment(number=2, size=100)
    moves = {"before": NOW.isoformat(), "flows": [[1, 1, 250], [2, 1, 50], [None, 2, 7], [1, None, 3]]}
    SegmentSet.objects.filter(pk=segment.made_in_id).update(moves=moves)

    with django_assert_num_queries(9):
        said = client.get(OVERVIEW).content.decode()

    for words in ("Size and value", "<td>75.0</td>", "When they come", "stayed away", ">250</td>", ">7</td>"):
        assert words in said


def test_without_segments_the_overview_says_so(client):
    client.force_login(AdministratorFactory())

    assert "There are no segments." in client.get(OVERVIEW).content.decode()
