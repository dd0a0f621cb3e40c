"""A front end of somebody else's does with accounts all that our pages do."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory, code_in
from tests.factories.second_factor import code_of, kinds

pytestmark = pytest.mark.django_db
BASE = "/api/v1/accounts/browser/v1"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


class FrontEnd:
    """Speaks JSON, and keeps the session's cookie."""

    def __init__(self) -> None:
        self.browser = Client(headers={"User-Agent": FIREFOX})

    def get(self, path: str):
        return self.browser.get(f"{BASE}{path}")

    def post(self, path: str, **said):
        return self.browser.post(f"{BASE}{path}", said, content_type="application/json")

    def delete(self, path: str, **said):
        return self.browser.delete(f"{BASE}{path}", said, content_type="application/json")

    def sign_in(self, account, password: str = PASSWORD):
        return self.post("/auth/login", email=account.email, password=password)

    def is_signed_in(self) -> bool:
        return self.get("/auth/session").json()["meta"]["is_authenticated"]


@pytest.fixture
def front_end():
    return FrontEnd()


def test_registration_by_mail(front_end):
    answer = front_end.post("/auth/signup", email="new@aisle.example", password=PASSWORD)
    assert answer.status_code == 401  # until the address is proven
    assert {"id": "verify_email", "is_pending": True} in answer.json()["data"]["flows"]
    answer = front_end.post("/auth/email/verify", key=code_in(mail.outbox[0].body))
    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["email"] == "new@aisle.example"
    assert front_end.is_signed_in()


def test_registration_by_phone(front_end, texts):
    answer = front_end.post("/auth/signup", phone="+491713920001", password=PASSWORD)
    assert {"id": "verify_phone", "is_pending": True} in answer.json()["data"]["flows"]
    assert front_end.post("/auth/phone/verify", code=code_in(texts[0].body)).status_code == 200
    assert front_end.is_signed_in()


def test_sign_in_by_password_and_out_again(front_end):
    assert front_end.sign_in(UserFactory()).status_code == 200
    assert front_end.is_signed_in()
    assert front_end.delete("/auth/session").status_code == 401
    assert not front_end.is_signed_in()


def test_sign_in_by_code(front_end):
    account = UserFactory()
    front_end.post("/auth/code/request", email=account.email)
    assert front_end.post("/auth/code/confirm", code=code_in(mail.outbox[0].body)).status_code == 200
    assert front_end.is_signed_in()


def test_a_new_password_by_code(front_end):
    account = UserFactory()
    front_end.post("/auth/password/request", email=account.email)
    code = code_in(mail.outbox[0].body)
    front_end.post("/auth/password/reset", key=code, password="quite-another-long-password")
    account.refresh_from_db()
    assert account.check_password("quite-another-long-password")


def test_a_new_password_by_a_code_to_the_phone(front_end, texts):
    account = UserFactory(phone="+491713920001", phone_verified=True)
    asked = "/api/v1/account/password-reset/", {"phone": "0171 3920001"}
    assert front_end.browser.post(*asked, content_type="application/json").status_code == 202
    front_end.post("/auth/password/reset", key=code_in(texts[0].body), password="quite-another-long-password")
    account.refresh_from_db()
    assert account.check_password("quite-another-long-password")


@pytest.mark.parametrize("phone", ["", "nobody", "someone@aisle.example", "0171@3920001", "040 123456"])
def test_a_code_goes_to_no_other_place_than_a_mobile_phone(front_end, texts, phone):
    answer = front_end.browser.post(
        "/api/v1/account/password-reset/", {"phone": phone}, content_type="application/json"
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["phone"])
    assert not texts


def test_the_rest_of_the_api_knows_who_signed_in(front_end):
    assert front_end.browser.get("/api/v1/account/").status_code in {401, 403}
    front_end.sign_in(UserFactory())
    assert front_end.browser.get("/api/v1/account/").status_code == 200


def test_sessions_are_listed_and_ended(front_end):
    account, elsewhere = UserFactory(), FrontEnd()
    front_end.sign_in(account)
    elsewhere.sign_in(account)
    listed = front_end.get("/auth/sessions").json()["data"]
    assert [session["user_agent"] for session in listed] == [FIREFOX, FIREFOX]
    assert {"ip", "created_at", "last_seen_at", "is_current"} <= set(listed[0])
    others = [session["id"] for session in listed if not session["is_current"]]
    assert front_end.delete("/auth/sessions", sessions=others).status_code == 200
    assert (front_end.is_signed_in(), elsewhere.is_signed_in()) == (True, False)


def test_nobody_ends_a_session_of_somebody_else(front_end):
    stranger = FrontEnd()
    stranger.sign_in(UserFactory())
    theirs = UserSession.objects.get().pk
    front_end.sign_in(UserFactory())
    assert front_end.delete("/auth/sessions", sessions=[theirs]).status_code == 400
    assert stranger.is_signed_in()


def test_a_second_factor_is_set_up_and_asked_for(front_end):
    account = UserFactory()
    front_end.sign_in(account)
    front_end.post("/auth/reauthenticate", password=PASSWORD)
    secret = front_end.get("/account/authenticators/totp").json()["meta"]["secret"]
    assert front_end.post("/account/authenticators/totp", code=code_of(secret)).status_code == 200
    assert kinds(account) == {"totp", "recovery_codes"}
    codes = front_end.get("/account/authenticators/recovery-codes").json()["data"]["unused_codes"]

    elsewhere = FrontEnd()
    assert elsewhere.sign_in(account).status_code == 401
    assert not elsewhere.is_signed_in()
    assert elsewhere.post("/auth/2fa/authenticate", code=codes[0]).status_code == 200
    assert elsewhere.is_signed_in()


def test_a_passkey_is_asked_for_with_a_fresh_challenge(front_end):
    asked = [front_end.get("/auth/webauthn/login").json()["data"]["request_options"] for _ in range(2)]
    challenges = {question["publicKey"]["challenge"] for question in asked}
    assert len(challenges) == 2
    assert asked[0]["publicKey"]["userVerification"] == "required"


@pytest.mark.parametrize(
    "credential",
    [
        {"id": "no such passkey"},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": "text"},
        [],
        None,
        "text",
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": None,
            },
        },
    ],
)
def test_what_is_no_passkey_is_refused(front_end, credential):
    front_end.get("/auth/webauthn/login")
    answer = front_end.post("/auth/webauthn/login", credential=credential)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    form = {"credential": json.dumps(credential)}
    assert front_end.browser.post("/accounts/2fa/webauthn/login/", form).status_code in {302, 400}
    assert not front_end.is_signed_in()


def test_what_is_refused_is_said_as_everywhere_in_the_api(front_end):
    answer = front_end.post("/auth/login", email="no address", password="")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"], problem["code"]) == (400, "Bad Request", "invalid")
    assert set(problem["fields"]) == {"email", "password"}
    assert problem["detail"] in problem["fields"]["email"] + problem["fields"]["password"]
    assert {error["param"] for error in problem["errors"]} == {"email", "password"}  # as allauth says it


@pytest.mark.parametrize(
    ("path", "code"), [("/account/email", "not_authenticated"), ("/auth/sessions", "not_authenticated")]
)
def test_guests_are_told_to_sign_in(front_end, path, code):
    answer = front_end.get(path)
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer.json()["data"]["flows"]  # the ways in


def test_who_changes_what_keeps_the_account_safe_shows_again_who_they_are(front_end):
    account = UserFactory()
    front_end.browser.force_login(account)
    answer = front_end.get("/account/authenticators/webauthn")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_confirmed")


def test_a_body_that_is_no_json_is_refused_in_the_same_form(front_end):
    answer = front_end.browser.post(f"{BASE}/auth/login", "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_an_unknown_address_of_it_is_a_problem_too(front_end):
    assert front_end.get("/no/such/thing").json()["code"] == "not_found"


def test_other_sites_cannot_write(front_end):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{BASE}/auth/login", {"email": "a@b.example", "password": "x"}, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_a_code_for_nobody_is_refused(front_end):
    answer = front_end.post("/auth/code/request")
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"email": ["Please type your e-mail address or your phone number."]}


def test_a_guest_has_no_phone_to_take_away(front_end):
    assert front_end.delete("/account/phone").status_code == 401


def test_a_code_of_an_address_that_has_changed_is_worth_nothing(front_end):
    account = UserFactory()
    front_end.post("/auth/code/request", email=account.email)
    code = code_in(mail.outbox[0].body)
    account.email = "elsewhere@aisle.example"
    account.save()
    account.vouch_for_email()
    assert front_end.post("/auth/code/confirm", code=code).status_code == 409
    assert not front_end.is_signed_in()


def test_a_code_to_reset_by_an_address_that_has_changed_is_worth_nothing(front_end):
    account = UserFactory()
    front_end.post("/auth/password/request", email=account.email)
    code = code_in(mail.outbox[0].body)
    account.email = "elsewhere@aisle.example"
    account.save()
    account.vouch_for_email()
    answer = front_end.post("/auth/password/reset", key=code, password=f"{PASSWORD}-new")
    assert answer.status_code == 409
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
