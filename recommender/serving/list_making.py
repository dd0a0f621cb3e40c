"""How lists are made: candidates → scores → ranking → re-ranking, for many visitors at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.conf import settings

from recommender import catalog
from recommender.behavior.models import Placement
from recommender.dataset.sequences import Histories
from recommender.serving import explanations
from recommender.serving.histories import VisitorHistories, latest_histories
from recommender.serving.live_model import LiveModel
from recommender.serving.models import RecommendationList
from recommender.serving.ranking import JUST_SEEN, candidate_mask, just_seen_last, with_due_products
from recommender.serving.refusals import Refusals
from recommender.serving.variety import marginally_relevant

SCORED_AT_ONCE = 16_000_000  # scores in memory (64 MB), whatever the size of the catalog


@dataclass(frozen=True)
class ListMaker:
    """All that is the same for every visitor of a shard, and what each of them is not to be shown."""

    model: LiveModel
    diversity: float
    arm_id: int | None
    """Of an experiment; None for everybody's lists."""
    refusals: dict[UUID, Refusals]
    rhythms: dict[int, int]
    """Days until a bought consumable is bought again."""
    sellable: np.ndarray
    """(V+1,) bool."""
    now: datetime

    @classmethod
    def of(
        cls,
        model: LiveModel,
        refusals: dict[UUID, Refusals],
        *,
        now: datetime,
        diversity: float | None = None,
        arm_id: int | None = None,
    ) -> "ListMaker":
        """`diversity` is another than the shop's own."""
        bought = {product for refused in refusals.values() for product in refused.bought}
        sellable = candidate_mask(model.vocabulary, catalog.sellable_ids())
        diversity = settings.LIST_DIVERSITY if diversity is None else diversity
        return cls(model, diversity, arm_id, refusals, catalog.consumables(bought), sellable, now)

    def all_lists(self) -> list[RecommendationList]:
        """Of every visitor who has a history."""
        pasts = latest_histories(self.refusals.keys(), self.model.vocabulary)
        return [made for part in _parts(pasts, self.model.vocabulary.size) for made in self.lists(part)]

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
                arm_id=self.arm_id,
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
            items = marginally_relevant(items, list(best.values()), vectors, diversity=self.diversity)
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
