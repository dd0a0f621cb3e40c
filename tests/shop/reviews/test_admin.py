import pytest
from django.urls import reverse

from recommender.services import RequestVisitor
from shop.reviews.services import write_review
from shop.shopper import Shopper
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_a_moderator_hides_a_review_and_the_rating_follows(client):
    product = ProductFactory()
    review = write_review(
        shopper=Shopper(visitor=RequestVisitor(), account=UserFactory()),
        product_id=product.pk,
        rating=1,
        text="Bad!",
    )
    client.force_login(AdministratorFactory())
    said = {"action": "hide", "_selected_action": [review.pk]}
    client.post(reverse("admin:shop_review_changelist"), said)
    product.refresh_from_db()
    assert product.rating_count == 0
    assert "Bad!" not in client.get(product.get_absolute_url()).content.decode()
