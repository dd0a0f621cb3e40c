"""A forgotten password."""

import pytest
from allauth.account.internal.flows import code_verification
from django.core import mail
from django.test import Client

from tests.accounts.sign_in.pages import CODE_OF_RESET, LOGIN, NEW_PASSWORD, RESET, errors, is_in, said
from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in

pytestmark = pytest.mark.django_db
PHONE = "+491713920001"
NEW = "quite-another-long-password"
SAVED = {"password1": NEW, "password2": NEW}


@pytest.fixture
def account():
    return UserFactory(email="one@aisle.example", phone=PHONE, phone_verified=True)


def test_by_mail(client, account):
    assert client.post(RESET, {"login": "One@aisle.example"}).url == CODE_OF_RESET
    assert client.post(CODE_OF_RESET, {"code": code_in(mail.outbox[0].body)}).url == NEW_PASSWORD
    client.post(NEW_PASSWORD, SAVED)
    assert is_in(client)
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert mail.outbox[1].subject == "Your password is reset"


def test_by_phone(client, account, texts):
    assert client.post(RESET, {"login": "0171 3920001"}).url == CODE_OF_RESET
    assert mail.outbox == []
    assert client.post(CODE_OF_RESET, {"code": code_in(texts[0].body)}).url == NEW_PASSWORD
    client.post(NEW_PASSWORD, SAVED)
    assert is_in(client)
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_an_account_without_an_address_is_told_by_text(client, texts):
    PhoneAccountFactory(phone=PHONE)
    client.post(RESET, {"login": PHONE})
    client.post(CODE_OF_RESET, {"code": code_in(texts[0].body)})
    client.post(NEW_PASSWORD, SAVED)
    assert is_in(client)
    assert texts[1].body.startswith("Aisle: Your password is reset.")


def test_all_other_sessions_end(client, account):
    elsewhere = Client()
    elsewhere.post(LOGIN, {"login": account.email, "password": PASSWORD})
    assert elsewhere.get("/accounts/").status_code == 200
    client.post(RESET, {"login": account.email})
    code = next(code_in(sent.body) for sent in mail.outbox if "new password" in sent.subject)
    client.post(CODE_OF_RESET, {"code": code})
    client.post(NEW_PASSWORD, SAVED)
    assert elsewhere.get("/accounts/").status_code == 302


def test_without_the_code_there_is_no_new_password(client, account):
    client.post(RESET, {"login": account.email})
    assert client.post(NEW_PASSWORD, SAVED).url == CODE_OF_RESET
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_three_wrong_tries_end_it(client, account, texts):
    client.post(RESET, {"login": PHONE})
    code = code_in(texts[0].body)
    for _try in range(3):
        client.post(CODE_OF_RESET, {"code": "0000-000"})
    assert client.post(CODE_OF_RESET, {"code": code}).url == LOGIN


def test_a_code_expires(client, account, texts, monkeypatch, settings):
    client.post(RESET, {"login": PHONE})
    later = code_verification.time.time() + settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT + 1
    monkeypatch.setattr(code_verification.time, "time", lambda: later)
    assert client.post(CODE_OF_RESET, {"code": code_in(texts[0].body)}).url == LOGIN


def test_a_code_serves_once(client, account, texts):
    client.post(RESET, {"login": PHONE})
    code = code_in(texts[0].body)
    client.post(CODE_OF_RESET, {"code": code})
    client.post(NEW_PASSWORD, SAVED)
    client.post("/accounts/logout/")
    assert client.post(CODE_OF_RESET, {"code": code}).url == LOGIN
    assert client.post(NEW_PASSWORD, SAVED).url == RESET


@pytest.mark.parametrize(("known", "unknown"), [("one@", "two@"), ("+491713920001", "+491713920002")])
def test_strangers_learn_nothing(account, texts, known, unknown):
    pages = []
    for contact in (known, unknown):
        browser = Client()
        login = contact + "aisle.example" if "@" in contact else contact
        answer = browser.post(RESET, {"login": login})
        assert answer.url == CODE_OF_RESET
        shown = [browser.get(CODE_OF_RESET), browser.post(CODE_OF_RESET, {"code": "0000-000"})]
        pages.append([said(page).replace("two@", "one@").replace("3920002", "3920001") for page in shown])
    assert pages[0] == pages[1]
    assert len(mail.outbox) + len(texts) == 2


def test_a_number_that_was_changed_meanwhile_opens_nothing(client, account, texts):
    client.post(RESET, {"login": PHONE})
    account.phone = "+491713920009"
    account.save()
    assert client.post(CODE_OF_RESET, {"code": code_in(texts[0].body)}).url == RESET


def test_a_weak_password_is_refused_beside_its_field(client, account, texts):
    client.post(RESET, {"login": PHONE})
    client.post(CODE_OF_RESET, {"code": code_in(texts[0].body)})
    assert errors(client.post(NEW_PASSWORD, {"password1": "12345", "password2": "12345"}))
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
