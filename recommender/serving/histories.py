"""Visitors' latest interactions as a model reads them, cleaned exactly as they were for its training."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection

from recommender.dataset.build import build_sequences
from recommender.dataset.extract import cleaning_rules, event_table, interaction_kinds
from recommender.dataset.sequences import Histories, Samples, histories_of
from recommender.dataset.vocabulary import Vocabulary

EVENTS_PER_INTERACTION = 4  # view, click, cart and purchase of one product are one interaction

LATEST = """
    SELECT visitor_id, product_id, kind, occurred_at FROM unnest(%s::uuid[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT id AS event_id, visitor_id, product_id, kind, occurred_at FROM recommender_event
        WHERE visitor_id = wanted.id AND kind = ANY(%s) AND product_id IS NOT NULL
        AND (kind <> 'review' OR rating IS NULL OR rating >= %s)
        ORDER BY occurred_at DESC, id DESC LIMIT %s
    ) AS latest ORDER BY visitor_id, occurred_at, event_id
"""


@dataclass(frozen=True)
class VisitorHistories:
    """Row r of `histories` is what `visitors[r]` did; who did nothing that the vocabulary knows is left out."""

    visitors: list[UUID]
    histories: Histories

    def __len__(self) -> int:
        return len(self.visitors)


def latest_histories(visitor_ids: Iterable[UUID], vocabulary: Vocabulary) -> VisitorHistories:
    """One query for all of them."""
    length = settings.RECOMMENDER_MAX_LENGTH
    with connection.cursor() as cursor:
        cursor.execute(
            LATEST,
            [
                list(visitor_ids),
                interaction_kinds(),
                settings.LEAST_STARS,
                length * EVENTS_PER_INTERACTION,
            ],
        )
        visitors, table = event_table(cursor)
    sequences = build_sequences(table, vocabulary=vocabulary, rules=cleaning_rules()).sequences
    # A sample's history is all before its target; here nothing is held out, so the target lies behind the end.
    everything = Samples(np.arange(len(sequences), dtype=np.int64), sequences.lengths)
    histories = histories_of(sequences, everything, max_length=length)
    return VisitorHistories([visitors[code] for code in sequences.keys], histories)
