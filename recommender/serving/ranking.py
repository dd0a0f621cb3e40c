"""Which items are candidates, and from ranked ones to the order in which they are shown."""

from itertools import islice

import numpy as np

from recommender.dataset.vocabulary import Vocabulary

JUST_SEEN = 10  # events back
DUE_EVERY = 3  # a consumable that is due takes every third place …
DUE_AT_MOST = 4  # … until so many stand there


def candidate_mask(vocabulary: Vocabulary, product_ids: set[int]) -> np.ndarray:
    """(V+1,) bool: the items that stand for one of these products."""
    mask = np.zeros(vocabulary.size, dtype=bool)
    mask[1:] = np.isin(
        vocabulary.product_ids, np.fromiter(product_ids, dtype=np.int64, count=len(product_ids))
    )
    return mask


def just_seen_last(items: list[int], seen: set[int]) -> list[int]:
    """What the visitor has just looked at goes to the end: they know where it is."""
    return [item for item in items if item not in seen] + [item for item in items if item in seen]


def with_due_products(items: list[int], due: list[int]) -> list[int]:
    """Consumables that are due rise to every third place, and leave the place that they had.

    A visitor who has bought something steadily wants it again, though nothing of the visit speaks of it.
    """
    due = due[:DUE_AT_MOST]
    rest = iter(item for item in items if item not in set(due))
    mixed: list[int] = []
    for product in due:
        mixed += islice(rest, DUE_EVERY - 1)
        mixed.append(product)
    return [*mixed, *rest][: max(len(items), len(due))]
