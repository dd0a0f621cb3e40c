"""What a guest does is the member's after sign-in, and a stranger's no more after sign-out."""

import pytest
from django.urls import reverse

from recommender.behavior.models import Event, Slate, Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_history_follows_the_shopper_and_stays_when_they_leave(client):
    account = UserFactory()
    products = ProductFactory.create_batch(4)
    client.get(reverse("home"))
    slate = Slate.objects.first()
    clicked = next(product for product in products if product.pk == slate.product_ids[0])
    client.get(f"{clicked.get_absolute_url()}?slate={slate.pk}&position=1", follow=True)
    click, view = Event.objects.order_by("pk")
    assert (click.kind, click.slate_id, click.position) == ("click", slate.pk, 1)
    assert (view.kind, view.visitor_id) == ("view", click.visitor_id)
    assert view.visitor.account is None

    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert set(Visitor.objects.values_list("account", flat=True)) == {account.pk}
    client.post(reverse("cart_add"), {"product_id": clicked.pk, "quantity": 1})
    added = Event.objects.get(kind="cart_add")
    assert added.visitor == account.visitor
    assert (added.slate_id, added.position) == (slate.pk, 1)

    client.post(reverse("account_logout"))
    client.get(products[0].get_absolute_url())
    stranger = Event.objects.latest("pk").visitor
    assert stranger.account is None
    assert account.visitor.events.count() == 3


def test_crawlers_see_the_shop_and_leave_no_trace(client):
    product = ProductFactory()
    crawler = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    assert client.get(reverse("home"), headers=crawler).status_code == 200
    assert client.get(product.get_absolute_url(), headers=crawler).status_code == 200
    assert not Visitor.objects.exists()
    assert not Slate.objects.exists()
    assert not Event.objects.exists()
