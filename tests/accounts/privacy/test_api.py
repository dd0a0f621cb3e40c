"""/api/v1/privacy/…"""

import pytest
from django.urls import reverse

from accounts.models import User
from recommender.models import Dismissal, Event, Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.behavior import EventFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_it_says_what_is_known_and_what_was_answered(client):
    client.get(ProductFactory().get_absolute_url())
    known = client.get(reverse("api_privacy")).json()
    assert known["known"]["events"] == 1
    assert (known["allowed"], known["is_paused"]) == (None, False)


def test_personalization_is_paused_and_resumed(client):
    address = reverse("api_privacy_personalization")
    client.get(ProductFactory().get_absolute_url())
    assert client.put(address, {"allowed": False}, JSON).json()["is_paused"]
    assert Visitor.objects.get().allows_personalization is False
    assert client.get(reverse("api_recommendations")).json()["source"] == "popular"
    answer = client.put(address, {"allowed": True}, JSON).json()
    assert (answer["allowed"], answer["is_paused"]) == (True, False)
    assert client.put(address, {"allowed": "perhaps"}, JSON).status_code == 400


def test_a_member_chooses_mails(client):
    address = reverse("api_privacy_mails")
    assert client.get(address).status_code == 403  # a guest has no address
    client.force_login(UserFactory())
    assert client.get(address).json() == {"kinds": []}
    assert client.put(address, {"kinds": ["digest"]}, JSON).json() == {"kinds": ["digest"]}
    assert client.put(address, {"kinds": ["every_hour"]}, JSON).status_code == 400
    assert client.get(address).json() == {"kinds": ["digest"]}
    assert client.put(address, {"kinds": []}, JSON).json() == {"kinds": []}


def test_events_are_listed_and_deleted_one_by_one_or_all(client):
    product = ProductFactory()
    for _ in range(3):
        client.get(product.get_absolute_url())
    listed = client.get(reverse("api_privacy_events")).json()
    assert listed["count"] == 3
    assert listed["results"][0]["kind"] == "view"
    one = reverse("api_privacy_event", args=[listed["results"][0]["id"]])
    assert client.delete(one).status_code == 204
    assert client.delete(one).status_code == 404
    stranger = EventFactory()
    assert client.delete(reverse("api_privacy_event", args=[stranger.pk])).status_code == 404
    assert client.delete(reverse("api_privacy_events")).status_code == 204
    assert Event.objects.get() == stranger


def test_a_dismissal_is_taken_back(client):
    product = ProductFactory()
    client.post(reverse("dismiss", args=[product.pk]))
    assert client.delete(reverse("api_privacy_dismissal", args=[product.pk])).status_code == 204
    assert not Dismissal.objects.exists()


class TestDeletingTheAccount:
    def delete(self, client, typed):
        return client.delete(reverse("api_privacy_account"), {"confirmation": typed}, JSON)

    def test_it_needs_a_recent_proof(self, client):
        account = UserFactory()
        client.force_login(account)
        refused = self.delete(client, account.email)
        assert (refused.status_code, refused.json()["code"]) == (403, "reauthentication_required")

    def test_it_needs_the_right_word_and_then_it_is_done(self, client):
        account = UserFactory()
        client.force_login(account)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        refused = self.delete(client, "something")
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["confirmation"])
        assert self.delete(client, account.email).status_code == 204
        assert not User.objects.exists()
        assert self.delete(client, account.email).status_code == 403


def test_a_guests_browser_is_forgotten(client):
    client.get(ProductFactory().get_absolute_url())
    assert client.delete(reverse("api_privacy_browser")).status_code == 204
    assert not Visitor.objects.exists()
    client.force_login(UserFactory())
    assert client.delete(reverse("api_privacy_browser")).status_code == 409
