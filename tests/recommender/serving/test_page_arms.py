"""What a page shows to visitors of a running experiment."""

from collections import Counter

import pytest
from django.utils import timezone

from recommender.behavior.linking import link_visitor
from recommender.behavior.models import Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.choices import Breakage, ExperimentKind, Serves
from recommender.experiments.plans import forget_plans, running_plans
from recommender.experiments.selectors import crossed_over, exposures
from recommender.models import RecommendationList
from recommender.serving.news import has_news
from recommender.serving.pools import SlateRequest
from recommender.serving.replacement import serve_again, serve_replacement
from recommender.serving.slates import serve_slate, serve_slates
from shop.catalog.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.behavior import ImpressionFactory, request_visitor
from tests.factories.experiments import make_experiment, make_version
from tests.factories.loop import make_products

pytestmark = pytest.mark.django_db
HOME, SIMILAR = Placement.HOME_FOR_YOU, Placement.PRODUCT_SIMILAR
POPULAR = {"name": "popular", "serves": Serves.POPULARITY}


@pytest.fixture(autouse=True)
def any_share(settings):
    settings.SHELF_CATEGORY_SHARE = 1


@pytest.fixture
def products():
    made = [product.pk for product in make_products(40)]
    make_list(made[30:], placement=Placement.HOME_POPULAR)
    return made


def make_list(products, *, placement=HOME, **about):
    scores = [float(-place) for place in range(len(products))]
    reasons = [{"kind": "viewed", "product_id": products[-1]}] * len(products)
    return RecommendationList.objects.create(
        placement=placement, product_ids=products, scores=scores, reasons=reasons, **about
    )


def visitor_in(arm, **fields) -> RequestVisitor:
    """Somebody whom the hash puts into this arm."""
    plan = running_plans()[arm.experiment.placement]
    while True:
        visitor = RequestVisitor(**fields)
        if arm.pk in [met.id for met in plan.arms_of(visitor.id)]:
            Visitor.objects.create(id=visitor.id)
            return visitor


def shown(slate) -> list[int]:
    return [item.product_id for item in slate.items]


def row(slate) -> Slate:
    return Slate.objects.get(pk=slate.id)


def arms_of(experiment):
    return experiment.arms.order_by("pk")


def test_each_arm_is_served_as_it_says_and_named_by_its_slates(products):
    control, popular = arms_of(make_experiment({}, POPULAR))
    usual, other = visitor_in(control), visitor_in(popular)
    for visitor in (usual, other):
        make_list(products[:20], visitor_id=visitor.id)

    of_control, of_popular = (serve_slate(visitor, HOME, k=6) for visitor in (usual, other))

    assert (shown(of_control), of_control.source) == (products[:6], "session")
    assert (shown(of_popular), of_popular.source) == (products[30:36], "popular")
    assert [row(slate).arm_id for slate in (of_control, of_popular)] == [control.pk, popular.pk]


def test_an_arm_with_a_ranking_of_its_own_shows_its_own_list(products):
    control, new = arms_of(make_experiment({}, {"serves": Serves.VERSION, "version": make_version()}))
    visitor, usual = visitor_in(new), visitor_in(control)
    for one in (visitor, usual):
        make_list(products[:20], visitor_id=one.id)
        make_list(products[10:20], visitor_id=one.id, arm=new, model_version=new.version)

    slate = serve_slate(visitor, HOME, k=6)

    assert shown(slate) == products[10:16]
    assert row(slate).model_version == new.version
    assert shown(serve_slate(usual, HOME, k=6)) == products[:6]


def test_until_that_list_is_made_everybodys_is_shown(products):
    _control, new = arms_of(make_experiment({}, {"diversity": 0.9}))
    visitor = visitor_in(new)
    make_list(products[:20], visitor_id=visitor.id)

    slate = serve_slate(visitor, HOME, k=6)

    assert shown(slate) == products[:6]
    assert row(slate).arm_id == new.pk


def test_a_broken_arm_shows_what_is_live_and_stays_named(products):
    experiment = make_experiment({}, {"serves": Serves.VERSION, "version": make_version()})
    _control, new = arms_of(experiment)
    visitor = visitor_in(new)
    make_list(products[:20], visitor_id=visitor.id)
    make_list(products[10:20], visitor_id=visitor.id, arm=new)
    new.broken_at, new.breakage = timezone.now(), Breakage.UNREADABLE
    new.save()
    forget_plans()

    slate = serve_slate(visitor, HOME, k=6)

    assert shown(slate) == products[:6]
    assert row(slate).arm_id == new.pk


def test_an_arm_may_limit_categories_as_it_likes(products):
    control, varied = arms_of(make_experiment({}, {"category_share": 0.3}, placement=Placement.HOME_POPULAR))

    def most_of_one_category(arm) -> int:
        slate = serve_slate(visitor_in(arm), Placement.HOME_POPULAR, k=3)
        categories = Product.objects.filter(pk__in=shown(slate)).values_list("category", flat=True)
        return max(Counter(categories).values())

    assert most_of_one_category(control) == 2
    assert most_of_one_category(varied) == 1


def test_around_a_product_popularity_takes_the_place_of_what_is_similar(products):
    control, popular = arms_of(make_experiment({}, POPULAR, placement=SIMILAR))
    make_list(products[1:9], placement=SIMILAR, product_id=products[0])

    of_control, of_popular = (
        serve_slate(visitor_in(arm), SIMILAR, k=4, product_ids=[products[0]]) for arm in (control, popular)
    )

    assert shown(of_control) == products[1:5]
    assert shown(of_popular) == products[30:34]


def test_other_shelves_of_the_page_are_of_no_arm(products):
    _control, popular = arms_of(make_experiment({}, POPULAR))

    slates = serve_slates(
        visitor_in(popular), [SlateRequest(HOME, 4), SlateRequest(Placement.HOME_POPULAR, 4)]
    )

    assert [row(slate).arm_id for slate in slates] == [popular.pk, None]


class TestWhoIsOutside:
    def test_who_paused_personalization_meets_no_arm(self, products):
        _control, popular = arms_of(make_experiment({}, POPULAR))
        visitor = visitor_in(popular)
        Visitor.objects.filter(pk=visitor.id).update(allows_personalization=False)

        serve_slate(visitor, HOME, k=4)

        assert not Slate.objects.exists()

    def test_a_bot_meets_no_arm_and_asks_for_none(self, products, django_assert_num_queries):
        _control, popular = arms_of(make_experiment({}, POPULAR))
        visitor = visitor_in(popular, is_bot=True)
        make_list(products[:20], visitor_id=visitor.id)

        assert shown(serve_slate(visitor, HOME, k=4)) == products[:4]

    def test_who_looks_through_a_visitors_eyes_sees_the_arm_and_leaves_nothing_in_it(self, products):
        _control, popular = arms_of(make_experiment({}, POPULAR))
        visitor = visitor_in(popular, is_observed=True)
        make_list(products[:20], visitor_id=visitor.id)

        slate = serve_slate(visitor, HOME, k=4)

        assert shown(slate) == products[30:34]
        assert row(slate).arm_id is None

    def test_who_is_not_in_the_traffic_sees_what_everybody_sees(self, products):
        experiment = make_experiment({}, POPULAR, traffic_share=0.01)
        plan = running_plans()[HOME]
        visitor = next(v for v in (RequestVisitor() for _ in range(100)) if not plan.arms_of(v.id))
        Visitor.objects.create(id=visitor.id)
        make_list(products[:20], visitor_id=visitor.id)

        slate = serve_slate(visitor, HOME, k=4)

        assert shown(slate) == products[:4]
        assert row(slate).arm_id is None
        assert experiment.arms.count() == 2


class TestSignIn:
    def see(self, visitor):
        slate = row(serve_slate(visitor, HOME, k=4))
        ImpressionFactory(slate=slate)
        return slate.arm_id

    def test_a_guest_who_becomes_a_member_keeps_the_arm(self, products):
        experiment = make_experiment({}, POPULAR)
        visitor = request_visitor()
        before = self.see(visitor)

        link_visitor(visitor, UserFactory())

        assert self.see(visitor) == before
        assert [exposure.arm_id for exposure in exposures(experiment)] == [before]

    def test_a_guest_who_signs_in_to_a_member_of_another_arm_meets_that_one_and_counts_for_none(
        self, products
    ):
        experiment = make_experiment({}, POPULAR)
        control, popular = arms_of(experiment)
        member = UserFactory()
        own = visitor_in(popular)
        Visitor.objects.filter(pk=own.id).update(account=member)
        guest = visitor_in(control)
        assert self.see(guest) == control.pk

        link_visitor(guest, member)

        assert guest.id == own.id
        assert self.see(guest) == popular.pk
        assert list(exposures(experiment)) == []
        assert crossed_over(experiment) == 1


class TestTwoRankersInOneSlate:
    @pytest.fixture
    def arms(self, products):
        """Live begins with the first products, the other with the tenth."""
        return arms_of(make_experiment({}, {"diversity": 0.9}, kind=ExperimentKind.INTERLEAVING))

    def visitor(self, arms, products, other):
        visitor = visitor_in(arms[0])
        make_list(products[:8], visitor_id=visitor.id)
        make_list(other, visitor_id=visitor.id, arm=arms[1])
        return visitor

    def test_each_place_names_the_arm_that_picked_it(self, arms, products):
        slate = serve_slate(self.visitor(arms, products, products[10:18]), HOME, k=6)

        written = row(slate)
        assert written.arm_id is None
        assert Counter(written.teams) == {arms[0].pk: 3, arms[1].pk: 3}
        for product, team in zip(written.product_ids, written.teams, strict=True):
            assert (product in products[:8]) == (team == arms[0].pk)

    def test_the_coin_holds_for_a_visit_and_falls_anew_in_the_next(self, arms, products):
        visitor = self.visitor(arms, products, products[10:18])
        first = [shown(serve_slate(visitor, HOME, k=6)) for _ in range(2)]
        later = set()
        for _ in range(20):
            visitor.become(visitor.id)
            later.add(tuple(shown(serve_slate(visitor, HOME, k=6))))

        assert first[0] == first[1]
        assert len(later) > 1

    def test_two_that_begin_alike_compare_nothing(self, arms, products):
        slate = serve_slate(self.visitor(arms, products, products[:8]), HOME, k=6)

        assert shown(slate) == products[:6]
        assert row(slate).teams is None

    def test_refused_products_are_taken_out_before_anybody_picks(self, arms, products):
        visitor = self.visitor(arms, products, products[10:18])
        Product.objects.filter(pk__in=products[:4]).update(stock=0)

        written = row(serve_slate(visitor, HOME, k=6))

        assert Counter(written.teams) == {arms[0].pk: 3, arms[1].pk: 3}

    def test_a_ranker_whose_products_are_alike_has_as_many_places(self, arms, products, settings):
        """The limit of categories takes from it, but it fills its own places again."""
        settings.SHELF_CATEGORY_SHARE = 0.34
        visitor = self.visitor(arms, products, [products[place] for place in (8, 9, 10, 11, 12, 16, 20, 24)])

        written = row(serve_slate(visitor, HOME, k=6))

        assert Counter(written.teams) == {arms[0].pk: 3, arms[1].pk: 3}

    @pytest.mark.parametrize("page", [1, 2])
    def test_together_they_keep_the_limit_of_categories(self, arms, products, settings, page):
        settings.SHELF_CATEGORY_SHARE = 0.34  # two of six
        visitor = self.visitor(arms, products, [products[place] for place in (2, 3, 8, 9, 12, 13, 16, 20)])
        of = dict(Product.objects.values_list("pk", "category"))

        for _visit in range(10):
            slate = row(serve_slate(visitor, HOME, k=6, page=page))
            visitor.become(visitor.id)

            assert max(Counter(of[product] for product in slate.product_ids).values()) == 2
            if page == 1:
                assert Counter(slate.teams) == {arms[0].pk: 3, arms[1].pk: 3}

    def test_of_one_thing_in_two_colors_one_is_picked(self, arms, products):
        visitor = self.visitor(arms, products, products[10:18])
        Product.objects.filter(pk__in=[products[0], products[10]]).update(variant_group="mug")

        written = row(serve_slate(visitor, HOME, k=6))

        assert len({products[0], products[10]} & set(written.product_ids)) == 1

    def test_there_is_no_news_of_it(self, arms, products):
        visitor = self.visitor(arms, products, products[10:18])
        slate = serve_slate(visitor, HOME, k=6)
        RecommendationList.objects.filter(visitor=visitor.id).update(
            made_at=timezone.now(), product_ids=products[20:28]
        )

        assert not has_news(visitor, slate_id=slate.id)


class TestReplacement:
    def test_what_takes_a_place_belongs_to_the_same_arm(self, products):
        control, _popular = arms_of(make_experiment({}, POPULAR))
        visitor = visitor_in(control)
        make_list(products[:20], visitor_id=visitor.id)
        old = serve_slate(visitor, HOME, k=4)

        new = serve_replacement(visitor, slate_id=old.id, product_id=products[1])

        assert row(new).arm_id == control.pk

    def test_in_a_shared_slate_the_place_gets_the_team_of_who_took_it(self, products):
        arms = arms_of(make_experiment({}, {"diversity": 0.9}, kind=ExperimentKind.INTERLEAVING))
        visitor = visitor_in(arms[0])
        make_list(products[:8], visitor_id=visitor.id)
        make_list(products[10:18], visitor_id=visitor.id, arm=arms[1])
        old = row(serve_slate(visitor, HOME, k=4))

        new = row(serve_replacement(visitor, slate_id=old.pk, product_id=old.product_ids[1]))

        taken = new.product_ids[1]
        assert new.teams[1] == (arms[0].pk if taken in products[:8] else arms[1].pk)
        assert [new.teams[place] for place in (0, 2, 3)] == [old.teams[place] for place in (0, 2, 3)]
        assert len(set(new.product_ids)) == 4

    def test_a_product_that_comes_back_has_the_reason_of_its_arms_list(self, products):
        _control, new = arms_of(make_experiment({}, {"diversity": 0.9}))
        visitor = visitor_in(new)
        make_list(products[:8], visitor_id=visitor.id)
        make_list(products[10:18], visitor_id=visitor.id, arm=new)
        slate = serve_slate(visitor, HOME, k=4)

        back = serve_again(visitor, slate_id=slate.id, product_id=products[11])

        assert back.items[0].reason == {"kind": "viewed", "product_id": products[17]}


class TestNews:
    def test_it_comes_from_the_list_of_the_arm(self, products):
        _control, new = arms_of(make_experiment({}, {"diversity": 0.9}))
        visitor = visitor_in(new)
        usual = make_list(products[:8], visitor_id=visitor.id)
        own = make_list(products[:8], visitor_id=visitor.id, arm=new)
        slate = serve_slate(visitor, HOME, k=4)
        later = timezone.now()

        RecommendationList.objects.filter(pk=usual.pk).update(made_at=later, product_ids=products[20:28])
        RecommendationList.objects.filter(pk=own.pk).update(made_at=later)
        assert not has_news(visitor, slate_id=slate.id)
        RecommendationList.objects.filter(pk=own.pk).update(product_ids=products[20:28])
        assert has_news(visitor, slate_id=slate.id)

    def test_popularity_has_none(self, products):
        _control, popular = arms_of(make_experiment({}, POPULAR))
        visitor = visitor_in(popular)
        slate = serve_slate(visitor, HOME, k=4)
        make_list(products[:8], visitor_id=visitor.id)

        assert not has_news(visitor, slate_id=slate.id)


@pytest.mark.parametrize("kind", [ExperimentKind.SPLIT, ExperimentKind.INTERLEAVING])
def test_a_page_in_an_experiment_costs_one_query_more_and_the_next_none(
    products, kind, django_assert_num_queries
):
    arms = arms_of(make_experiment({}, {"diversity": 0.9}, kind=kind))
    visitor = visitor_in(arms[1])
    make_list(products[:8], visitor_id=visitor.id)
    make_list(products[10:18], visitor_id=visitor.id, arm=arms[1])
    visitor.become(visitor.id)
    serve_slate(visitor, HOME, k=4)  # the visit is written
    forget_plans()

    with django_assert_num_queries(6):
        serve_slate(visitor, HOME, k=4)
    with django_assert_num_queries(5):
        serve_slate(visitor, HOME, k=4)
