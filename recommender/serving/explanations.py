"""Why a product is on a list. Only what really put it there: no reason is better than an invented one.

A reason is {"kind": …, "product_id": …}; the product is the one that the visitor knows already.
"""

from collections.abc import Callable

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

    With item vectors, an event counts as far as it is like the listed item; where sessions are asked too, also as far
    as both were met together. Without attention there is no reason.
    """
    if not hasattr(algorithm, "attention"):
        return [[None] * len(listed) for listed in items]
    weights = np.where(histories.items == PADDING, 0, algorithm.attention(histories))  # (B, L)
    ties = _ties(algorithm)
    return [
        [
            _reason(histories, row, event, item, vocabulary)
            for item, event in zip(
                listed, _sources(weights[row] * ties(listed, histories.items[row])), strict=True
            )
        ]
        for row, listed in enumerate(items)
    ]


def _ties(algorithm: Algorithm) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """listed (K,), history (L,) → (K, L): how much each event's item has to do with each listed one, as the algorithm sees it."""
    if not hasattr(algorithm, "item_vectors"):
        return lambda listed, history: np.ones((len(listed), len(history)))
    vectors, met = algorithm.item_vectors(), getattr(algorithm, "met_together", None)

    def ties(listed: np.ndarray, history: np.ndarray) -> np.ndarray:
        alike = np.clip(vectors[listed] @ vectors[history].T, 0, None)
        return alike if met is None else alike + met(listed, history)

    return ties


def _sources(weights: np.ndarray) -> np.ndarray:
    """(K,) the event that speaks most for each listed item, of weights (K, L); -1 where none does."""
    return np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), -1)


def _reason(histories: Histories, row: int, event: int, item: int, vocabulary: Vocabulary) -> dict | None:
    seen = histories.items[row, event]
    if event < 0 or seen == item:  # "because you viewed it" says nothing
        return None
    kind = KIND_OF_EVENT[EVENT_KINDS[histories.kinds[row, event]]]
    return {"kind": kind, "product_id": int(vocabulary.decode(seen))}
