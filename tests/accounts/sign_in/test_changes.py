"""A new address, a new number, a new password of an account that is signed in."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.sign_in.services import verify_phone
from config.errors import Conflict
from tests.accounts.sign_in.pages import (
    CHANGE_ADDRESS,
    CHANGE_PHONE,
    CODE_OF_ADDRESS,
    CODE_OF_PHONE,
    CONFIRM,
    LOGIN,
    errors,
    said,
)
from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in

pytestmark = pytest.mark.django_db
PHONE = "+491713920001"
NEW_PHONE = "+491713920002"


@pytest.fixture
def account():
    return UserFactory(email="old@aisle.example", phone=PHONE, phone_verified=True)


@pytest.fixture
def here(account):
    browser = signed_in(account)
    browser.post(CONFIRM, {"password": PASSWORD})
    mail.outbox.clear()
    return browser


def signed_in(account) -> Client:
    browser = Client()
    browser.post(LOGIN, {"login": account.email, "password": PASSWORD})
    assert is_open(browser)
    return browser


def is_open(browser) -> bool:
    return browser.get("/accounts/").status_code == 200


def test_a_new_address(here, account, texts):
    elsewhere = signed_in(account)
    mail.outbox.clear()
    assert here.post(CHANGE_ADDRESS, {"email": "New@aisle.example", "action_add": ""}).url == CODE_OF_ADDRESS
    account.refresh_from_db()
    assert account.email == "old@aisle.example"
    (sent,) = mail.outbox
    assert sent.to == ["new@aisle.example"]
    page = here.post(CODE_OF_ADDRESS, {"code": code_in(sent.body)}, follow=True)
    assert page.redirect_chain[-1][0] == CHANGE_ADDRESS
    account.refresh_from_db()
    assert account.email == "new@aisle.example"
    assert [row.email for row in account.emailaddress_set.all()] == ["new@aisle.example"]
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    notice = mail.outbox[1]
    assert (notice.to, notice.subject) == (["old@aisle.example"], "Your e-mail address is changed")
    assert "new@aisle.example" in texts[0].body


def test_a_new_number(here, account, texts):
    elsewhere = signed_in(account)
    mail.outbox.clear()
    assert here.post(CHANGE_PHONE, {"phone": "0171 3920002"}).url == CODE_OF_PHONE
    account.refresh_from_db()
    assert account.phone == PHONE
    here.post(CODE_OF_PHONE, {"code": code_in(texts[0].body)})
    account.refresh_from_db()
    assert (account.phone, account.phone_verified) == (NEW_PHONE, True)
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    assert mail.outbox[0].subject == "Your mobile number is changed"
    assert "+49 171 3920002" in mail.outbox[0].body
    assert texts[1].phone == PHONE


def test_a_new_password(here, account):
    elsewhere = signed_in(account)
    new = "quite-another-long-password"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    assert mail.outbox[-1].subject == "Your password is changed"


def test_notices_are_in_the_language_of_the_account(here, account, texts):
    account.language = "zh-hans"
    account.save()
    here.post(CHANGE_PHONE, {"phone": NEW_PHONE})
    here.post(CODE_OF_PHONE, {"code": code_in(texts[0].body)})
    # The date is written as in Chinese, whatever is translated so far.
    assert "年" in mail.outbox[0].body


def test_whoever_finds_an_open_window_needs_the_password(account, texts):
    browser = signed_in(account)
    mail.outbox.clear()
    for address, typed in (
        (CHANGE_ADDRESS, {"email": "new@aisle.example", "action_add": ""}),
        (CHANGE_PHONE, {"phone": NEW_PHONE}),
    ):
        assert browser.post(address, typed).url.startswith(CONFIRM)
    assert mail.outbox == []
    assert texts == []


def test_what_was_typed_before_the_password_is_done_after_it(account, texts):
    browser = signed_in(account)
    asked = browser.post(CHANGE_PHONE, {"phone": NEW_PHONE})
    assert errors(browser.post(asked.url, {"password": "not it"}))
    assert browser.post(asked.url, {"password": PASSWORD}).url == CODE_OF_PHONE
    assert texts[0].phone == NEW_PHONE


def test_a_phone_account_gets_an_address_and_a_password(texts):
    account, browser = PhoneAccountFactory(phone=PHONE), Client()
    browser.force_login(account)
    browser.post(CHANGE_ADDRESS, {"email": "new@aisle.example", "action_add": ""})
    browser.post(CODE_OF_ADDRESS, {"code": code_in(mail.outbox[0].body)})
    account.refresh_from_db()
    assert account.email == "new@aisle.example"
    assert "new@aisle.example" in texts[0].body
    assert browser.get("/accounts/password/change/").url == "/accounts/password/set/"
    browser.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert is_open(browser)
    assert mail.outbox[-1].subject == "Your account has a password now"


def test_a_number_that_is_anothers_stays_theirs(here, account, texts):
    other = PhoneAccountFactory(phone=NEW_PHONE)
    page = said(here.post(CHANGE_PHONE, {"phone": NEW_PHONE}, follow=True))
    assert "+49 171 3920002" in page
    here.post(CODE_OF_PHONE, {"code": code_in(texts[0].body)})
    account.refresh_from_db()
    assert account.phone == PHONE
    assert User.objects.get(phone=NEW_PHONE) == other


def test_an_address_that_is_anothers_stays_theirs(here, account):
    other = UserFactory(email="new@aisle.example")
    here.post(CHANGE_ADDRESS, {"email": "new@aisle.example", "action_add": ""})
    here.post(CODE_OF_ADDRESS, {"code": code_in(mail.outbox[0].body)})
    account.refresh_from_db()
    assert account.email == "old@aisle.example"
    assert User.objects.get(email="new@aisle.example") == other


@pytest.mark.parametrize("typed", ["", "nonsense", "030 1234567", PHONE])
def test_odd_numbers_are_refused_beside_the_field(here, typed):
    assert errors(here.post(CHANGE_PHONE, {"phone": typed}))


def test_a_wrong_code_changes_nothing(here, account, texts):
    here.post(CHANGE_PHONE, {"phone": NEW_PHONE})
    for _try in range(3):
        here.post(CODE_OF_PHONE, {"code": "0000-000"})
    here.post(CODE_OF_PHONE, {"code": code_in(texts[0].body)})
    account.refresh_from_db()
    assert account.phone == PHONE


def test_an_administrator_vouches_for_what_they_write(admin_client):
    account = UserFactory(email="old@aisle.example")
    page = admin_client.get(f"/admin/accounts/user/{account.pk}/change/")
    form = page.context["adminform"].form
    typed = {name: form.initial.get(name) for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False, [])}
    typed |= {"email": "New@aisle.example", "phone": "0171 3920001", "phone_verified": "on"}
    typed |= {"created_at_0": "2026-01-01", "created_at_1": "00:00"}
    answer = admin_client.post(f"/admin/accounts/user/{account.pk}/change/", typed)
    assert answer.status_code == 302
    account.refresh_from_db()
    assert account.phone == PHONE
    assert [(row.email, row.verified) for row in account.emailaddress_set.all()] == [(account.email, True)]


def test_of_two_who_prove_one_number_at_once_the_first_has_it(account):
    PhoneAccountFactory(phone=NEW_PHONE)
    with pytest.raises(Conflict):
        verify_phone(account, NEW_PHONE)
    account.refresh_from_db()
    assert account.phone == PHONE
