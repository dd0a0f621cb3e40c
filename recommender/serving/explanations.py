"""Why a product is on a list. Only what really put it there: no reason is better than an invented one.

A reason is {"kind": …, "product_id": …}; the product is the one that the visitor knows already.
"""

import numpy as np

from recommender.algorithms.interface import Algorithm
from recommender.dataset.sequences import EVENT_KINDS, Histories
from recommender.dataset.vocabulary import PADDING, Vocabulary

VIEWED, LIKED, IN_CART, BOUGHT, REVIEWED = "viewed", "liked", "in_cart", "bought", "reviewed"
DUE = "due"  # a consumable that was bought and is probably used up
BOUGHT_TOGETHER = "bought_together"
VIEWED_TOGETHER = "viewed_together"
SIMILAR = "similar"  # alike in what it is, not in who looked at it
WAITS, SEEN = (
    "waits",
    "seen",
)  # what a reminder says of the product itself: it lies in the cart, it was looked at
POPULAR = "popular"
PINNED = "pinned"  # an administrator put it there; no list did
SEGMENT = "segment"  # popular among the visitors who behave like this one

KIND_OF_EVENT = {
    "view": VIEWED,
    "click": VIEWED,
    "favorite": LIKED,
    "cart_add": IN_CART,
    "purchase": BOUGHT,
    "review": REVIEWED,
}


def history_reasons(
    algorithm: Algorithm, histories: Histories, items: list[np.ndarray], vocabulary: Vocabulary
) -> list[list[dict | None]]:
    """For each row of histories, a reason for each of its listed items: the event that the model looked at most.

    With item vectors, an event counts as far as it is like the listed item. Without attention there is no reason.
    """
    if not hasattr(algorithm, "attention"):
        return [[None] * len(listed) for listed in items]
    weights = np.where(histories.items == PADDING, 0, algorithm.attention(histories))  # (B, L)
    vectors = algorithm.item_vectors() if hasattr(algorithm, "item_vectors") else None
    return [
        [
            _reason(histories, row, event, item, vocabulary)
            for item, event in zip(
                listed, _sources(weights[row], histories.items[row], listed, vectors), strict=True
            )
        ]
        for row, listed in enumerate(items)
    ]


def _sources(
    weights: np.ndarray, history: np.ndarray, listed: np.ndarray, vectors: np.ndarray | None
) -> np.ndarray:
    """(K,) the event that speaks most for each listed item; -1 where none does."""
    if vectors is not None:
        weights = weights * np.clip(vectors[listed] @ vectors[history].T, 0, None)
    weights = np.broadcast_to(weights, (len(listed), len(history)))  # (K, L)
    return np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)


def _reason(histories: Histories, row: int, event: int, item: int, vocabulary: Vocabulary) -> dict | None:
    seen = histories.items[row, event]
    if event < 0 or seen == item:  # "because you viewed it" says nothing
        return None
    kind = KIND_OF_EVENT[EVENT_KINDS[histories.kinds[row, event]]]
    return {"kind": kind, "product_id": int(vocabulary.decode(seen))}
