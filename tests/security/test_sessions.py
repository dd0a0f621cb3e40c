"""A session belongs to who signed in with it, from then on, and until they sign out."""

import pytest
from django.test import Client

from recommender.models import Visitor
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory
from tests.security.world import browser

pytestmark = pytest.mark.django_db


def sign_in(client: Client, account) -> None:
    said = {"login": account.email, "password": PASSWORD}
    assert client.post("/accounts/login/", said).status_code == 302


def test_a_session_that_somebody_planted_is_not_the_one_signed_in_with():
    account, attacker, victim = UserFactory(), browser(), browser()
    attacker.post("/checkout/", {"email": "attacker@evil.example"})  # a session that knows something
    planted = attacker.cookies["sessionid"].value
    victim.cookies["sessionid"] = planted
    sign_in(victim, account)
    assert victim.cookies["sessionid"].value != planted
    assert attacker.get("/accounts/").status_code == 302


def test_a_session_key_of_ones_own_making_is_not_taken():
    account, victim = UserFactory(), browser()
    victim.cookies["sessionid"] = "a" * 32
    sign_in(victim, account)
    assert victim.cookies["sessionid"].value != "a" * 32


def test_who_signed_out_cannot_be_played_again():
    account, client = UserFactory(), browser()
    sign_in(client, account)
    kept = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = browser()
    thief.cookies["sessionid"] = kept
    assert thief.get("/accounts/").status_code == 302


def test_the_token_changes_at_sign_in():
    account, client = UserFactory(), browser()
    client.get("/accounts/login/")
    before = client.cookies["csrftoken"].value
    sign_in(client, account)
    assert client.cookies["csrftoken"].value != before


def test_an_account_that_was_closed_is_out_at_once():
    account, client = UserFactory(), browser()
    sign_in(client, account)
    account.is_active = False
    account.save()
    assert client.get("/accounts/").status_code == 302


def test_a_visitor_cookie_cannot_be_written_by_hand():
    """Else anybody could read what others were recommended, and write their history."""
    product, client = ProductFactory(), browser()
    client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
    mine = client.cookies["visitor"].value
    stranger = browser()
    for forged in (mine[:-1] + ("A" if mine[-1] != "A" else "B"), "x" + mine, mine.split(":")[0], "e30:1:1"):
        stranger.cookies["visitor"] = forged
        assert product.title not in stranger.get("/favorites/").content.decode()
    stranger.cookies["visitor"] = mine
    assert product.title in stranger.get("/favorites/").content.decode()
    assert Visitor.objects.count() == 1
