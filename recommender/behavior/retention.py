"""How behavior leaves the log: by age, or because its owner wants it gone."""

from datetime import datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from recommender.behavior.changes import mark_changed
from recommender.behavior.models import Event, Impression, Slate, Visitor, VisitSession
from recommender.behavior.queueing import refresh_begins
from recommender.behavior.visitor import RequestVisitor

BATCH = 10_000


def erase_visitor(account: AbstractBaseUser) -> dict[str, int]:
    """Delete everything that the log and the lists know of this account; how many rows of what."""
    return erase_visitors(Visitor.objects.filter(account=account))


def erase_guest(visitor: RequestVisitor) -> dict[str, int]:
    """The same for whoever is not signed in. What has joined an account belongs to the account."""
    return erase_visitors(Visitor.objects.filter(pk=visitor.id, account=None))


@transaction.atomic
def erase_visitors(visitors: QuerySet[Visitor]) -> dict[str, int]:
    """Delete everything that the log and the lists know of these; how many rows of what."""
    ids = list(visitors.values_list("pk", flat=True))
    mark_changed(
        events=Event.objects.filter(visitor__in=ids), sessions=VisitSession.objects.filter(visitor__in=ids)
    )
    # Facts first, in one statement each: what remains is small enough for Django to collect.
    erased = {
        table.__name__: table.objects.filter(visitor__in=ids).delete()[0]
        for table in (Event, Impression, Slate, VisitSession)
    }
    Visitor.objects.filter(pk__in=ids).delete()
    for visitor_id in ids:
        # A task that still waits for its turn finds no such visitor; the mark that it waits goes now.
        transaction.on_commit(partial(refresh_begins, visitor_id), robust=True)
    return erased


def purge_events(*, before: datetime) -> dict[str, int]:
    """Delete what is older than `before`, in batches that each commit, so that the log stays writable; counts."""
    events = Event.objects.filter(session=OuterRef("pk"))
    sessions = VisitSession.objects.filter(visitor=OuterRef("pk"))
    return {
        "events": _delete(Event.objects.filter(occurred_at__lt=before)),
        "impressions": _delete(Impression.objects.filter(seen_at__lt=before)),
        "slates": _delete(Slate.objects.filter(served_at__lt=before)),
        "sessions": _delete(VisitSession.objects.filter(~Exists(events), started_at__lt=before)),
        "guests": _delete(Visitor.objects.filter(~Exists(sessions), account=None, created_at__lt=before)),
    }


def _delete(rows: QuerySet) -> int:
    total = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=keys).delete()
        total += len(keys)
    return total
