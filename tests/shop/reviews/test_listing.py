import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Event
from shop.models import Review
from shop.reviews.services import set_review_status, write_review
from shop.reviews.voting import vote_helpful
from tests.factories.cart import guest, member
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def product():
    """Reviews of 5, 5, 2 and 1 stars, the last the newest; a hidden one; the one of 2 stars has helped."""
    product = ProductFactory()
    for rating in (5, 5, 2, 1, 3):
        review = write_review(
            shopper=member(), product_id=product.pk, rating=rating, text=f"Worth {rating} stars"
        )
        if rating == 2:
            vote_helpful(shopper=guest(), review_id=review.pk)
        if rating == 3:
            set_review_status(review_id=review.pk, status="hidden")
    return product


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def stars_in(response) -> list[int]:
    return [int(text.get_text().split()[1]) for text in soup_of(response).select(".review__text")]


def test_a_histogram_counts_the_published_reviews(client, product):
    page = soup_of(client.get(product.get_absolute_url()))
    assert [row.get_text() for row in page.select(".histogram__count")] == ["2", "0", "0", "1", "1"]
    assert [bar["width"] for bar in page.select(".histogram__bar rect")] == ["2", "0", "0", "1", "1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 5, 5]),
        ("?sort=helpful", [2, 1, 5, 5]),
        ("?sort=best", [5, 5, 2, 1]),
        ("?sort=worst", [1, 2, 5, 5]),
        ("?stars=5", [5, 5]),
        ("?stars=4", []),
    ],
)
def test_rows_of_the_histogram_filter_and_the_reader_sorts(client, product, query, expected):
    assert stars_in(client.get(f"{product.get_absolute_url()}{query}")) == expected


def test_htmx_gets_the_reviews_alone(client, product):
    response = client.get(f"{product.get_absolute_url()}?stars=5", headers=HTMX)
    assert stars_in(response) == [5, 5]
    assert soup_of(response).find("html") is None
    assert "HX-Request" in response["Vary"]


def test_leafing_through_reviews_is_no_second_view(client, product):
    Event.objects.all().delete()
    client.get(product.get_absolute_url())
    client.get(f"{product.get_absolute_url()}?page=1")
    client.get(product.get_absolute_url(), headers=HTMX)
    assert Event.objects.filter(kind="view").count() == 1


def test_pages_keep_filter_and_order(client, product, settings):
    settings.REVIEWS_ON_A_PAGE = 3
    first = client.get(f"{product.get_absolute_url()}?sort=best")
    following = soup_of(first).select_one("a[rel=next]")["href"]
    assert stars_in(first) + stars_in(client.get(following)) == [5, 5, 2, 1]
    assert client.get(f"{product.get_absolute_url()}?page=3").status_code == 404


@pytest.mark.parametrize("query", ["stars=6", "stars=x", "sort=longest", "page=0"])
def test_senseless_choices_are_refused(client, product, query):
    assert client.get(f"{product.get_absolute_url()}?{query}").status_code == 400


def test_a_vote_is_a_button_that_works_with_and_without_javascript(client, product):
    review = Review.objects.filter(rating=1).get()
    url, back = f"/reviews/{review.pk}/helpful/", f"{product.get_absolute_url()}#review-{review.pk}"
    assert client.post(url, {"helpful": "1", "next": back}).url == back
    page = soup_of(client.get(product.get_absolute_url()))
    assert page.select_one(f"#helpful-{review.pk}")["aria-pressed"] == "true"
    answer = soup_of(client.post(url, {"helpful": "0"}, headers=HTMX))
    assert answer.button["aria-pressed"] == "false"
    assert "found this helpful" not in answer.get_text()


def test_the_api_sorts_filters_and_votes(client, product):
    address = f"/api/v1/products/{product.slug}/reviews/"
    rows = client.get(f"{address}?sort=helpful").json()["results"]
    assert [(row["rating"], row["helpful_count"]) for row in rows] == [(2, 1), (1, 0), (5, 0), (5, 0)]
    assert len(client.get(f"{address}?stars=5").json()["results"]) == 2
    assert client.get(f"{address}?stars=9").status_code == 400
    vote = f"/api/v1/reviews/{rows[1]['id']}/helpful/"
    voted = client.put(vote, content_type="application/json").json()
    assert (voted["helpful_count"], voted["is_helpful_to_me"]) == (1, True)
    assert client.delete(vote, content_type="application/json").json()["helpful_count"] == 0
    assert client.get(f"/api/v1/products/{product.slug}/").json()["star_counts"]["5"] == 2


def test_a_page_with_reviews_and_variants_costs_at_most_thirteen_queries(
    client, product, django_assert_max_num_queries
):
    type(product).objects.filter(pk=product.pk).update(variant_group="mug")
    ProductFactory.create_batch(2, variant_group="mug")
    client.get(product.get_absolute_url())
    with django_assert_max_num_queries(13):
        assert len(stars_in(client.get(product.get_absolute_url()))) == 4
