import smtplib

import pytest
from celery.exceptions import Retry
from django.core import mail

from shop import tasks
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
SITE = "https://shop.example/"


def test_the_confirmation_is_sent_once_however_often_the_task_comes():
    order = OrderFactory()
    for _ in range(2):
        tasks.send_order_confirmation(order.pk, SITE)
    assert [message.to for message in mail.outbox] == [[order.email]]


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("away"), ConnectionRefusedError()])
def test_a_mail_server_that_is_away_is_tried_again_with_growing_pauses(monkeypatch, error):
    def fail(**_order):
        raise error

    pauses = []

    def retry(**how):
        pauses.append(how["countdown"])
        return Retry()

    monkeypatch.setattr(tasks, "send_confirmation", fail)
    monkeypatch.setattr(tasks.send_order_confirmation, "retry", retry)
    for retries in range(3):
        tasks.send_order_confirmation.push_request(retries=retries)
        with pytest.raises(Retry):
            tasks.send_order_confirmation(1, SITE)
        tasks.send_order_confirmation.pop_request()
    assert len(pauses) == 3
    assert all(0 <= pause <= limit for pause, limit in zip(pauses, [5, 10, 20], strict=True))
