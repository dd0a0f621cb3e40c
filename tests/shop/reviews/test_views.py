import pytest

from shop.models import Review
from shop.reviews.services import set_review_status, write_review
from tests.factories.accounts import UserFactory
from tests.factories.cart import member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db


def test_a_member_writes_a_review(client):
    product = ProductFactory()
    client.force_login(UserFactory())
    response = client.post(f"/p/{product.slug}/reviews/", {"rating": "4", "text": "<b>Good</b> & cheap"})
    assert response.url == f"{product.get_absolute_url()}#reviews"
    page = client.get(product.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Good&lt;/b&gt; &amp; cheap" in page


def test_a_guest_is_led_to_sign_in_and_back(client):
    product = ProductFactory()
    response = client.get(f"/p/{product.slug}/reviews/")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/p/")


def test_a_form_without_stars_says_so_and_keeps_the_text(client):
    product = ProductFactory()
    client.force_login(UserFactory())
    response = client.post(f"/p/{product.slug}/reviews/", {"text": "No stars but words"})
    assert response.status_code == 400
    assert "No stars but words" in response.content.decode()
    assert not Review.objects.exists()


def test_the_api_reads_and_writes_reviews(client):
    product = ProductFactory()
    address = f"/api/v1/products/{product.slug}/reviews/"
    assert client.get(address).json()["results"] == []
    said = {"rating": 5, "text": "Fine."}
    assert client.post(address, said, content_type="application/json").status_code == 403
    client.force_login(UserFactory(name="Member Seven"))
    assert client.post(address, said, content_type="application/json").status_code == 201
    row = client.get(address).json()["results"][0]
    assert (row["author"], row["rating"], row["text"], row["is_verified"]) == ("Member", 5, "Fine.", False)
    assert client.post(address, {"rating": 9}, content_type="application/json").status_code == 400
    assert client.get("/api/v1/products/nothing/reviews/").status_code == 404


class TestOwnReviews:
    @pytest.fixture
    def account(self, client):
        account = UserFactory()
        client.force_login(account)
        return account

    def test_are_listed_and_deleted_by_their_writer(self, client, account):
        mine = write_review(
            shopper=member(account), product_id=ProductFactory().pk, rating=4, text="My words"
        )
        other = write_review(shopper=member(), product_id=mine.product_id, rating=1, text="Their words")
        page = client.get("/reviews/").content.decode()
        assert "My words" in page
        assert "Their words" not in page
        assert client.post(f"/reviews/{other.pk}/remove/").status_code == 404
        assert client.post(f"/reviews/{mine.pk}/remove/").url == "/reviews/"
        assert list(Review.objects.all()) == [other]
        assert "You have not written any yet" in client.get("/reviews/").content.decode()

    def test_a_hidden_one_is_shown_to_its_writer_and_cannot_be_deleted(self, client, account):
        mine = write_review(shopper=member(account), product_id=ProductFactory().pk, rating=4)
        set_review_status(review_id=mine.pk, status="hidden")
        page = client.get("/reviews/").content.decode()
        assert "A moderator has hidden this review." in page
        assert f"/reviews/{mine.pk}/remove/" not in page
        assert client.post(f"/reviews/{mine.pk}/remove/").status_code == 409

    def test_what_was_bought_waits_for_one(self, client, account):
        order, canceled, other = (
            OrderFactory(account=account),
            OrderFactory(account=account, status="canceled"),
            OrderFactory(),
        )
        page = client.get("/reviews/").content.decode()
        title = order.lines.get().product.title
        assert title in page
        assert canceled.lines.get().product.title not in page
        assert other.lines.get().product.title not in page
        write_review(shopper=member(account), product_id=order.lines.get().product_id, rating=4)
        assert "What do you think of these?" not in client.get("/reviews/").content.decode()

    def test_cost_few_queries_however_many_there_are(self, client, account, django_assert_max_num_queries):
        for product in ProductFactory.create_batch(6):
            write_review(shopper=member(account), product_id=product.pk, rating=4)
        OrderFactory.create_batch(4, account=account)
        client.get("/reviews/")  # that a session was used is written down once in a while
        with django_assert_max_num_queries(11):
            assert client.get("/reviews/").status_code == 200

    def test_the_api_lists_changes_and_deletes_them(self, client, account):
        mine = write_review(
            shopper=member(account), product_id=ProductFactory(slug="mug").pk, rating=4, text="Fine"
        )
        other = write_review(shopper=member(), product_id=mine.product_id, rating=1)
        listed = client.get("/api/v1/reviews/").json()["results"]
        assert [(review["id"], review["product"], review["is_hidden"]) for review in listed] == [
            (mine.pk, "mug", False)
        ]
        one = f"/api/v1/reviews/{mine.pk}/"
        changed = client.patch(one, {"rating": 5}, content_type="application/json").json()
        assert (changed["rating"], changed["text"]) == (5, "Fine")
        assert client.patch(one, {"rating": 6}, content_type="application/json").status_code == 400
        for method in (client.get, client.patch, client.delete):
            assert method(f"/api/v1/reviews/{other.pk}/", content_type="application/json").status_code == 404
        assert client.delete(one).status_code == 204
        assert client.get(one).status_code == 404

    def test_guests_have_none(self, client):
        assert client.get("/reviews/").url.startswith("/accounts/login/")
        assert client.get("/api/v1/reviews/").status_code == 403
