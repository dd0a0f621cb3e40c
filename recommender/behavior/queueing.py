"""Asking the workers for a fresh list.

The task is named, not imported: tasks import services, so services cannot import tasks.
"""

import logging
import time
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

REFRESH_VISITOR = "recommender.tasks.refresh_visitor"


def queue_refresh(visitor_id: UUID) -> None:
    """After commit, and once until the task begins: many events in a row ask for one refresh."""
    transaction.on_commit(lambda: _ask(visitor_id))


def refresh_begins(visitor_id: UUID) -> float | None:
    """The task says so before it reads the events: what comes after that asks for another refresh.

    Returns when the first event asked for this one, in seconds since 1970; None where none did.
    """
    asked_at = cache.get(_key(visitor_id))
    cache.delete(_key(visitor_id))
    return asked_at if isinstance(asked_at, float) else None


def _ask(visitor_id: UUID) -> None:
    try:
        if cache.add(_key(visitor_id), time.time(), timeout=settings.REFRESH_DEBOUNCE.total_seconds()):
            _send(visitor_id)
    except (RedisError, OperationalError) as error:
        # The event is written; the next one, or the nightly refresh, will make the list.
        logger.warning("No refresh was queued for visitor %s: %s", visitor_id, error)


def _send(visitor_id: UUID) -> None:
    try:
        current_app.send_task(REFRESH_VISITOR, [str(visitor_id)], retry=False)
    except OperationalError:
        refresh_begins(visitor_id)  # else the next event would wait for what never comes
        raise


def _key(visitor_id: UUID) -> str:
    return f"refresh:{visitor_id}"
