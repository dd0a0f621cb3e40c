import pytest

from recommender.behavior.models import Dismissal, Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.models import RecommendationList
from recommender.services import record_event, serve_again, serve_replacement, serve_slate
from shop.catalog.models import Product
from tests.factories.loop import make_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def products(settings):
    settings.SHELF_CATEGORY_SHARE = 1
    ids = [product.pk for product in make_products(12)]
    RecommendationList.objects.create(
        placement=Placement.HOME_POPULAR,
        product_ids=ids,
        scores=[0.0] * len(ids),
        reasons=[{"kind": "popular"}] * len(ids),
    )
    return ids


@pytest.fixture
def visitor():
    return RequestVisitor(id=Visitor.objects.create().pk)


def dismiss(visitor, product_id):
    Dismissal.objects.create(visitor_id=visitor.id, product_id=product_id)


def test_the_next_candidate_takes_the_place_in_a_slate_of_its_own(products, visitor):
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)
    dismiss(visitor, products[1])

    served = serve_replacement(visitor, slate_id=shelf.id, product_id=products[1], without=[products[4]])

    (item,) = served.items
    assert (item.product_id, item.position, item.reason) == (products[5], 2, {"kind": "popular"})
    old, new = Slate.objects.order_by("served_at")
    assert old.product_ids == products[:4]
    assert new.product_ids == [products[0], products[5], *products[2:4]]
    assert (new.placement, new.source) == (old.placement, old.source)


def test_a_click_on_it_is_attributed_to_the_place_where_it_stands(products, visitor):
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)
    dismiss(visitor, products[2])
    served = serve_replacement(visitor, slate_id=shelf.id, product_id=products[2])

    record_event(visitor, "click", product_id=products[4], slate_id=served.id, position=3)

    event = Visitor.objects.get().events.get()
    assert (event.slate_id, event.position) == (served.id, 3)


def test_around_a_product_it_is_what_is_near_to_that(products, visitor):
    RecommendationList.objects.create(
        placement=Placement.PRODUCT_SIMILAR,
        product_id=products[0],
        product_ids=products[8:12],
        scores=[4.0, 3.0, 2.0, 1.0],
        reasons=[{"kind": "similar", "product_id": products[0]}] * 4,
    )
    shelf = serve_slate(visitor, Placement.PRODUCT_SIMILAR, k=2, product_ids=products[:1])
    dismiss(visitor, products[8])

    served = serve_replacement(visitor, slate_id=shelf.id, product_id=products[8], about=shelf.about)

    assert served.items[0].product_id == products[10]
    assert served.about == (products[0],)


def test_where_the_page_shows_all_there_is_nothing_takes_the_place(products, visitor):
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=12)
    dismiss(visitor, products[0])

    assert serve_replacement(visitor, slate_id=shelf.id, product_id=products[0]) is None
    assert Slate.objects.count() == 1


def test_what_comes_back_stands_where_it_stood(products, visitor):
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)

    served = serve_again(visitor, slate_id=shelf.id, product_id=products[1])

    assert (served.id, served.source) == (shelf.id, "popular")
    assert served.items == shelf.items[1:2]


def test_a_strangers_slate_and_a_product_that_is_not_on_it_are_refused(products, visitor):
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)
    stranger = RequestVisitor(id=Visitor.objects.create().pk)

    for serve in (serve_replacement, serve_again):
        assert serve(stranger, slate_id=shelf.id, product_id=products[0]) is None
        assert serve(visitor, slate_id=shelf.id, product_id=products[9]) is None


def test_another_color_of_what_was_dismissed_is_no_replacement(products, visitor):
    Product.objects.filter(pk__in=[products[1], products[4]]).update(variant_group="cups")
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)
    dismiss(visitor, products[1])

    served = serve_replacement(visitor, slate_id=shelf.id, product_id=products[1])

    assert [item.product_id for item in served.items] == [products[5]]


def test_what_stays_on_the_shelf_counts_into_the_share_of_its_category(products, visitor, settings):
    settings.SHELF_CATEGORY_SHARE = 0.5
    shelf = serve_slate(visitor, Placement.HOME_FOR_YOU, k=4)
    assert [item.product_id for item in shelf.items] == [*products[:2], *products[4:6]]
    dismiss(visitor, products[4])

    served = serve_replacement(visitor, slate_id=shelf.id, product_id=products[4])

    assert served.items[0].product_id not in products[2:4]  # of which the shelf has two
