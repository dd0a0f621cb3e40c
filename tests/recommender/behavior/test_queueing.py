"""Asking the workers for a fresh list."""

import json

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from recommender.behavior.models import Event
from recommender.behavior.queueing import REFRESH_VISITOR, refresh_begins
from recommender.behavior.services import record_event
from tests.factories.behavior import request_visitor


def queued() -> list[str]:
    """The visitors in the realtime queue, which is emptied."""
    visitors = []
    with current_app.connection_for_read() as broker, broker.channel() as channel:
        while message := channel.basic_get("realtime", no_ack=True):
            assert message.headers["task"] == REFRESH_VISITOR
            visitors.append(json.loads(message.body)[0][0])
    return visitors


@pytest.fixture(autouse=True)
def _empty_queue():
    queued()
    yield
    queued()


@pytest.mark.django_db(transaction=True)
class TestQueue:
    def test_an_event_asks_for_a_fresh_list(self):
        visitor = request_visitor()
        record_event(visitor, "view", product_id=1)
        assert queued() == [str(visitor.id)]

    def test_many_events_ask_once(self):
        visitor, other = request_visitor(), request_visitor()
        for product_id in range(1, 6):
            record_event(visitor, "view", product_id=product_id)
        record_event(other, "view", product_id=1)
        assert queued() == [str(visitor.id), str(other.id)]

    def test_an_event_after_the_refresh_began_asks_again(self):
        visitor = request_visitor()
        record_event(visitor, "view", product_id=1)
        refresh_begins(visitor.id)
        record_event(visitor, "view", product_id=2)
        assert len(queued()) == 2

    def test_nothing_is_asked_before_commit(self):
        visitor = request_visitor()
        with transaction.atomic():
            record_event(visitor, "view", product_id=1)
            assert queued() == []
        assert len(queued()) == 1

    def test_what_is_rolled_back_asks_for_nothing(self):
        visitor = request_visitor()
        with transaction.atomic():
            record_event(visitor, "view", product_id=1)
            transaction.set_rollback(True)
        assert queued() == []
        record_event(visitor, "view", product_id=1)
        assert len(queued()) == 1


@pytest.mark.django_db(transaction=True)
class TestOutage:
    def test_without_a_cache_the_event_is_kept(self, settings, caplog):
        settings.CACHES = {
            "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"},
        }
        record_event(request_visitor(), "view", product_id=1)
        assert Event.objects.count() == 1
        assert "No refresh was queued" in caplog.text

    def test_without_a_broker_the_event_is_kept_and_the_next_one_asks_again(self, monkeypatch, caplog):
        visitor = request_visitor()
        with monkeypatch.context() as outage:
            outage.setattr(current_app, "send_task", refuse)
            record_event(visitor, "view", product_id=1)
        assert "No refresh was queued" in caplog.text
        record_event(visitor, "view", product_id=2)
        assert Event.objects.count() == 2
        assert queued() == [str(visitor.id)]


def refuse(*args, **kwargs):
    raise OperationalError("connection refused")
