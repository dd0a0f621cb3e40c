import pytest

from recommender.behavior.models import Event, Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.plans import running_plans
from recommender.experiments.selectors import exposures
from recommender.models import RecommendationList
from recommender.services import record_event
from recommender.serving.reranking import HEAD, MOST_AFFINITY, rank_for_visitor
from shop.models import Product
from tests.factories.behavior import EventFactory, ImpressionFactory, request_visitor
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.experiments import make_experiment
from tests.factories.rules import exclude

pytestmark = pytest.mark.django_db


@pytest.fixture
def products() -> list[int]:
    """Ten results of two kinds, in turn, each of a brand of its own."""
    mugs, pans = CategoryFactory(slug="mugs"), CategoryFactory(slug="pans")
    return [
        ProductFactory(category=mugs if place % 2 else pans, brand=f"Brand {place}").pk for place in range(10)
    ]


def ranked(visitor: RequestVisitor, products: list[int]) -> list[int] | None:
    slate = rank_for_visitor(visitor, products, start=0, size=len(products))
    return slate and [item.product_id for item in slate.items]


def test_what_was_looked_at_lifts_its_kind_and_drops_nothing(products):
    visitor = request_visitor()
    record_event(visitor, "view", product_id=products[5])
    order = ranked(visitor, products)
    assert sorted(order) == sorted(products)
    assert order[:4] == [products[0], products[5], products[1], products[3]]
    # Within a kind the words decide, but for the brand.
    others = [pk for pk in products[1::2] if pk != products[5]]
    assert [pk for pk in order if pk in others] == others


def test_the_brand_that_a_visitor_looks_at_rises_most(products):
    Product.objects.filter(pk__in=[products[4], products[9]]).update(brand="Halden")
    visitor = request_visitor()
    record_event(visitor, "view", product_id=products[4])
    order = ranked(visitor, products)
    assert order[:2] == [products[0], products[4]]
    assert order.index(products[9]) == 4  # from the end, past what fits the words better


def test_the_visitors_own_list_lifts_what_is_on_it(products):
    visitor = request_visitor()
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU, visitor_id=visitor.id, product_ids=[products[3]], scores=[1.0]
    )
    slate = rank_for_visitor(visitor, products, start=0, size=5)
    assert [item.product_id for item in slate.items][2] == products[3]
    assert {item.product_id: item.reason for item in slate.items}[products[3]] == {"kind": "list"}


@pytest.mark.parametrize("about", ["product", "category"])
def test_what_is_excluded_from_recommendations_is_found_but_not_lifted(products, about):
    visitor = request_visitor()
    record_event(visitor, "view", product_id=products[5])
    excluded = Product.objects.get(pk=products[5])
    exclude(**({"product": excluded} if about == "product" else {"category": excluded.category}))
    record_event(visitor, "view", product_id=products[4])  # of the other kind

    slate = rank_for_visitor(visitor, products, start=0, size=10)

    order = [item.product_id for item in slate.items]
    assert sorted(order) == sorted(products)
    assert order.index(products[5]) >= 5
    assert {item.product_id: item.reason for item in slate.items}[products[5]] is None


def test_nothing_rises_further_than_its_affinity_allows(products):
    visitor = request_visitor()
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU, visitor_id=visitor.id, product_ids=products[::-1],
        scores=[1.0] * len(products),
    )  # fmt: skip
    order = ranked(visitor, products)
    for place, product in enumerate(products, start=1):
        assert order.index(product) + 1 >= place / (1 + MOST_AFFINITY) - 1


def test_leaves_a_slate_that_a_click_is_attributed_to(products):
    visitor = request_visitor()
    EventFactory(visitor_id=visitor.id, session_id=visitor.session_id, product_id=products[3])
    slate = rank_for_visitor(visitor, products, start=4, size=4)
    written = Slate.objects.get()
    assert (written.placement, written.product_ids) == (
        Placement.SEARCH_RERANK, [item.product_id for item in slate.items],
    )  # fmt: skip
    assert [item.position for item in slate.items] == [1, 2, 3, 4]
    clicked = slate.items[0].product_id
    record_event(visitor, "click", product_id=clicked, slate_id=slate.id, position=1)
    assert Event.objects.get(kind="click").slate_id == written.pk


def test_what_stands_deep_stays_there(products):
    visitor = request_visitor()
    EventFactory(visitor_id=visitor.id, session_id=visitor.session_id, product_id=products[0])
    deep = [*products, *range(10**6, 10**6 + HEAD)]
    slate = rank_for_visitor(visitor, deep, start=HEAD, size=10)
    assert [item.product_id for item in slate.items] == deep[HEAD : HEAD + 10]


def test_bots_and_new_guests_get_plain_relevance(products):
    bot = request_visitor(is_bot=True)
    EventFactory(visitor_id=bot.id, session_id=bot.session_id, product_id=products[1])
    assert ranked(bot, products) is None
    assert ranked(RequestVisitor(), products) is None
    assert ranked(request_visitor(), products) is None
    assert not Slate.objects.exists()


def test_a_taste_for_other_things_moves_nothing(products):
    visitor = request_visitor()
    record_event(visitor, "view", product_id=ProductFactory(brand="Other").pk)
    assert ranked(visitor, products) is None


def test_costs_four_queries(products, django_assert_num_queries):
    visitor = request_visitor()
    EventFactory(visitor_id=visitor.id, session_id=visitor.session_id, product_id=products[1])
    with django_assert_num_queries(4):
        assert ranked(visitor, products)


def test_a_shop_may_leave_the_order_to_the_words(products, settings):
    settings.SEARCH_TASTE = 0
    visitor = request_visitor()
    record_event(visitor, "view", product_id=products[5])
    assert ranked(visitor, products) is None


def test_more_taste_lifts_higher(products, settings):
    settings.SEARCH_TASTE = 4.0
    visitor = request_visitor()
    record_event(visitor, "view", product_id=products[5])
    assert ranked(visitor, products)[0] == products[5]


class TestInAnExperiment:
    @pytest.fixture
    def experiment(self):
        return make_experiment(
            {}, {"search_taste": 0}, {"search_taste": 4}, placement=Placement.SEARCH_RERANK
        )

    def someone_in(self, arm, **fields) -> RequestVisitor:
        plan = running_plans()[Placement.SEARCH_RERANK]
        while True:
            visitor = request_visitor(**fields)
            if [met.id for met in plan.arms_of(visitor.id)] == [arm.pk]:
                return visitor

    def test_each_arm_listens_to_the_taste_as_it_says(self, products, experiment):
        orders, sources = [], []
        for arm in experiment.arms.order_by("pk"):
            visitor = self.someone_in(arm)
            record_event(visitor, "view", product_id=products[5])
            orders.append(ranked(visitor, products))
            slate = Slate.objects.get(visitor_id=visitor.id)
            assert slate.arm_id == arm.pk
            sources.append(slate.source)
        usual, words, taste = orders
        assert words == products
        assert usual.index(products[5]) == 1
        assert taste[0] == products[5]
        assert sources == ["session", "words", "session"]

    def test_nothing_is_explained_by_a_taste_that_moved_nothing(self, products, experiment):
        visitor = self.someone_in(experiment.arms.get(search_taste=0))
        record_event(visitor, "view", product_id=products[5])
        slate = rank_for_visitor(visitor, products, start=0, size=10)
        assert not any(item.reason for item in slate.items)

    def test_of_whom_nothing_is_known_is_in_no_arm(self, products, experiment):
        visitor = self.someone_in(experiment.arms.get(search_taste=0))
        record_event(visitor, "view", product_id=ProductFactory(brand="Other").pk)
        assert ranked(visitor, products) is None
        assert not Slate.objects.exists()

    def test_who_saw_a_result_is_exposed(self, products, experiment):
        arm = experiment.arms.get(search_taste=0)
        visitor = self.someone_in(arm)
        record_event(visitor, "view", product_id=products[5])
        slate = rank_for_visitor(visitor, products, start=0, size=10)
        assert not list(exposures(experiment))
        ImpressionFactory(slate=Slate.objects.get(pk=slate.id), position=1)
        assert [(met.visitor_id, met.arm_id) for met in exposures(experiment)] == [(visitor.id, arm.pk)]

    def test_who_looks_through_a_shoppers_eyes_leaves_no_trace_in_it(self, products, experiment):
        visitor = self.someone_in(experiment.arms.get(search_taste=0))
        record_event(visitor, "view", product_id=products[5])
        visitor.is_observed = True
        assert ranked(visitor, products) == products
        assert Slate.objects.get().arm_id is None
