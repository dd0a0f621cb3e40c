"""Simulated visitors: always marked as such in the log, and taken out of it on demand."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from recommender.behavior.cookie import SALT
from recommender.behavior.models import Dismissal, Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.retention import erase_visitors


def welcome_simulated(visitor_ids: Iterable[UUID], *, at: datetime) -> None:
    """Rows of visitors to come, before they do anything. Those that are there already stay as they are."""
    rows = [
        Visitor(id=pk, is_simulated=True, allows_personalization=True, created_at=at) for pk in visitor_ids
    ]
    Visitor.objects.bulk_create(rows, ignore_conflicts=True)


def mark_simulated(visitor_ids: Collection[UUID]) -> int:
    """Of those who came by the pages as everybody does."""
    return Visitor.objects.filter(pk__in=visitor_ids, account=None).update(is_simulated=True)


def erase_simulated(visitor_ids: Collection[UUID]) -> dict[str, int]:
    """All that the log knows of these, as far as they are simulated; how many rows of what."""
    return erase_visitors(Visitor.objects.filter(pk__in=visitor_ids, account=None, is_simulated=True))


@transaction.atomic
def forget_since(visitor_ids: Collection[UUID], moment: datetime) -> None:
    """Take back what these simulated visitors did from this moment on: a simulation that was killed does it again."""
    theirs = {"visitor__in": visitor_ids, "visitor__is_simulated": True}
    Event.objects.filter(**theirs, occurred_at__gte=moment).delete()
    Impression.objects.filter(**theirs, seen_at__gte=moment).delete()
    Slate.objects.filter(**theirs, served_at__gte=moment).delete()
    VisitSession.objects.filter(**theirs, started_at__gte=moment).delete()
    Dismissal.objects.filter(**theirs, at__gte=moment).delete()


def visitor_of_cookie(value: str) -> UUID:
    """Whom the shop's own cookie names. Raises BadSignature for any other."""
    return UUID(signing.loads(value, salt=SALT, max_age=settings.VISITOR_COOKIE_AGE)[0])
