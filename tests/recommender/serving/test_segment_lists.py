"""What is popular in a visitor's segment serves until the model knows something of the visitor."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from recommender.behavior.models import Dismissal, EventKind, Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.models import RecommendationList, SegmentMember
from recommender.serving.pools import SlateRequest
from recommender.serving.product_lists import refresh_product_lists
from recommender.serving.replacement import serve_again, serve_replacement
from recommender.serving.slates import serve_slate, serve_slates
from tests.factories.loop import make_products, view
from tests.factories.segments import make_segment

pytestmark = pytest.mark.django_db

LIKED_HERE = {"kind": "segment"}


@pytest.fixture
def products(settings) -> list[int]:
    settings.SHELF_CATEGORY_SHARE = 1.0  # lists as they are
    return [product.pk for product in make_products(40)]


@pytest.fixture
def member(products) -> Visitor:
    """Of a segment that likes the products 20 to 27; everybody likes 0 to 11, and other segments 30 to 35."""
    own, other = make_segment(number=1), make_segment(number=2)
    visitor = Visitor.objects.create()
    SegmentMember.objects.create(visitor=visitor, segment=own)
    popular(products[20:28], segment=own, reason=LIKED_HERE)
    popular(products[30:36], segment=other, reason=LIKED_HERE)
    popular(products[:12])
    return visitor


def popular(products: list[int], *, reason=None, **about) -> RecommendationList:
    return RecommendationList.objects.create(
        placement=about.pop("placement", Placement.HOME_POPULAR),
        product_ids=products,
        scores=[1.0] * len(products),
        reasons=[reason or {"kind": "popular"}] * len(products),
        **about,
    )


def known(visitor: Visitor) -> RequestVisitor:
    return RequestVisitor(id=visitor.pk)


def shown(slate) -> list[int]:
    return [item.product_id for item in slate.items]


def test_a_visitor_without_a_list_is_shown_what_the_segment_likes(products, member):
    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=8)

    assert shown(slate) == products[20:28]
    assert slate.source == "segment"
    assert {item.reason["kind"] for item in slate.items} == {"segment"}
    assert Slate.objects.get().source == "segment"


def test_only_what_comes_from_the_segment_is_said_to_be_popular_there(products, member):
    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=12)

    said = {item.product_id: item.reason["kind"] for item in slate.items}
    assert said == dict.fromkeys(products[20:28], "segment") | dict.fromkeys(products[:4], "popular")


def test_what_everybody_likes_as_well_keeps_the_nearer_reason(products, member):
    RecommendationList.objects.filter(segment__number=1).update(product_ids=[products[3], *products[21:28]])

    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=12)

    assert shown(slate).count(products[3]) == 1
    assert slate.items[0].product_id == products[3]
    assert slate.items[0].reason == LIKED_HERE


@pytest.mark.parametrize("has_row", [True, False])
def test_who_is_in_no_segment_never_reads_of_one(products, member, has_row):
    guest = Visitor.objects.create() if has_row else Visitor()

    slate = serve_slate(known(guest), Placement.HOME_FOR_YOU, k=12)

    assert slate.source == "popular"
    assert {item.reason["kind"] for item in slate.items} == {"popular"}
    assert shown(slate) == products[:12]


def test_a_list_of_ones_own_comes_first(products, member):
    own = popular(products[12:16], visitor=member, placement=Placement.HOME_FOR_YOU, reason={"kind": "due"})

    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=14)

    assert shown(slate) == [*own.product_ids, *products[20:28], *products[:2]]
    assert slate.source == "session"


def test_other_shelves_stay_what_they_are(products, member):
    popular(products[36:38], product_id=products[0], placement=Placement.PRODUCT_SIMILAR)

    now_popular, similar = serve_slates(
        known(member),
        [
            SlateRequest(Placement.HOME_POPULAR, k=6),
            SlateRequest(Placement.PRODUCT_SIMILAR, k=4, product_ids=products[:1]),
        ],
    )

    assert shown(now_popular) == products[:6]
    assert (now_popular.source, similar.source) == ("popular", "product")


def test_what_was_bought_or_dismissed_is_left_out_and_its_neighbors_stand_back(products, member):
    view(member, products[20], at=timezone.now(), kind=EventKind.PURCHASE)
    Dismissal.objects.create(visitor=member, product_id=products[21])
    popular([products[22], products[0]], product_id=products[21], placement=Placement.PRODUCT_SIMILAR)

    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=12)

    # 23 is of the dismissed one's category; all of the segment's before what everybody likes.
    assert shown(slate)[:4] == products[24:28]
    assert set(shown(slate)[4:6]) == {products[22], products[23]}
    assert set(shown(slate)[6:]) < set(products[:12])


def test_a_replacement_and_an_undo_tell_the_same_reason(products, member):
    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=4)

    new = serve_replacement(known(member), slate_id=slate.id, product_id=products[20])
    back = serve_again(known(member), slate_id=slate.id, product_id=products[20])

    assert [(item.product_id, item.reason) for item in new.items] == [(products[24], LIKED_HERE)]
    assert [(item.product_id, item.reason) for item in back.items] == [(products[20], LIKED_HERE)]


def test_who_left_the_segment_no_longer_reads_of_it(products, member):
    slate = serve_slate(known(member), Placement.HOME_FOR_YOU, k=4)
    SegmentMember.objects.all().delete()

    (item,) = serve_again(known(member), slate_id=slate.id, product_id=products[20]).items

    assert item.reason is None


def test_lists_of_products_made_anew_leave_those_of_segments_alone(products, member):
    refresh_product_lists(now=timezone.now())

    assert RecommendationList.objects.filter(segment__number=1).get().product_ids == products[20:28]


def test_a_list_is_for_one_purpose_and_there_once(products, member):
    segment = member.membership.segment
    with pytest.raises(IntegrityError, match="list_for_one_purpose"):
        popular(products[:3], segment=segment, visitor=member)


@pytest.mark.parametrize("shelves", [1, 3])
def test_a_segment_costs_no_query_of_its_own(products, member, shelves, django_assert_num_queries):
    requests = [SlateRequest(Placement.HOME_FOR_YOU, 6), SlateRequest(Placement.HOME_POPULAR, 6)] * 2

    with django_assert_num_queries(5):
        serve_slates(known(member), requests[:shelves])
