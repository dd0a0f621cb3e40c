"""Personal recommendation lists, made ahead of time: candidates → scores → ranking → re-ranking."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.conf import settings
from django.utils import timezone

from recommender import catalog
from recommender.algorithms.interface import Progress, silent
from recommender.behavior.models import Placement
from recommender.dataset.extract import active_visitor_ids
from recommender.dataset.sequences import Histories
from recommender.serving import explanations
from recommender.serving.histories import VisitorHistories, latest_histories
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.models import RecommendationList
from recommender.serving.ranking import JUST_SEEN, candidate_mask, just_seen_last, with_due_products
from recommender.serving.refusals import Refusals, refusals_of
from recommender.serving.variety import marginally_relevant

SCORED_AT_ONCE = 16_000_000  # scores in memory (64 MB), whatever the size of the catalog


def refresh_lists(
    visitor_ids: Sequence[UUID], *, now: datetime | None = None, model: LiveModel | None = None
) -> int:
    """Make the lists of these visitors anew; says how many have one. Without a live model nothing is done.

    Who has no history any more, or paused personalization, has no list any more. `model` is another than the live one.
    """
    model = model or live_model()
    if model is None or not visitor_ids:
        return 0
    refusals = {v: refused for v, refused in refusals_of(visitor_ids).items() if not refused.is_paused}
    pasts = latest_histories(refusals.keys(), model.vocabulary)
    maker = ListMaker.of(model, refusals, now=now or timezone.now())
    lists = [made for part in _parts(pasts, model.vocabulary.size) for made in maker.lists(part)]
    write_lists(lists)
    if without := set(visitor_ids) - {made.visitor_id for made in lists}:
        RecommendationList.objects.filter(visitor__in=without).delete()
    return len(lists)


def refresh_active_visitors(*, now: datetime | None = None, progress: Progress = silent) -> int:
    """The lists of all who were here lately, shard by shard, in this process."""
    active = active_visitor_ids(now=now)
    made = 0
    for done, shard in shards(active):
        made += refresh_lists(shard, now=now)
        progress(done, len(active), {})
    return made


def shards(visitor_ids: Sequence[UUID]) -> Iterator[tuple[int, Sequence[UUID]]]:
    """How many are done with this shard, and the shard."""
    size = settings.REFRESH_SHARD_SIZE
    for start in range(0, len(visitor_ids), size):
        shard = visitor_ids[start : start + size]
        yield start + len(shard), shard


def write_lists(lists: Iterable[RecommendationList]) -> None:
    """Insert or replace. In one order everywhere, so that two workers never wait for each other in a circle."""
    in_order = sorted(
        lists,
        key=lambda made: (made.placement, str(made.visitor_id), made.segment_id or 0, made.product_id or 0),
    )
    RecommendationList.objects.bulk_create(
        in_order,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["placement", "visitor", "product_id", "segment", "arm"],
        update_fields=["product_ids", "scores", "reasons", "model_version", "made_at"],
    )


@dataclass(frozen=True)
class ListMaker:
    """All that is the same for every visitor of a shard, and what each of them is not to be shown."""

    model: LiveModel
    refusals: dict[UUID, Refusals]
    rhythms: dict[int, int]
    """Days until a bought consumable is bought again."""
    sellable: np.ndarray
    """(V+1,) bool."""
    now: datetime

    @classmethod
    def of(cls, model: LiveModel, refusals: dict[UUID, Refusals], *, now: datetime) -> "ListMaker":
        bought = {product for refused in refusals.values() for product in refused.bought}
        sellable = candidate_mask(model.vocabulary, catalog.sellable_ids())
        return cls(model, refusals, catalog.consumables(bought), sellable, now)

    def lists(self, pasts: VisitorHistories) -> Iterator[RecommendationList]:
        """The best for all of them in one call, then a list for each."""
        algorithm, vocabulary = self.model.algorithm, self.model.vocabulary
        refused = [vocabulary.encode(self._unwanted(self.refusals[v])) for v in pasts.visitors]
        items, scores = algorithm.top(
            pasts.histories, k=settings.LIST_LENGTH, allowed=self.sellable, refused=refused
        )
        # Fewer than a list's length may be left.
        best = [
            dict(zip(items[row, :left].tolist(), scores[row, :left].tolist(), strict=True))
            for row, left in enumerate(np.isfinite(scores).sum(axis=1))
        ]
        due = [self._due_items(self.refusals[v]) for v in pasts.visitors]
        vectors = algorithm.item_vectors() if hasattr(algorithm, "item_vectors") else None
        listed = [
            self._in_order(best[row], pasts.histories.items[row], due[row], vectors)
            for row in range(len(best))
        ]
        self._score_due(best, due, pasts.histories)
        reasons = explanations.history_reasons(algorithm, pasts.histories, listed, vocabulary)
        for row, visitor in enumerate(pasts.visitors):
            yield RecommendationList(
                placement=Placement.HOME_FOR_YOU,
                visitor_id=visitor,
                product_ids=vocabulary.decode(listed[row]).tolist(),
                scores=[best[row][item] for item in listed[row].tolist()],
                reasons=[
                    {"kind": explanations.DUE, "product_id": int(vocabulary.decode(item))}
                    if item in due[row]
                    else reason
                    for item, reason in zip(listed[row].tolist(), reasons[row], strict=True)
                ],
                model_version=self.model.version,
                made_at=self.now,
            )

    def _in_order(
        self, best: dict[int, float], history: np.ndarray, due: list[int], vectors: np.ndarray | None
    ) -> np.ndarray:
        """Items of one visitor's list, in the order of showing. `vectors` (V+1, E) tell which are alike."""
        items = list(best)
        if vectors is not None:
            items = marginally_relevant(
                items, list(best.values()), vectors, diversity=settings.LIST_DIVERSITY
            )
        items = just_seen_last(items, set(history[-JUST_SEEN:].tolist()))
        return np.array(with_due_products(items, due), dtype=np.int64)

    def _score_due(self, best: list[dict], due: list[list[int]], histories: Histories) -> None:
        """What is due may stand on a list without being among the best; the model's word on it is kept all the same."""
        rows = [row for row, items in enumerate(due) if not best[row].keys() >= set(items)]
        if rows:
            for row, scores in zip(rows, self.model.algorithm.scores(histories.take(rows)), strict=True):
                best[row] |= {item: float(scores[item]) for item in due[row] if item not in best[row]}

    def _unwanted(self, refused: Refusals) -> list[int]:
        return [
            product
            for product in refused.products
            if refused.refuse(product, rhythm=self.rhythms.get(product), now=self.now)
        ]

    def _due_items(self, refused: Refusals) -> list[int]:
        due = self.model.vocabulary.encode(self._due(refused))
        return due[self.sellable[due]].tolist()

    def _due(self, refused: Refusals) -> list[int]:
        """Consumables that are probably used up, those bought last first: who stopped long ago may not want them."""
        due = [
            product
            for product in refused.bought
            if refused.is_due(product, rhythm=self.rhythms.get(product), now=self.now)
        ]
        return sorted((p for p in due if p not in refused.dismissed), key=refused.bought.get, reverse=True)


def _parts(pasts: VisitorHistories, vocabulary_size: int) -> Iterator[VisitorHistories]:
    """As many visitors at once as the memory for their scores allows."""
    size = max(1, SCORED_AT_ONCE // vocabulary_size)
    for start in range(0, len(pasts), size):
        part = slice(start, start + size)
        yield VisitorHistories(pasts.visitors[part], pasts.histories.take(part))
