import pytest
from django.urls import reverse

from recommender.behavior.models import Visitor
from recommender.models import Segment, SegmentMember, SegmentSet
from tests.factories.accounts import UserFactory
from tests.factories.segments import make_segment

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recommender_segment_changelist")


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_administrator_sees_who_comes_to_the_shop(admin_client):
    make_segment(number=1, size=300)
    make_segment(number=2, size=100)

    said = page(admin_client, LIST)

    for words in (
        "Segment 1",
        "Segment 2",
        "Lamps, Chairs",
        "33.50",
        "25.0\xa0%",
        "views and clicks: much more, value of purchases: less",
        "18:00, 19:00, 20:00",
    ):
        assert words in said


def test_a_segment_has_a_page_with_its_profile(admin_client):
    segment = make_segment()

    said = page(admin_client, reverse("admin:recommender_segment_change", args=[segment.pk]))

    for words in (
        "50.0\xa0%",  # of all visitors
        "<tr><th>views and clicks</th><td>12.0</td><td>much more</td></tr>",
        "<tr><th>reviews</th><td>1.5</td><td>as everyone</td></tr>",
        "<tr><th>Lamps</th><td>40.0\xa0%</td></tr>",
        "<tr><th>view</th><td>90.0\xa0%</td></tr>",
        "<tr><th>18:00–21:00</th><td>75.0\xa0%</td></tr>",
        "<tr><th>2</th><td>0.700</td></tr>",
    ):
        assert words in said
    assert 'name="_save"' not in said


def test_its_page_leads_to_its_members(admin_client):
    own, other = make_segment(number=1), make_segment(number=2)
    inside, outside = (Visitor.objects.create() for _ in range(2))
    SegmentMember.objects.create(visitor=inside, segment=own)
    SegmentMember.objects.create(visitor=outside, segment=other)
    address = f"{reverse('admin:recommender_visitor_changelist')}?membership__segment__id__exact={own.pk}"
    assert address in page(admin_client, reverse("admin:recommender_segment_change", args=[own.pk]))

    said = page(admin_client, address)

    assert str(inside.pk) in said
    assert str(outside.pk) not in said


def test_the_segments_of_the_night_before_are_not_shown(admin_client):
    old = make_segment(categories=[["Old lamps", 1.0]])
    SegmentSet.objects.create(visitors=100, indices={"2": 0.5}, space={}, seed=7)
    make_segment(categories=[["New lamps", 1.0]])

    said = page(admin_client, LIST)

    assert "New lamps" in said
    assert "Old lamps" not in said
    assert Segment.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("action", ["add", "delete", "change"])
def test_segments_are_looked_at_only(admin_client, action):
    segment = make_segment()
    where = [] if action == "add" else [segment.pk]

    answer = admin_client.post(reverse(f"admin:recommender_segment_{action}", args=where), {"size": 1})

    assert answer.status_code == 403
    assert Segment.objects.get().size == segment.size


def test_a_member_of_the_shop_does_not_see_them(client):
    client.force_login(UserFactory())

    assert client.get(LIST).status_code == 302


def test_the_list_costs_the_same_whatever_the_number_of_segments(admin_client, django_assert_num_queries):
    make_segment(number=1)
    admin_client.get(LIST)
    with django_assert_num_queries(3):
        admin_client.get(LIST)
    for number in range(2, 9):
        make_segment(number=number)
    with django_assert_num_queries(3):
        admin_client.get(LIST)
