"""Sign-in by code, and what a stranger may try with codes."""

import pytest
from allauth.account.internal.flows import code_verification
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.accounts.sign_in.pages import (
    BY_CODE,
    CODE_OF_ADDRESS,
    CODE_OF_SIGN_IN,
    LOGIN,
    SIGNUP,
    WRONG_CODE,
    errors,
    is_in,
    said,
)
from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
PHONE = "+491713920001"


@pytest.fixture
def account():
    return PhoneAccountFactory(phone=PHONE)


def other_than(code: str) -> str:
    return code.translate(str.maketrans("0123456789", "1234567890"))


def test_by_phone(client, account, texts):
    assert client.post(BY_CODE, {"login": "0171-3920001"}).url == CODE_OF_SIGN_IN
    assert client.post(CODE_OF_SIGN_IN, {"code": code_in(texts[0].body)}).url == "/"
    assert client.session["_auth_user_id"] == str(account.pk)


def test_by_mail_in_the_language_of_the_account(client):
    account = UserFactory(language="zh-hans")
    client.post(BY_CODE, {"login": account.email.upper()})
    (sent,) = mail.outbox
    assert sent.to == [account.email]
    client.post(CODE_OF_SIGN_IN, {"code": code_in(sent.body)})
    assert is_in(client)


def test_it_goes_on_where_the_shopper_was(client, account, texts):
    response = client.post(BY_CODE, {"login": PHONE, "next": "/orders/"})
    response = client.post(response.url, {"code": code_in(texts[0].body), "next": "/orders/"})
    assert response.url == "/orders/"


def test_the_guests_cart_comes_along(client, account, texts):
    client.post("/cart/add/", {"product_id": ProductFactory(stock=9).pk, "quantity": 2})
    client.post(BY_CODE, {"login": PHONE})
    page = client.post(CODE_OF_SIGN_IN, {"code": code_in(texts[0].body)}, follow=True)
    assert "We put 1 product from your visit into your cart." in said(page)


def test_three_wrong_tries_and_the_code_is_worth_nothing(client, account, texts):
    client.post(BY_CODE, {"login": PHONE})
    code = code_in(texts[0].body)
    for _try in range(2):
        assert errors(client.post(CODE_OF_SIGN_IN, {"code": other_than(code)})) == [WRONG_CODE]
    assert client.post(CODE_OF_SIGN_IN, {"code": other_than(code)}).url == BY_CODE
    client.post(CODE_OF_SIGN_IN, {"code": code})
    assert not is_in(client)


def test_a_code_serves_once(client, account, texts):
    client.post(BY_CODE, {"login": PHONE})
    code = code_in(texts[0].body)
    client.post(CODE_OF_SIGN_IN, {"code": code})
    client.post("/accounts/logout/")
    client.post(CODE_OF_SIGN_IN, {"code": code})
    assert not is_in(client)


def test_a_code_expires(client, account, texts, monkeypatch, settings):
    client.post(BY_CODE, {"login": PHONE})
    later = code_verification.time.time() + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1
    monkeypatch.setattr(code_verification.time, "time", lambda: later)
    client.post(CODE_OF_SIGN_IN, {"code": code_in(texts[0].body)})
    assert not is_in(client)


def test_a_code_serves_only_the_browser_that_asked_for_it(client, account, texts):
    client.post(BY_CODE, {"login": PHONE})
    stranger = Client()
    stranger.post(BY_CODE, {"login": "+491713920002"})
    assert errors(stranger.post(CODE_OF_SIGN_IN, {"code": code_in(texts[0].body)})) == [WRONG_CODE]


def test_of_two_tabs_the_later_code_counts(client, account, texts):
    client.post(BY_CODE, {"login": PHONE})
    client.post("/accounts/logout/")  # "Start again" in the second tab
    client.post(BY_CODE, {"login": PHONE})
    first, second = (code_in(text.body) for text in texts)
    assert errors(client.post(CODE_OF_SIGN_IN, {"code": first})) == [WRONG_CODE]
    client.post(CODE_OF_SIGN_IN, {"code": second})
    assert is_in(client)


@pytest.mark.parametrize("code", ["", " ", "0", "-", "x" * 5000, "١٢٣٤٥٦٧٨", "\x00"])
def test_odd_codes_are_wrong_codes(client, account, code):
    client.post(BY_CODE, {"login": PHONE})
    response = client.post(CODE_OF_SIGN_IN, {"code": code})
    assert response.status_code == 200
    assert errors(response)


def test_unknown_numbers_get_the_same_answers_and_a_text_that_tells(client, account, texts):
    pages = []
    for phone in (PHONE, "+491713920002"):
        browser = Client()
        answer = browser.post(BY_CODE, {"login": phone})
        shown = [browser.get(answer.url), browser.post(answer.url, {"code": "1234-567"})]
        shown += [browser.post(answer.url, {"action": "resend"}, follow=True) for _time in range(2)]
        pages.append([said(page).replace("3920002", "3920001") for page in shown])
    assert pages[0] == pages[1]
    told = [text.body for text in texts if text.phone == "+491713920002"]
    assert len(told) == len(texts) / 2
    assert "there is no account with it" in told[0]


def test_another_code_takes_the_place_of_the_first(client, account, texts):
    client.post(BY_CODE, {"login": PHONE, "next": "/orders/"})
    page = client.post(CODE_OF_SIGN_IN, {"action": "resend", "next": "/orders/"})
    assert page.url == f"{CODE_OF_SIGN_IN}?next=%2Forders%2F"
    assert "Another code is on its way." in said(client.get(page.url))
    first, second = (code_in(text.body) for text in texts)
    assert errors(client.post(CODE_OF_SIGN_IN, {"code": first}))
    assert client.post(CODE_OF_SIGN_IN, {"code": second, "next": "/orders/"}).url == "/orders/"


def test_codes_are_not_sent_without_end(client, account, texts, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/key"}
    client.post(BY_CODE, {"login": PHONE})
    for _time in range(5):
        page = client.post(CODE_OF_SIGN_IN, {"action": "resend"}, follow=True)
    assert "That was a little fast." in said(page)
    assert len(texts) == 3
    cache.clear()


def test_unknown_addresses_get_the_same_answers_and_a_mail_that_tells(client):
    known, pages = UserFactory(email="one@aisle.example"), []
    for email in (known.email, "two@aisle.example"):
        browser = Client()
        answer = browser.post(BY_CODE, {"login": email})
        shown = [browser.get(answer.url), browser.post(answer.url, {"code": "1234-567"})]
        shown += [browser.post(answer.url, {"action": "resend"}, follow=True) for _time in range(2)]
        pages.append([said(page).replace("two@", "one@") for page in shown])
    assert pages[0] == pages[1]
    assert mail.outbox[-1].subject == "There is no account with this address"


def test_a_number_that_was_changed_meanwhile_opens_nothing(client, account, texts):
    client.post(BY_CODE, {"login": PHONE})
    account.phone = "+491713920009"
    account.save()
    client.post(CODE_OF_SIGN_IN, {"code": code_in(texts[0].body)})
    assert not is_in(client)
    account.refresh_from_db()
    assert account.phone == "+491713920009"


def test_who_registered_a_strangers_address_and_waits_is_shut_out(client):
    """The stranger's password goes when the owner proves the address by a code of their own."""
    stranger = Client()
    stranger.post(SIGNUP, {"login": "owner@aisle.example", "password1": PASSWORD})
    client.post(BY_CODE, {"login": "owner@aisle.example"})
    page = client.post(CODE_OF_SIGN_IN, {"code": code_in(mail.outbox[-1].body)}, follow=True)
    assert is_in(client)
    assert "The password of the registration was never confirmed" in said(page)
    stranger = Client()
    stranger.post(LOGIN, {"login": "owner@aisle.example", "password": PASSWORD})
    assert not is_in(stranger)


def test_who_registered_a_strangers_number_and_waits_is_shut_out(client, texts):
    stranger = Client()
    stranger.post(SIGNUP, {"login": PHONE, "password1": PASSWORD})
    client.post(BY_CODE, {"login": PHONE})
    client.post(CODE_OF_SIGN_IN, {"code": code_in(texts[-1].body)})
    assert is_in(client)
    stranger = Client()
    stranger.post(LOGIN, {"login": PHONE, "password": PASSWORD})
    assert not is_in(stranger)


def test_an_account_that_the_shop_made_keeps_its_password(client):
    account = UserFactory()
    client.post(BY_CODE, {"login": account.email})
    client.post(CODE_OF_SIGN_IN, {"code": code_in(mail.outbox[0].body)})
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_closed_account_gets_no_code(client, texts):
    PhoneAccountFactory(phone=PHONE, is_active=False)
    client.post(BY_CODE, {"login": PHONE})
    assert "there is no account with it" in texts[0].body


def test_a_code_for_registration_opens_no_other_door(client):
    client.post(SIGNUP, {"login": "new@aisle.example"})
    code = code_in(mail.outbox[0].body)
    client.post(CODE_OF_SIGN_IN, {"code": code})
    assert not is_in(client)
    client.post(CODE_OF_ADDRESS, {"code": code})
    assert is_in(client)
