"""What only the live model can say: a worker answers, a page of the administration reads the answer.

Answers lie in the cache for two minutes and nowhere else, so that nothing of a visitor outlives an erasure for longer.
"""

from typing import Any
from uuid import UUID

import numpy as np
from celery import current_app
from django.core.cache import cache

from recommender.dataset.sequences import EVENT_KINDS
from recommender.dataset.vocabulary import PADDING
from recommender.serving.histories import latest_histories
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.refusals import refusals_of

TASK = "recommender.tasks.answer_with_live_model"
VISITOR, PRODUCT = "visitor", "product"
KEPT_FOR = 120  # seconds
ASKED_AGAIN_AFTER = 20  # seconds: a worker may have been away
NEIGHBORS = 6


def answer_or_ask(about: str, key: object) -> dict[str, Any] | None:
    """The answer where there is one; else a worker is asked, once for all who wait."""
    answer = cache.get(_key(about, key))
    if answer is None and cache.add(f"{_key(about, key)}:asked", 1, timeout=ASKED_AGAIN_AFTER):
        # Named, not imported: tasks import what they do.
        current_app.send_task(TASK, [about, str(key)], retry=False)
    return answer


def keep_answer(about: str, key: str) -> None:
    """In a worker."""
    answer = explain_visitor(UUID(key)) if about == VISITOR else explain_product(int(key))
    cache.set(_key(about, key), answer, timeout=KEPT_FOR)


def explain_visitor(visitor_id: UUID) -> dict[str, Any]:
    """The history as the live model reads it, and how much it attends to each event; shares of 1.

    Nothing is said of who was erased or paused personalization.
    """
    model = live_model()
    if model is None:
        return {"version": None, "has_attention": False, "events": []}
    refusals = refusals_of([visitor_id]).get(visitor_id)
    is_read = refusals is not None and not refusals.is_paused
    return {
        "version": model.version.number,
        "has_attention": hasattr(model.algorithm, "attention"),
        "events": _attended(model, visitor_id) if is_read else [],
    }


def explain_product(product_id: int) -> dict[str, Any]:
    """Whether the live model knows the product, from behavior or from its words alone, and what stands nearest to it."""
    model = live_model()
    if model is None:
        return {"version": None}
    item = int(model.vocabulary.encode([product_id])[0])
    table = getattr(getattr(model.algorithm, "network", None), "items", None)
    return {
        "version": model.version.number,
        "in_vocabulary": item != PADDING,
        "learned": bool(table.known[item]) if item != PADDING and hasattr(table, "known") else None,
        "neighbors": _nearest(model, item) if item != PADDING else [],
    }


def _attended(model: LiveModel, visitor_id: UUID) -> list[dict[str, Any]]:
    past = latest_histories([visitor_id], model.vocabulary).histories
    if not len(past):
        return []
    attends = getattr(model.algorithm, "attention", None)
    weights = attends(past)[0].tolist() if attends else [None] * past.items.shape[1]
    return [
        {
            "product_id": int(model.vocabulary.decode(past.items[0, place])),
            "kind": EVENT_KINDS[past.kinds[0, place]],
            "at": int(past.times[0, place]),
            "weight": weights[place],
        }
        for place in np.flatnonzero(past.items[0] != PADDING)[::-1]
    ]


def _nearest(model: LiveModel, item: int) -> list[int]:
    """By the vectors that the model compares items with; an algorithm without such vectors has no neighbors."""
    if not hasattr(model.algorithm, "item_vectors"):
        return []
    vectors = model.algorithm.item_vectors()
    likeness = vectors @ vectors[item]
    likeness[[PADDING, item]] = -np.inf
    best = np.argsort(-likeness, kind="stable")[:NEIGHBORS]
    return model.vocabulary.decode(best[np.isfinite(likeness[best])]).tolist()


def _key(about: str, key: object) -> str:
    return f"live-answer:{about}:{key}"
