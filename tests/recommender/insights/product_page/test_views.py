import pytest
from django.core.cache import cache
from django.urls import reverse

from recommender.behavior.models import Placement
from recommender.models import RecommendationList
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.behavior import EventFactory, ImpressionFactory, SlateFactory
from tests.factories.catalog import ProductFactory
from tests.factories.rules import boost, exclude
from tests.security.world import clerk

pytestmark = pytest.mark.django_db
KNOWN = {"version": 7, "in_vocabulary": True, "learned": True, "neighbors": []}


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def product():
    made = ProductFactory(title="Brass lamp")
    answered(made)
    return made


def answered(product, **fields) -> None:
    cache.set(f"live-answer:product:{product.pk}", KNOWN | fields, timeout=60)


def address(product) -> str:
    return reverse("admin:recommender_product", args=[product.pk])


def said(client, product) -> str:
    answer = client.get(address(product))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_product_with_its_exposure_neighbors_and_rules(administrator, product):
    similar, nearest = ProductFactory(title="Oak chair"), ProductFactory(title="Tea cup")
    ImpressionFactory(slate=SlateFactory(product_ids=[product.pk]))
    answered(product, neighbors=[nearest.pk])
    RecommendationList.objects.create(
        placement=Placement.PRODUCT_SIMILAR,
        product_id=product.pk,
        product_ids=[similar.pk],
        scores=[1.0],
        reasons=[None],
    )
    boost(3, product=product, note="Much in stock.")
    exclude(category=product.category, placement="cart_addons", note="Not with a cart.")

    page = said(administrator, product)

    for words in (
        "home: for you",
        "Oak chair",
        "Tea cup",
        "has learned it from behavior",
        "boost: further up",
        "Much in stock.",
        "Not with a cart.",
        f"?product={product.pk}",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"in_vocabulary": False, "learned": None}, "does not know this product"),
        ({"learned": False}, "by its words, category and price alone"),
        ({"learned": None}, "counts it among its products"),
        ({"version": None}, "No model version is live"),
    ],
)
def test_how_cold_it_starts(administrator, product, answer, words):
    answered(product, **answer)
    assert words in said(administrator, product)
    part = administrator.get(reverse("admin:recommender_product_known", args=[product.pk]))
    assert words in part.content.decode()


def test_what_nobody_has_met_has_no_invented_figures(administrator, product):
    page = said(administrator, product)
    for words in (
        "Nobody saw it on a shelf.",
        "There is no list around it yet",
        "There are 0 events",
        "No rule names it",
    ):
        assert words in page


def test_a_product_that_is_gone_is_not_found(administrator):
    assert administrator.get(reverse("admin:recommender_product", args=[10**9])).status_code == 404


def test_the_form_of_a_product_leads_there_for_those_with_the_right(client, product):
    form = reverse("admin:shop_product_change", args=[product.pk])
    for rights, is_there in ((["recommender.view_health"], True), ([], False)):
        client.force_login(clerk("shop.view_product", *rights))
        assert (address(product) in client.get(form).content.decode()) is is_there


def test_it_costs_the_same_however_long_the_log(administrator, product, django_assert_max_num_queries):
    said(administrator, product)
    for _ in range(5):
        slate = SlateFactory(product_ids=[product.pk])
        ImpressionFactory(slate=slate)
        EventFactory(kind="click", product_id=product.pk, slate=slate, position=1)
    with django_assert_max_num_queries(12):
        said(administrator, product)


def test_only_those_with_the_right_see_it(client, product):
    for name in ("recommender_product", "recommender_product_known"):
        for account, status in (
            (clerk("recommender.view_health"), 200),
            (clerk("shop.view_product"), 403),
            (UserFactory(), 302),
        ):
            client.force_login(account)
            assert client.get(reverse(f"admin:{name}", args=[product.pk])).status_code == status
