import pytest

from shop.models import Review
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory

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
