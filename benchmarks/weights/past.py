"""The log of the demo as it stood at any moment of its newest days, which the live model has not learned."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from uuid import UUID

import numpy as np
from django.conf import settings

from recommender import catalog
from recommender.behavior.models import Event
from recommender.dataset.extract import extract_dataset
from recommender.dataset.sequences import Dataset, Samples, histories_of
from recommender.serving.live_model import LiveModel
from recommender.serving.ranking import JUST_SEEN, candidate_mask
from recommender.serving.reranking import RECENT, Taste

AT_ONCE = 256


@dataclass(frozen=True)
class Act:
    session: UUID
    kind: str
    product: int | None
    query: str
    at: datetime


@dataclass(frozen=True)
class Moment:
    """A visitor, who has done `place` acts so far; `end` of them in the sequence that the model reads."""

    visitor: UUID
    place: int
    row: int
    end: int


@dataclass(frozen=True)
class Past:
    model: LiveModel
    dataset: Dataset
    acts: dict[UUID, list[Act]]
    """Of each visitor, in order of time."""
    since: datetime

    @classmethod
    def of(cls, model: LiveModel, *, until: datetime) -> "Past":
        """What the live model learned ends at its version's moment; all that came later is held out."""
        columns = ("visitor_id", "session_id", "kind", "product_id", "query", "occurred_at")
        rows = (
            Event.objects.to_learn_from()
            .filter(occurred_at__lt=until)
            .order_by("visitor_id", "occurred_at", "pk")
        )
        acts = {
            visitor: [Act(*row[1:]) for row in own]
            for visitor, own in groupby(rows.values_list(*columns), key=itemgetter(0))
        }
        return cls(model, extract_dataset(until=until).dataset, acts, model.version.learned_until)

    @cached_property
    def rows(self) -> dict[str, int]:
        return {str(key): row for row, key in enumerate(self.dataset.sequences.keys)}

    @cached_property
    def sellable(self) -> np.ndarray:
        return candidate_mask(self.model.vocabulary, catalog.sellable_ids())

    @cached_property
    def vectors(self) -> np.ndarray:
        return self.model.algorithm.item_vectors()

    def moment(self, visitor: UUID, place: int) -> Moment | None:
        """None where the model would know nothing of the visitor."""
        row = self.rows.get(str(visitor))
        if row is None:
            return None
        sequences = self.dataset.sequences
        own = sequences.times[sequences.offsets[row] : sequences.offsets[row + 1]]
        at = int(self.acts[visitor][place].at.timestamp())
        end = int(np.searchsorted(own, at))
        return Moment(visitor, place, row, end) if end else None

    def begins_visit(self, moment: Moment) -> bool:
        acts = self.acts[moment.visitor]
        return not moment.place or acts[moment.place].session != acts[moment.place - 1].session

    def rest_of_session(self, moment: Moment) -> list[Act]:
        """What the visitor did from this moment to the end of the visit."""
        acts = self.acts[moment.visitor]
        session = acts[moment.place].session
        return [act for act in acts[moment.place :] if act.session == session]

    def taste(self, moment: Moment, listed: list[int]) -> Taste:
        """What serving would have read of the visitor at that moment."""
        before = [act for act in self.acts[moment.visitor][: moment.place] if act.product is not None]
        weights: Counter = Counter()
        for act in before[-RECENT:]:
            if act.kind in settings.EVENT_WEIGHTS:
                weights[act.product] += settings.EVENT_WEIGHTS[act.kind]
        return Taste(listed, weights, has_account=False, version_id=None)

    def lists(self, moments: list[Moment]) -> list[tuple[list[int], np.ndarray, set[int]]]:
        """For each moment the model's best items, best first, their scores, and what was just seen."""
        found = []
        for start in range(0, len(moments), AT_ONCE):
            part = moments[start : start + AT_ONCE]
            samples = Samples(np.array([m.row for m in part]), np.array([m.end for m in part]))
            length = settings.RECOMMENDER_MAX_LENGTH
            histories = histories_of(self.dataset.sequences, samples, max_length=length)
            items, scores = self.model.algorithm.top(histories, k=settings.LIST_LENGTH, allowed=self.sellable)
            for row in range(len(part)):
                seen = set(histories.items[row, -JUST_SEEN:].tolist())
                found.append((items[row].tolist(), scores[row], seen))
        return found
