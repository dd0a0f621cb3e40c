"""From the behavior log to a dataset: one pass over the events up to a moment, kept as numbers only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Event, EventKind
from recommender.dataset.build import build_sequences, make_dataset
from recommender.dataset.clean import CleaningRules, EventTable
from recommender.dataset.sequences import KIND_CODE, Dataset, ItemFeatures
from recommender.dataset.vocabulary import Vocabulary

CHUNK = 50_000

# Visitor, product, kind and time of an event, as a query yields them.
EventRow = tuple[UUID, int, str, datetime]


@dataclass(frozen=True)
class Extract:
    """A dataset, and how many events were read and dropped, by reason."""

    dataset: Dataset
    events: int
    dropped: Counter
    until: datetime

    @property
    def facts(self) -> dict:
        sequences = self.dataset.sequences
        return {
            "until": self.until.isoformat(),
            "events": self.events,
            "interactions": len(sequences.items),
            "visitors": len(sequences),
            "products": len(self.dataset.vocabulary),
            "dropped": dict(self.dropped),
        }


def extract_dataset(*, until: datetime, since: datetime | None = None, name: str = "shop") -> Extract:
    """The log before `until` (and from `since` on) as a dataset whose vocabulary is the whole catalog.

    Whoever was erased is no longer in the log, and so in no later dataset; nor is who paused personalization.
    """
    visitors, table = event_table(_rows(until, since))
    facts = catalog.product_facts()
    vocabulary = Vocabulary.of(facts.ids)
    built = build_sequences(table, vocabulary=vocabulary, rules=cleaning_rules())
    keys = np.array([str(visitors[code]) for code in built.sequences.keys])
    dataset = make_dataset(name, replace(built.sequences, keys=keys), vocabulary, _features(facts))
    return Extract(dataset, len(table), built.dropped, until)


def count_events(*, since: datetime, until: datetime) -> int:
    """At most so many interactions came in between: quick to tell, before anything is read or cleaned."""
    events = Event.objects.to_learn_from().filter(kind__in=interaction_kinds(), product_id__isnull=False)
    return events.filter(occurred_at__gte=since, occurred_at__lt=until).count()


def event_table(rows: Iterable[EventRow]) -> tuple[list[UUID], EventTable]:
    """Visitors in order of appearance, and the table that names them by their place in it."""
    code_of: dict[UUID, int] = {}
    chunks, rows = [], iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        visitors, products, kinds, times = zip(*chunk, strict=True)
        chunks.append(
            (
                np.array([code_of.setdefault(v, len(code_of)) for v in visitors], dtype=np.int64),
                np.array(products, dtype=np.int64),
                np.array([KIND_CODE[kind] for kind in kinds], dtype=np.int8),
                np.array([int(time.timestamp()) for time in times], dtype=np.int64),
            )
        )
    types = (np.int64, np.int64, np.int8, np.int64)
    columns = [
        np.concatenate([np.zeros(0, dtype=dtype), *(chunk[i] for chunk in chunks)])
        for i, dtype in enumerate(types)
    ]
    return list(code_of), EventTable(*columns, weights=_weights()[columns[2]])


def cleaning_rules() -> CleaningRules:
    return CleaningRules(quiet_seconds=int(settings.SESSION_GAP.total_seconds()))


def interaction_kinds() -> list[str]:
    return list(settings.EVENT_WEIGHTS)


def disliked() -> Q:
    """Reviews that say nothing good."""
    return Q(kind=EventKind.REVIEW, rating__lt=settings.LEAST_STARS)


def active_visitor_ids(*, now: datetime | None = None, within: timedelta | None = None) -> list[UUID]:
    """Who did something lately: those whose lists are worth making ahead of time."""
    since = lately(now=now or timezone.now(), within=within or settings.REFRESH_ACTIVE_WITHIN)
    active = Event.objects.to_learn_from().filter(occurred_at__gte=since, kind__in=interaction_kinds())
    return list(active.order_by("visitor_id").values_list("visitor_id", flat=True).distinct())


def lately(*, now: datetime, within: timedelta) -> datetime:
    """Where the latest part of the log begins. A log that ended before it, say an imported one, has its own "lately"."""
    since = now - within
    newest = Event.objects.filter(kind__in=interaction_kinds()).aggregate(at=Max("occurred_at"))["at"]
    return newest - within if newest and newest < since else since


def _rows(until: datetime, since: datetime | None) -> Iterable[EventRow]:
    """Through a server-side cursor; sorted, so that equal logs give equal fingerprints."""
    events = (
        Event.objects.to_learn_from()
        .filter(occurred_at__lt=until, kind__in=interaction_kinds(), product_id__isnull=False)
        .exclude(disliked())
    )
    if since:
        events = events.filter(occurred_at__gte=since)
    ordered = events.order_by("visitor_id", "occurred_at", "pk")
    return ordered.values_list("visitor_id", "product_id", "kind", "occurred_at").iterator(chunk_size=CHUNK)


def _weights() -> np.ndarray:
    """Event weight by code of the kind."""
    return np.array([settings.EVENT_WEIGHTS.get(kind, 0.0) for kind in KIND_CODE], dtype=np.float32)


def _features(facts: catalog.ProductFacts) -> ItemFeatures:
    """The same facts with the padding row in front."""
    return ItemFeatures(
        texts=["", *facts.texts],
        categories=np.concatenate([[0], facts.categories]).astype(np.int32),
        log_prices=np.concatenate([[0], np.log1p(facts.prices)]).astype(np.float32),
    )
