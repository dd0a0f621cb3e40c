"""What accounts send goes through the queue, after the commit."""

import pytest
from django.core import mail
from django.db import transaction

from accounts import tasks
from accounts.sms.backends import SmsBackend
from config.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def eager(monkeypatch):
    monkeypatch.undo()  # what tests/conftest.py does in place of the queue
    monkeypatch.setattr("accounts.sms.backends.MemoryBackend.sent", sent := [])
    app.conf.task_always_eager = True
    yield sent
    app.conf.task_always_eager = False


class Forgetful(SmsBackend):
    tries = 0

    def send(self, text) -> None:
        Forgetful.tries += 1
        if Forgetful.tries < 3:
            raise TimeoutError


def test_nothing_leaves_when_the_transaction_is_rolled_back(eager):
    with transaction.atomic():
        tasks.send_text.delay_on_commit("+491713920001", "Hello")
        tasks.send_mail.delay_on_commit("one@aisle.example", "Hello", "A mail.")
        transaction.set_rollback(True)
    assert eager == mail.outbox == []


def test_it_leaves_after_the_commit(eager):
    with transaction.atomic():
        tasks.send_text.delay_on_commit("+491713920001", "Hello")
        tasks.send_mail.delay_on_commit("one@aisle.example", "Hello", "A mail.")
        assert eager == mail.outbox == []
    assert eager[0].phone == "+491713920001"
    assert mail.outbox[0].subject == "Hello"


def test_a_provider_that_fails_is_asked_again(eager, settings):
    settings.SMS = {"backend": f"{__name__}.Forgetful"}
    tasks.send_text.delay("+491713920001", "Hello")
    assert Forgetful.tries == 3


def test_somebody_waits_for_it(settings):
    for name in ("send_text", "send_mail"):
        assert settings.CELERY_TASK_ROUTES[f"accounts.tasks.{name}"] == {"queue": "realtime"}
