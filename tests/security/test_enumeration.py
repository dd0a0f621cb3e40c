"""Nobody learns who has an account: not from what is answered, and not from how much work an answer is."""

from uuid import uuid4

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from config.settings.limits import RATE_LIMITS
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.orders import OrderFactory
from tests.security.world import browser

pytestmark = pytest.mark.django_db

API = "/api/v1/accounts/browser/v1/auth"
UNKNOWN = "nobody@aisle.example"


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """Every password that was hashed, which is what takes the time."""
    done, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: done.append(password) or encode(self, password, salt),
    )
    return done


def known(**fields) -> str:
    return UserFactory(email="known@aisle.example", **fields).email


@pytest.mark.parametrize(
    ("mine", "nobodys"), [("known@aisle.example", UNKNOWN), ("+4915112345678", "+4915112345679")]
)
def test_a_wrong_password_takes_as_long_for_nobody(hashes, mine, nobodys):
    UserFactory(email="known@aisle.example", phone="+4915112345678")
    work = []
    for name in (mine, nobodys):
        hashes.clear()
        browser().post("/accounts/login/", {"login": name, "password": "not it"})
        work.append(len(hashes))
    assert work[0] == work[1] > 0


def test_a_closed_account_is_like_none(hashes):
    closed = known(is_active=False)
    hashes.clear()
    pages = [
        browser().post("/accounts/login/", {"login": name, "password": "x"}).status_code
        for name in (closed, UNKNOWN)
    ]
    assert pages == [200, 200]
    assert hashes.count("x") == 2 * (hashes.count("x") // 2) > 0


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("login", {"password": "not it"}),
        ("signup", {"password": "four-blue-teapots"}),
        ("password/request", {}),
        ("code/request", {}),
    ],
)
def test_the_api_answers_the_same(path, said):
    answers = []
    for name in (known(), UNKNOWN):
        client = browser()
        answer = client.post(f"{API}/{path}", said | {"email": name}, "application/json")
        body = answer.json()
        flows = body.get("data", {}).get("flows", [])
        answers.append(
            (
                answer.status_code,
                body.keys(),
                [flow["id"] for flow in flows if flow.get("is_pending")],
                body.get("errors"),
            )
        )
    assert answers[0] == answers[1]


def test_each_question_sends_one_mail_whoever_it_is_about(django_capture_on_commit_callbacks):
    sent = []
    for name in (known(), UNKNOWN):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            browser().post("/accounts/password/reset/", {"login": name, "email": name})
        sent.append([message.to for message in mail.outbox])
    assert len(sent[0]) == len(sent[1])


def test_an_order_of_somebody_else_is_like_none():
    order, client = OrderFactory(), browser(UserFactory())
    answers = [client.get(f"/orders/{number}/") for number in (order.number, "AAAAA-AAAAA")]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = [
        answer.content.decode().replace(number, "")
        for answer, number in zip(answers, (order.number, "AAAAA-AAAAA"), strict=True)
    ]
    assert len(texts[0]) == len(texts[1])


class TestGuessing:
    """With the limits as they are in the shop."""

    @pytest.fixture(autouse=True)
    def _limited(self, settings):
        settings.RATE_LIMITS = RATE_LIMITS
        settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid4()}"}}

    def test_a_new_code_after_each_three_guesses_ends_soon(self):
        account, client = UserFactory(), browser(REMOTE_ADDR="198.51.100.9")
        tried = 0
        for _round in range(20):
            if client.post("/accounts/login/code/", {"login": account.email}).status_code == 429:
                break
            for guess in range(3):
                answer = client.post(
                    "/accounts/login/code/confirm/", {"code": f"AAA{guess:03}", "action": "verify"}
                )
                tried += answer.status_code != 429
        assert tried <= 20  # of a million, and more
        assert client.get("/accounts/").status_code == 302

    def test_throwing_cookies_away_buys_no_more_of_them(self):
        account = UserFactory()
        answers = [
            browser(REMOTE_ADDR="198.51.100.9")
            .post("/accounts/login/code/", {"login": account.email})
            .status_code
            for _ in range(7)
        ]
        assert answers[-1] == 429
        elsewhere = browser(REMOTE_ADDR="203.0.113.7")
        assert elsewhere.post("/accounts/login/code/", {"login": account.email}).status_code == 302
        assert (
            elsewhere.post("/accounts/login/", {"login": account.email, "password": PASSWORD}).status_code
            == 302
        )
