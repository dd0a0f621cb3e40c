import pytest

from recommender.behavior.models import Placement, Slate
from recommender.models import RecommendationList
from tests.factories.loop import make_products

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/recommendations/"
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def products():
    return make_products(30)


def test_a_stranger_gets_popular_products_with_all_that_a_front_end_needs(client, products):
    answer = client.get(ADDRESS, {"k": 5}, **BROWSER)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["placement"], body["source"]) == ("home_for_you", "popular")
    assert [item["position"] for item in body["items"]] == [1, 2, 3, 4, 5]
    first = next(product for product in products if product.pk == body["items"][0]["product_id"])
    assert (body["items"][0]["slug"], body["items"][0]["title"]) == (first.slug, first.title)
    assert Slate.objects.get(pk=body["slate"]).product_ids == [item["product_id"] for item in body["items"]]


def test_another_page_is_another_list(client, products):
    pages = [
        client.get(ADDRESS, {"placement": "home_popular", "page": page}, **BROWSER).json() for page in (1, 2)
    ]

    first, second = ({item["product_id"] for item in page["items"]} for page in pages)
    assert not first & second


def test_around_a_product(client, products):
    RecommendationList.objects.create(
        placement=Placement.PRODUCT_SIMILAR,
        product_id=products[0].pk,
        product_ids=[products[9].pk],
        scores=[1.0],
        reasons=[{"kind": "similar", "product_id": products[0].pk}],
    )

    body = client.get(
        ADDRESS, {"placement": "product_similar", "product": products[0].pk, "k": 3}, **BROWSER
    ).json()

    assert body["source"] == "product"
    assert body["items"][0]["product_id"] == products[9].pk
    assert body["items"][0]["reason"] == {"kind": "similar", "product_id": products[0].pk}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"placement": "nowhere"}, "placement"),
        ({"placement": "search_rerank"}, "placement"),
        ({"placement": "product_similar"}, "product"),
        ({"product": "abc"}, "product"),
        ({"k": 0}, "k"),
        ({"k": 51}, "k"),
        ({"k": "many"}, "k"),
        ({"page": 0}, "page"),
    ],
)
def test_bad_questions_are_answered_with_a_problem(client, products, query, field):
    answer = client.get(ADDRESS, query, **BROWSER)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["fields"]


def test_an_enormous_product_number_is_not_an_error(client, products):
    answer = client.get(ADDRESS, {"placement": "product_similar", "product": 10**30}, **BROWSER)

    assert answer.status_code == 400


def test_the_answer_costs_few_queries(client, products, django_assert_max_num_queries):
    client.get(ADDRESS, **BROWSER)
    with django_assert_max_num_queries(6):
        client.get(ADDRESS, **BROWSER)
