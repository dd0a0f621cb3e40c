import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.sign_in.pages import (
    CODE_OF_ADDRESS,
    CODE_OF_PHONE,
    LOGIN,
    SIGNUP,
    WRONG_CODE,
    errors,
    is_in,
    said,
)
from tests.concurrency import at_once
from tests.factories.accounts import PASSWORD, PhoneAccountFactory, UserFactory, code_in
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
PHONE = "+491713920001"


def test_by_address(client):
    response = client.post(SIGNUP, {"login": "New@Aisle.example", "password1": PASSWORD})
    assert response.url == CODE_OF_ADDRESS
    assert not is_in(client)
    (sent,) = mail.outbox
    assert sent.to == ["new@aisle.example"]
    code = code_in(sent.body)
    assert sent.subject == f"{code} is your code for Aisle"
    client.post(CODE_OF_ADDRESS, {"code": code})
    assert is_in(client)
    account = User.objects.get()
    assert (account.email, account.phone) == ("new@aisle.example", None)
    assert account.check_password(PASSWORD)
    assert account.emailaddress_set.get().verified


def test_by_phone_without_a_password(client, texts):
    response = client.post(SIGNUP, {"login": "0171 392 0001"})
    assert response.url == CODE_OF_PHONE
    (sent,) = texts
    assert sent.phone == PHONE
    assert "+49 171 3920001" in said(client.get(CODE_OF_PHONE))
    response = client.post(CODE_OF_PHONE, {"code": code_in(sent.body).replace("-", " ")}, follow=True)
    assert is_in(client)
    account = User.objects.get()
    assert (account.email, account.phone, account.phone_verified) == (None, PHONE, True)
    assert not account.has_usable_password()
    assert mail.outbox == []


def test_the_text_lets_the_phone_fill_in_the_code_on_this_site_only(client, texts):
    client.post(SIGNUP, {"login": PHONE})
    code = code_in(texts[0].body)
    assert texts[0].body.splitlines()[-1] == f"@testserver #{code.replace('-', '')}"


def test_the_field_of_the_code_is_made_for_phones(client):
    client.post(SIGNUP, {"login": PHONE})
    field = BeautifulSoup(client.get(CODE_OF_PHONE).content, "html.parser").select_one("[name=code]")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")


def test_what_the_guest_did_joins_the_new_account_and_the_page_says_so(client, texts):
    product = ProductFactory(stock=9)
    client.post("/cart/add/", {"product_id": product.pk, "quantity": 2})
    client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
    client.post(SIGNUP, {"login": PHONE})
    page = said(client.post(CODE_OF_PHONE, {"code": code_in(texts[0].body)}, follow=True))
    assert "We put 1 product from your visit into your cart." in page
    assert "1 favorite from your visit is now in your account." in page


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b", "12", "030 1234567", "+49 171", "anna@aisle.example\nBcc: x@y.example"]
)
def test_what_is_neither_is_refused_beside_the_field_and_kept(client, typed):
    response = client.post(SIGNUP, {"login": typed})
    assert response.status_code == 200
    assert errors(response)
    field = BeautifulSoup(response.content, "html.parser").select_one("[name=login]")
    assert field.get("value", "").split() == typed.split()
    assert not User.objects.exists()


def test_a_weak_password_is_refused(client):
    response = client.post(SIGNUP, {"login": PHONE, "password1": "12345"})
    assert errors(response)
    assert not User.objects.exists()


def test_a_known_address_gets_the_same_answer_and_a_mail_that_tells(client):
    UserFactory(email="one@aisle.example")
    new = client.post(SIGNUP, {"login": "two@aisle.example", "password1": PASSWORD})
    page = said(client.get(new.url))
    client.cookies.clear()
    known = client.post(SIGNUP, {"login": "ONE@aisle.example", "password1": PASSWORD})
    assert known.url == new.url
    assert said(client.get(known.url)) == page.replace("two@", "one@")
    assert [sent.to for sent in mail.outbox] == [["two@aisle.example"], ["one@aisle.example"]]
    assert mail.outbox[1].subject == "You have an account already"
    assert User.objects.count() == 2
    assert errors(client.post(known.url, {"code": "1234-5678"})) == [WRONG_CODE]


def test_a_known_number_gets_the_same_answer_and_a_text_that_tells(client, texts):
    PhoneAccountFactory(phone=PHONE)
    new = client.post(SIGNUP, {"login": "+491713920002"})
    page = said(client.get(new.url))
    client.cookies.clear()
    known = client.post(SIGNUP, {"login": PHONE})
    assert known.url == new.url
    assert said(client.get(known.url)) == page.replace("0002", "0001")
    assert [sent.phone for sent in texts] == ["+491713920002", PHONE]
    assert "there is an account with this number already" in texts[1].body
    assert User.objects.count() == 2


def test_a_known_address_costs_as_much_work_as_a_new_one(client, monkeypatch):
    made = []
    monkeypatch.setattr("accounts.sign_in.forms.make_password", made.append)
    UserFactory(email="one@aisle.example")
    client.post(SIGNUP, {"login": "one@aisle.example", "password1": PASSWORD})
    assert made == [PASSWORD]


def test_another_code_can_be_asked_for(client, texts):
    client.post(SIGNUP, {"login": PHONE})
    page = client.post(CODE_OF_PHONE, {"action": "resend"}, follow=True)
    assert "Another code is on its way." in said(page)
    first, second = (code_in(text.body) for text in texts)
    assert errors(client.post(CODE_OF_PHONE, {"code": first}))
    client.post(CODE_OF_PHONE, {"code": second})
    assert is_in(client)


def test_whoever_did_not_finish_is_asked_again_at_sign_in(client):
    client.post(SIGNUP, {"login": "new@aisle.example", "password1": PASSWORD})
    client.cookies.clear()
    response = client.post(LOGIN, {"login": "new@aisle.example", "password": PASSWORD})
    assert response.url == CODE_OF_ADDRESS
    assert not is_in(client)
    client.post(CODE_OF_ADDRESS, {"code": code_in(mail.outbox[-1].body)})
    assert is_in(client)


def test_the_mail_is_in_the_language_of_the_page(client):
    client.post("/accounts/preferences/", {"language": "zh-hans"})
    client.post(SIGNUP, {"login": "new@aisle.example"})
    assert code_in(mail.outbox[0].body)


def api(client, path: str, said: dict):
    return client.post(f"/api/v1/accounts/browser/v1/auth/{path}", said, content_type="application/json")


def test_by_phone_through_the_api(client, texts):
    assert api(client, "signup", {"phone": PHONE}).status_code == 401  # a code is asked for
    assert api(client, "phone/verify", {"code": code_in(texts[0].body)}).status_code == 200
    assert is_in(client)
    assert User.objects.get().phone == PHONE


def test_the_api_wants_an_address_or_a_number(client):
    answer = api(client, "signup", {"password": PASSWORD})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == "email"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contact", ["new@aisle.example", PHONE])
def test_two_who_register_the_same_at_once_make_one_account(contact, texts):
    def register() -> str:
        return Client().post(SIGNUP, {"login": contact}).url

    answers = at_once([register, register])
    assert set(answers) == {CODE_OF_PHONE if contact == PHONE else CODE_OF_ADDRESS}
    assert User.objects.count() == 1
    assert len(mail.outbox) + len(texts) == 2
