from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recommender.behavior.models import Dismissal, EventKind, Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.models import RecommendationList
from recommender.services import SlateRequest, serve_slate, serve_slates
from shop.catalog.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.loop import make_products, view

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def any_share(settings):
    """The order of the lists is what most of these are about."""
    settings.SHELF_CATEGORY_SHARE = 1


@pytest.fixture
def products():
    return [product.pk for product in make_products(40)]


@pytest.fixture
def person():
    return Visitor.objects.create()


def known(person) -> RequestVisitor:
    return RequestVisitor(id=person.pk)


def make_list(products, *, placement=Placement.HOME_FOR_YOU, **about):
    return RecommendationList.objects.create(
        placement=placement,
        product_ids=products,
        scores=[float(-place) for place in range(len(products))],
        reasons=[{"kind": "viewed", "product_id": products[-1]}] * len(products),
        **about,
    )


def popular(products):
    return make_list(products, placement=Placement.HOME_POPULAR)


def shown(slate) -> list[int]:
    return [item.product_id for item in slate.items]


def test_a_shop_without_any_list_still_fills_its_shelves(products):
    Product.objects.filter(pk=products[7]).update(popularity=9.0)

    slate = serve_slate(RequestVisitor(), Placement.HOME_FOR_YOU, k=6)

    assert slate.source == "popular"
    assert shown(slate)[0] == products[7]
    assert len(slate.items) == 6
    assert [item.position for item in slate.items] == [1, 2, 3, 4, 5, 6]


def test_a_shop_without_products_serves_an_empty_slate_and_writes_none():
    slate = serve_slate(RequestVisitor(), Placement.HOME_POPULAR)

    assert slate.items == ()
    assert not Slate.objects.exists()


def test_a_new_visitor_sees_popular_products_and_another_list_on_request(products):
    popular(products)
    visitor = RequestVisitor(is_new=True)

    first = serve_slate(visitor, Placement.HOME_FOR_YOU, k=6)
    second = serve_slate(visitor, Placement.HOME_FOR_YOU, k=6, page=2)

    assert first.source == second.source == "popular"
    assert shown(first) == products[:6]
    assert shown(second) == products[6:12]
    assert first.items[0].reason["kind"] == "viewed"  # the reason of the list travels along


def test_after_the_last_page_comes_the_first_again(products):
    popular(products)

    slate = serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=20, page=3)

    assert shown(slate) == products[:20]


def test_a_guest_with_a_list_gets_it_and_a_member_too(products, person):
    make_list(products[5:25], visitor=person)
    guest = serve_slate(known(person), Placement.HOME_FOR_YOU, k=6)
    person.account = UserFactory()
    person.save()
    member = serve_slate(known(person), Placement.HOME_FOR_YOU, k=6)

    assert (guest.source, member.source) == ("session", "personal")
    assert shown(guest) == shown(member) == products[5:11]


def test_inactive_sold_out_and_dismissed_products_are_dropped(products, person):
    make_list(products, visitor=person)
    Product.objects.filter(pk=products[0]).update(is_active=False)
    Product.objects.filter(pk=products[1]).update(stock=0)
    Dismissal.objects.create(visitor=person, product_id=products[2])

    slate = serve_slate(known(person), Placement.HOME_FOR_YOU, k=6)

    assert not set(products[:3]) & set(shown(slate))
    assert len(slate.items) == 6


def test_what_lasts_is_not_offered_again_after_it_was_bought_but_a_consumable_is_when_it_is_due(
    products, person
):
    make_list(products, visitor=person)
    Product.objects.filter(pk__in=products[1:3]).update(is_consumable=True, replenishment_days=10)
    now = timezone.now()
    for product, days in ((products[0], 100), (products[1], 3), (products[2], 12)):
        view(person, product, at=now - timedelta(days=days), kind=EventKind.PURCHASE)

    slate = serve_slate(known(person), Placement.HOME_FOR_YOU, k=4)

    assert shown(slate) == products[2:6]


def test_a_short_list_is_filled_up_with_popular_products(products, person):
    make_list(products[:2], visitor=person)
    popular(products[10:20])

    slate = serve_slate(known(person), Placement.HOME_FOR_YOU, k=6)

    assert shown(slate) == products[:2] + products[10:14]
    assert slate.source == "session"


def test_when_lists_are_short_the_shop_itself_fills_up(products):
    popular(products[:2])

    assert len(serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=6).items) == 6


def test_no_product_stands_twice_on_a_page(products, person):
    make_list(products[:20], visitor=person)
    popular(products[:20])

    for_you, now_popular = serve_slates(
        known(person), [SlateRequest(Placement.HOME_FOR_YOU, 8), SlateRequest(Placement.HOME_POPULAR, 8)]
    )

    assert shown(for_you) == products[:8]
    assert shown(now_popular) == products[8:16]


def test_a_catalog_smaller_than_the_page_leaves_no_shelf_empty():
    products = [product.pk for product in make_products(3)]
    popular(products)

    first, second = serve_slates(
        RequestVisitor(), [SlateRequest(Placement.HOME_FOR_YOU, 4), SlateRequest(Placement.HOME_POPULAR, 4)]
    )

    assert sorted(shown(first)) == sorted(shown(second)) == sorted(products)


def test_around_a_product_it_is_never_shown_itself(products):
    make_list(products[:10], placement=Placement.PRODUCT_SIMILAR, product_id=products[0])
    popular(products)

    slate = serve_slate(RequestVisitor(), Placement.PRODUCT_SIMILAR, k=4, product_ids=[products[0]])

    assert slate.source == "product"
    assert shown(slate) == products[1:5]


def test_cart_addons_go_with_all_that_is_in_the_cart(products):
    in_cart, wanted_by_both, others = products[:2], products[5], products[6:8]
    for product, other in zip(in_cart, others, strict=True):
        RecommendationList.objects.create(
            placement=Placement.PRODUCT_BOUGHT_TOGETHER,
            product_id=product,
            product_ids=[in_cart[0], in_cart[1], other, wanted_by_both],
            scores=[0.9, 0.8, 0.5, 0.4],
            reasons=[{"kind": "bought_together", "product_id": product}] * 4,
        )

    slate = serve_slate(RequestVisitor(), Placement.CART_ADDONS, k=3, product_ids=in_cart)

    assert shown(slate) == [wanted_by_both, *others]
    assert {item.reason["kind"] for item in slate.items} == {"bought_together"}


def test_no_category_takes_more_than_its_share_of_a_shelf(products, settings):
    settings.SHELF_CATEGORY_SHARE = 0.34
    popular(products)  # four of each category in a row

    first, second = (serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=6, page=page) for page in (1, 2))

    assert shown(first) == [products[place] for place in (0, 1, 4, 5, 8, 9)]
    assert shown(second) == [products[place] for place in (2, 3, 6, 7, 10, 11)]


def test_a_shop_without_lists_spreads_its_own_favorites_as_well(products, settings):
    settings.SHELF_CATEGORY_SHARE = 0.5

    slate = serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=4)

    categories = Product.objects.filter(pk__in=shown(slate)).values_list("category", flat=True)
    assert sorted(list(categories).count(category) for category in set(categories)) == [2, 2]


def test_what_is_similar_may_all_be_of_one_category(products, settings):
    settings.SHELF_CATEGORY_SHARE = 0.25
    make_list(products[:10], placement=Placement.PRODUCT_SIMILAR, product_id=products[20])

    slate = serve_slate(RequestVisitor(), Placement.PRODUCT_SIMILAR, k=4, product_ids=[products[20]])

    assert shown(slate) == products[:4]


def in_one_group(*products):
    Product.objects.filter(pk__in=products).update(variant_group="cups")


@pytest.mark.parametrize("placement", [Placement.HOME_POPULAR, Placement.PRODUCT_SIMILAR])
def test_a_shelf_shows_one_color_of_a_thing(products, placement):
    in_one_group(*products[:3])
    make_list(products[:10], placement=placement, product_id=products[20] if "product" in placement else None)

    first, second = (
        serve_slate(RequestVisitor(), placement, k=4, product_ids=[products[20]], page=page)
        for page in (1, 2)
    )

    assert shown(first) == [products[place] for place in (0, 3, 4, 5)]
    assert shown(second) == [products[place] for place in (1, 6, 7, 8)]


def test_another_shelf_of_the_page_shows_no_other_color_of_it(products, person):
    in_one_group(products[0], products[1])
    make_list([products[0], *products[10:20]], visitor=person)
    popular(products[1:10])

    mine, wanted = serve_slates(
        known(person), [SlateRequest(Placement.HOME_FOR_YOU, 4), SlateRequest(Placement.HOME_POPULAR, 4)]
    )

    assert products[0] in shown(mine)
    assert shown(wanted) == products[2:6]


def test_colors_of_one_thing_fill_a_shelf_that_has_nothing_else(products):
    make_list(products[:3], placement=Placement.PRODUCT_SIMILAR, product_id=products[20])
    in_one_group(*products[:3])

    slate = serve_slate(RequestVisitor(), Placement.HOME_BECAUSE_VIEWED, k=4, product_ids=[products[20]])

    assert shown(slate) == products[:3]


def test_neighbors_of_a_dismissed_product_step_back_and_return_when_it_is_taken_back(products, person):
    make_list(products, visitor=person)
    make_list(products[0:2], placement=Placement.PRODUCT_SIMILAR, product_id=products[39])
    dismissal = Dismissal.objects.create(visitor=person, product_id=products[39])

    lowered = serve_slate(known(person), Placement.HOME_FOR_YOU, k=30)
    dismissal.delete()
    restored = serve_slate(known(person), Placement.HOME_FOR_YOU, k=30)

    assert shown(lowered)[:10] == products[2:12]
    assert set(products[:2]) <= set(shown(lowered)[10:14])  # one shelf down, not gone
    assert shown(restored) == products[:30]


def test_what_stands_in_the_category_of_a_dismissed_product_steps_back_too(products, person):
    make_list(products, visitor=person)  # four of each category in a row
    Dismissal.objects.create(visitor=person, product_id=products[0])

    first = shown(serve_slate(known(person), Placement.HOME_FOR_YOU, k=16))

    assert first[:9] == products[4:13]
    assert set(products[1:4]) < set(first[9:])  # one shelf down


def test_neighbors_step_back_among_popular_products_too(products, person):
    popular(products)
    make_list(products[:1], placement=Placement.PRODUCT_SIMILAR, product_id=products[30])
    Dismissal.objects.create(visitor=person, product_id=products[30])

    assert products[0] not in shown(serve_slate(known(person), Placement.HOME_FOR_YOU, k=6))


def test_buy_again_holds_the_consumables_that_are_due_and_nothing_else(products, person):
    popular(products)
    Product.objects.filter(pk__in=products[:2]).update(is_consumable=True, replenishment_days=10)
    now = timezone.now()
    for product, days in ((products[0], 12), (products[1], 3), (products[2], 100)):
        view(person, product, at=now - timedelta(days=days), kind=EventKind.PURCHASE)

    slate = serve_slate(known(person), Placement.HOME_BUY_AGAIN, k=6)

    assert slate.source == "due"
    assert [(item.product_id, item.reason) for item in slate.items] == [
        (products[0], {"kind": "due", "product_id": products[0]})
    ]


def test_shelves_that_say_something_of_their_products_are_never_filled_up(products, person):
    popular(products)
    view(person, products[0], at=timezone.now())

    again, viewed = serve_slates(
        known(person),
        [
            SlateRequest(Placement.HOME_BUY_AGAIN),
            SlateRequest(Placement.HOME_BECAUSE_VIEWED, product_ids=products[:1]),
        ],
    )

    assert again.items == viewed.items == ()


def test_because_you_viewed_is_what_is_similar_to_the_product(products, person):
    make_list(products[5:9], placement=Placement.PRODUCT_SIMILAR, product_id=products[0])

    slate = serve_slate(known(person), Placement.HOME_BECAUSE_VIEWED, k=6, product_ids=[products[0]])

    assert shown(slate) == products[5:9]
    assert slate.about == (products[0],)
    assert Slate.objects.get().placement == "home_because_viewed"


def test_what_the_page_shows_elsewhere_is_left_out_while_there_is_something_else(products):
    popular(products[:8])

    apart = serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=4, without=products[:4])
    of_all = serve_slate(RequestVisitor(), Placement.HOME_POPULAR, k=4, without=products)

    assert shown(apart) == products[4:8]
    assert shown(of_all) == products[:4]


def test_a_slate_is_written_with_its_visitor_even_before_the_first_event(products):
    visitor = RequestVisitor(is_new=True)

    slate = serve_slate(visitor, Placement.HOME_POPULAR, k=4)

    written = Slate.objects.get(pk=slate.id)
    assert written.visitor_id == visitor.id
    assert written.product_ids == shown(slate)


def test_bots_are_served_but_leave_no_slate(products):
    slate = serve_slate(RequestVisitor(is_bot=True), Placement.HOME_POPULAR, k=4)

    assert len(slate.items) == 4
    assert not Slate.objects.exists()
    assert not Visitor.objects.exists()


@pytest.mark.parametrize("shelves", [1, 4])
def test_all_shelves_of_a_page_cost_five_queries(products, person, shelves, django_assert_num_queries):
    make_list(products, visitor=person)
    popular(products)
    requests = [SlateRequest(Placement.HOME_FOR_YOU, 8), SlateRequest(Placement.HOME_POPULAR, 8)] * 2

    with django_assert_num_queries(5):
        serve_slates(known(person), requests[:shelves])


def test_a_visitor_who_was_erased_meanwhile_is_served(products):
    visitor = RequestVisitor(id=uuid4())

    assert len(serve_slate(visitor, Placement.HOME_FOR_YOU, k=4).items) == 4
