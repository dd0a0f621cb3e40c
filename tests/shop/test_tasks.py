import smtplib
from datetime import timedelta
from uuid import uuid4

import pytest
from celery.exceptions import Retry
from django.conf import settings
from django.core import mail
from django.utils import timezone

from shop import tasks
from shop.cart.models import Cart, SavedProduct
from shop.favorites.models import Favorite
from shop.mails.models import SentMail
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.mails import SentMailFactory, subscriber
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


def test_guests_of_long_ago_are_forgotten_and_nobody_else():
    long_ago = timezone.now() - settings.BEHAVIOR_RETENTION - timedelta(days=1)
    product = ProductFactory()
    owners = {
        "gone": {"visitor_id": uuid4()},
        "here": {"visitor_id": uuid4()},
        "member": {"account": UserFactory()},
    }
    for name, owner in owners.items():
        for table in (Cart, Favorite, SavedProduct):
            row = table.objects.create(**owner, **({} if table is Cart else {"product": product}))
            if name != "here":
                table.objects.filter(pk=row.pk).update(**{table.last_touched: long_ago})

    assert tasks.forget_old_guests() == {"Cart": 1, "Favorite": 1, "SavedProduct": 1}
    assert tasks.forget_old_guests() == {"Cart": 0, "Favorite": 0, "SavedProduct": 0}
    for table in (Cart, Favorite, SavedProduct):
        assert table.objects.count() == 2
        assert not table.objects.filter(**owners["gone"]).exists()


class TestMails:
    @pytest.fixture
    def queued(self, monkeypatch, settings) -> list:
        settings.SITE_URL, settings.MAIL_QUIET_HOURS = "https://shop.example", (0, 0)
        asked = []
        monkeypatch.setattr(tasks.send_mail_batch, "delay", lambda *which: asked.append(which))
        return asked

    def test_each_hour_begins_with_both_kinds(self, queued):
        tasks.send_mails()
        assert queued == [("digest",), ("due_again",)]

    def test_a_full_batch_asks_for_the_next_one(self, queued, settings):
        settings.MAIL_BATCH = 1
        products = [product.pk for product in ProductFactory.create_batch(4)]
        account = subscriber(listed=products)
        tasks.send_mail_batch("digest")
        assert queued == [("digest", account.pk)]
        assert [message.to for message in mail.outbox] == [[account.email]]
        tasks.send_mail_batch(*queued.pop())
        assert queued == []

    def test_records_go_when_the_log_does(self):
        SentMailFactory(begun_at=timezone.now() - settings.BEHAVIOR_RETENTION - timedelta(hours=1))
        kept = SentMailFactory()
        assert tasks.forget_old_mails() == 1
        assert SentMail.objects.get() == kept
