"""Where one is signed in, and ending it."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


def signed_in(account, user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_open(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def listed(client: Client) -> list[str]:
    page = BeautifulSoup(client.get("/accounts/sessions/").content, "html.parser")
    return [row.h2.get_text(" ", strip=True) for row in page.select("#sessions > li")]


def test_the_list_names_each_device_and_this_one_first():
    account = UserFactory()
    here, _phone, _stranger = signed_in(account), signed_in(account, SAFARI), signed_in(UserFactory(), SAFARI)
    assert listed(here) == ["Firefox on Windows This device", "Safari on iPhone"]


def test_another_session_is_ended():
    account = UserFactory()
    here, there, third = signed_in(account), signed_in(account, SAFARI), signed_in(account)
    session = UserSession.objects.get(session_key=there.session.session_key)
    answer = here.post(f"/accounts/sessions/{session.pk}/end/", follow=True)
    assert "That device is signed out." in answer.content.decode()
    assert [is_open(client) for client in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once():
    account = UserFactory()
    here, there, third = signed_in(account), signed_in(account, SAFARI), signed_in(account)
    stranger = signed_in(UserFactory())
    here.post("/accounts/sessions/")
    assert [is_open(client) for client in (here, there, third, stranger)] == [True, False, False, True]
    assert listed(here) == ["Firefox on Windows This device"]


def test_nobody_ends_the_session_of_somebody_else():
    here, stranger = signed_in(UserFactory()), signed_in(UserFactory())
    session = UserSession.objects.get(session_key=stranger.session.session_key)
    assert here.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    assert is_open(stranger)


def test_a_link_ends_nothing():
    here = signed_in(UserFactory())
    session = UserSession.objects.get()
    assert here.get(f"/accounts/sessions/{session.pk}/end/").status_code == 405
    assert is_open(here)


def test_the_list_knows_when_a_session_was_last_used():
    client = signed_in(UserFactory())
    client.get("/cart/")
    yesterday = timezone.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=yesterday)
    client.get("/cart/")
    assert UserSession.objects.get().last_seen_at == yesterday  # noted a moment ago
    cache.clear()
    client.get("/cart/")
    assert UserSession.objects.get().last_seen_at > yesterday


def test_a_session_that_was_open_before_they_were_listed_is_listed(client):
    client.force_login(UserFactory())
    assert len(listed(client)) == 0
    assert len(listed(client)) == 1


def test_a_new_sign_in_sends_a_notice():
    account = UserFactory()
    signed_in(account, SAFARI)
    (notice,) = mail.outbox
    assert notice.to == [account.email]
    assert notice.subject == "New sign-in: Safari on iPhone"
    assert f"{timezone.now():%Y}" in notice.body
    assert "127.0.0.1" in notice.body
    assert "http://testserver/accounts/sessions/" in notice.body


def test_who_has_no_address_hears_of_it_by_text(client, texts):
    PhoneAccountFactory(phone="+491713920001")
    client.post("/accounts/login/code/", {"login": "+491713920001"})
    client.post("/accounts/login/code/confirm/", {"code": code_in(texts[0].body)})
    assert "New sign-in: Unknown device" in texts[1].body
    assert "http://testserver/accounts/security/" in texts[1].body


def test_registration_sends_no_notice_of_a_sign_in(client):
    client.post("/accounts/signup/", {"login": "new@aisle.example", "password1": PASSWORD})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0].body)})
    assert "_auth_user_id" in client.session
    assert len(mail.outbox) == 1


def test_a_wrong_password_sends_no_notice(client):
    account = UserFactory()
    client.post("/accounts/login/", {"login": account.email, "password": "not it"})
    assert mail.outbox == []
