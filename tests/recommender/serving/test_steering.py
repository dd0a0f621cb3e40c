"""Business rules where they act: on the shelves of a page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.behavior.models import Dismissal, Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.models import RecommendationList
from recommender.services import SlateRequest, serve_again, serve_replacement, serve_slate, serve_slates
from shop.catalog.models import Category, Product
from shop.catalog.services import delete_products, save_category
from tests.factories.loop import make_products
from tests.factories.rules import boost, bury, exclude, pin

pytestmark = pytest.mark.django_db

FOR_YOU, POPULAR, SIMILAR = Placement.HOME_FOR_YOU, Placement.HOME_POPULAR, Placement.PRODUCT_SIMILAR


@pytest.fixture
def products(settings):
    """Forty, four to a category; all popular, in their order."""
    settings.SHELF_CATEGORY_SHARE = 1
    ids = [product.pk for product in make_products(40)]
    make_list(ids, placement=POPULAR)
    return ids


@pytest.fixture
def visitor():
    return RequestVisitor(id=Visitor.objects.create().pk)


def make_list(products, *, placement, kind="popular", **about):
    return RecommendationList.objects.create(
        placement=placement,
        product_ids=products,
        scores=[float(-place) for place in range(len(products))],
        reasons=[{"kind": kind}] * len(products),
        **about,
    )


def shown(placement=POPULAR, *, k=6, visitor=None, **more) -> list[int]:
    slate = serve_slate(visitor or RequestVisitor(), placement, k=k, **more)
    return [item.product_id for item in slate.items]


class TestPinned:
    def test_it_stands_at_its_position_and_says_who_chose_it(self, products):
        rule = pin(products[30], POPULAR, 3)

        slate = serve_slate(RequestVisitor(), POPULAR, k=6)

        assert [item.product_id for item in slate.items] == [*products[:2], products[30], *products[2:5]]
        assert (slate.items[2].reason, slate.items[2].rule) == ({"kind": "pinned"}, rule)
        assert slate.source == "popular"

    def test_it_stands_there_once_however_the_list_had_it(self, products):
        pin(products[0], POPULAR, 4)

        assert shown() == [*products[1:4], products[0], *products[4:6]]
        assert products[0] not in shown(page=2)

    def test_it_is_on_no_other_shelf_of_the_page(self, products, visitor):
        pin(products[0], POPULAR)

        for_you, popular = serve_slates(visitor, [SlateRequest(FOR_YOU, 6), SlateRequest(POPULAR, 6)])

        assert products[0] not in [item.product_id for item in for_you.items]
        assert popular.items[0].product_id == products[0]

    def test_of_two_shelves_of_a_page_the_first_has_it(self, products):
        pin(products[0], POPULAR)
        pin(products[0], FOR_YOU)

        slates = serve_slates(RequestVisitor(), [SlateRequest(FOR_YOU, 6), SlateRequest(POPULAR, 6)])

        assert [[i.product_id for i in slate.items].count(products[0]) for slate in slates] == [1, 0]

    def test_though_the_visitor_has_just_looked_at_it(self, products):
        pin(products[20], POPULAR)

        assert shown(without=[products[20], products[0]]) == [products[20], *products[1:6]]

    def test_positions_behind_the_shelf_are_its_last_ones(self, products):
        pin(products[30], POPULAR, 9)
        pin(products[31], POPULAR, 11)

        assert shown(k=4) == [*products[:2], products[30], products[31]]

    def test_with_more_pins_than_places_the_first_positions_count(self, products):
        for position in range(1, 5):
            pin(products[30 + position], POPULAR, position)

        assert shown(k=2) == [products[31], products[32]]

    @pytest.mark.parametrize(
        "period",
        [
            {"starts_at": timezone.now() - timedelta(days=9), "ends_at": timezone.now() - timedelta(days=2)},
            {"starts_at": timezone.now() + timedelta(days=2), "ends_at": timezone.now() + timedelta(days=9)},
        ],
    )
    def test_only_in_its_period(self, products, period):
        pin(products[30], POPULAR, **period)

        assert shown() == products[:6]

    @pytest.mark.parametrize("change", [{"stock": 0}, {"is_active": False}])
    def test_what_cannot_be_bought_is_not_pinned(self, products, change):
        pin(products[30], POPULAR)
        Product.objects.filter(pk=products[30]).update(**change)

        assert shown() == products[:6]

    def test_a_deleted_product_takes_its_rules_along(self, products):
        rule = pin(products[30], POPULAR)
        delete_products([Product.objects.get(pk=products[30])])

        assert shown() == products[:6]
        assert not type(rule).objects.exists()

    def test_who_does_not_want_it_does_not_see_it(self, products, visitor):
        pin(products[30], POPULAR)
        Dismissal.objects.create(visitor_id=visitor.id, product_id=products[30])

        assert products[30] not in shown(visitor=visitor)

    def test_a_product_is_not_pinned_on_its_own_page(self, products):
        pin(products[0], SIMILAR)

        assert products[0] not in shown(SIMILAR, product_ids=[products[0]])
        assert shown(SIMILAR, product_ids=[products[1]])[0] == products[0]

    def test_who_pauses_personalization_sees_it_too(self, products, visitor):
        Visitor.objects.update(allows_personalization=False)
        pin(products[30], FOR_YOU)

        assert shown(FOR_YOU, visitor=visitor)[0] == products[30]

    def test_it_does_not_take_the_place_of_what_was_dismissed_and_says_its_reason_when_it_comes_back(
        self, products, visitor
    ):
        pin(products[30], POPULAR)
        slate = serve_slate(visitor, POPULAR, k=4)
        Dismissal.objects.create(visitor_id=visitor.id, product_id=products[30])
        other = serve_replacement(visitor, slate_id=slate.id, product_id=products[30])
        Dismissal.objects.all().delete()
        back = serve_again(visitor, slate_id=slate.id, product_id=products[30])

        assert other.items[0].product_id == products[3]
        assert back.items[0].reason == {"kind": "pinned"}

    def test_a_pin_of_today_does_not_come_for_another_dismissed_product(self, products, visitor):
        slate = serve_slate(visitor, POPULAR, k=4)
        pin(products[30], POPULAR)

        other = serve_replacement(visitor, slate_id=slate.id, product_id=products[1])

        assert other.items[0].product_id == products[4]

    def test_a_catalog_of_one_product_shows_it(self):
        (product,) = make_products(1)
        pin(product.pk, POPULAR, 2)

        assert shown() == [product.pk]


class TestMoved:
    def test_a_boosted_product_rises_by_its_places_and_keeps_its_reason(self, products):
        rule = boost(8, product_id=products[10])

        slate = serve_slate(RequestVisitor(), POPULAR, k=6)

        assert [item.product_id for item in slate.items] == [*products[:2], products[10], *products[2:5]]
        assert (slate.items[2].reason, slate.items[2].rule) == ({"kind": "popular"}, rule)
        assert slate.items[0].rule is None

    def test_a_buried_product_sinks(self, products):
        bury(3, product_id=products[0])

        assert shown() == [*products[1:4], products[0], *products[4:6]]

    def test_a_category_moves_with_all_below_it(self, products):
        parent = save_category(Category(slug="all-shelves", name="All shelves"))
        child = Product.objects.get(pk=products[0]).category
        child.parent = parent
        save_category(child)
        bury(12, category=parent)

        assert shown() == products[4:10]

    def test_rules_add_up(self, products):
        boost(3, product_id=products[5])
        boost(1, category_id=Product.objects.get(pk=products[5]).category_id)

        assert shown()[1] == products[5]

    def test_the_other_way_round_they_cancel(self, products):
        boost(3, product_id=products[5])
        bury(3, product_id=products[5])

        slate = serve_slate(RequestVisitor(), POPULAR, k=6)

        assert [item.product_id for item in slate.items] == products[:6]
        assert {item.rule for item in slate.items} == {None}

    def test_only_in_its_placement(self, products):
        bury(3, product_id=products[0], placement=FOR_YOU)

        assert shown(POPULAR)[0] == products[0]
        assert shown(FOR_YOU)[0] != products[0]

    def test_a_shelf_is_still_named_after_its_own_list(self, products, visitor):
        make_list(products[20:24], placement=FOR_YOU, kind="viewed", visitor_id=visitor.id)
        boost(30, product_id=products[0])

        slate = serve_slate(visitor, FOR_YOU, k=6)

        assert slate.items[0].product_id == products[0]
        assert slate.source == "session"

    def test_a_shop_without_any_list_has_rules_too(self):
        products = [product.pk for product in make_products(8)]
        first = shown(k=4)[0]
        bury(5, product_id=first)

        assert first not in shown(k=4)
        assert len(products) == 8


class TestExcluded:
    @pytest.mark.parametrize("placement", [FOR_YOU, POPULAR, SIMILAR])
    def test_from_everywhere(self, products, placement):
        make_list(products[:10], placement=SIMILAR, product_id=products[39])
        exclude(product_id=products[0])

        assert shown(placement, k=40, product_ids=[products[39]])[0] == products[1]
        assert products[0] not in shown(placement, k=40, product_ids=[products[39]])

    def test_from_one_placement(self, products):
        exclude(product_id=products[0], placement=FOR_YOU)

        assert products[0] in shown(POPULAR)
        assert products[0] not in shown(FOR_YOU, k=40)

    def test_from_what_the_shop_falls_back_on(self):
        products = make_products(8)
        exclude(category_id=products[0].category_id)

        assert set(shown(k=8)) == {product.pk for product in products[4:]}

    def test_a_shop_of_which_all_is_excluded_shows_nothing(self):
        (product,) = make_products(1)
        exclude(product_id=product.pk)

        assert shown() == []
        assert not Slate.objects.exists()

    def test_what_is_excluded_is_not_pinned(self, products):
        pin(products[30], POPULAR)
        exclude(product_id=products[30])

        assert products[30] not in shown(k=40)

    def test_not_any_more_when_the_rule_is_over(self, products):
        exclude(product_id=products[0], ends_at=timezone.now() - timedelta(minutes=1))

        assert shown()[0] == products[0]


@pytest.mark.parametrize("rules", [0, 30])
def test_rules_cost_one_query_however_many(products, visitor, rules, django_assert_num_queries):
    for product in products[:rules]:
        boost(2, product_id=product)
    make_list(products, placement=FOR_YOU, visitor_id=visitor.id)

    with django_assert_num_queries(5):
        serve_slates(visitor, [SlateRequest(FOR_YOU, 8), SlateRequest(POPULAR, 8)])
