"""Lists pushed when a visit begins, and what of them the visit turned to: F1 by list length, and its ceiling.

After Zhao, "Research on the Application of Deep Neural Networks in Personalized Product Recommendations on E-Commerce
Platforms" (2024), section 5. The paper does not say what is relevant; here it is every different item of the visit, known
before it only by what the visitor did earlier. S cases, K places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.dataset.sequences import Samples, Sequences
from recommender.dataset.sessionize import row_of_each, sessions_of

LENGTHS = (5, 10, 15, 20, 25, 30)  # six groups, as in the paper, which does not print them
LONGEST = max(LENGTHS)


@dataclass(frozen=True)
class PushCases:
    """samples: the histories end where each visit begins · case (M,), item (M,): the pairs that are relevant
    sizes (S,): how many items are relevant to each case, at least 1."""

    samples: Samples
    case: np.ndarray
    item: np.ndarray
    sizes: np.ndarray

    def __len__(self) -> int:
        return len(self.samples)

    def hits(self, lists: np.ndarray) -> np.ndarray:
        """(S, K) bool: which places of lists (S, K) hold a relevant item."""
        width = int(max(lists.max(initial=0), self.item.max(initial=0))) + 1
        pushed = np.arange(len(self))[:, None] * width + lists
        return np.isin(pushed, self.case * width + self.item)


def push_cases(sequences: Sequences, *, since: int) -> PushCases:
    """Visits that begin at or after `since` (seconds since the epoch), by visitors who were there before."""
    sessions, rows = sessions_of(sequences), row_of_each(sequences)
    _, first = np.unique(sessions, return_index=True)
    begins = (sequences.times[first] >= since) & (first > sequences.offsets[rows[first]])
    number = np.cumsum(begins) - 1  # of the case of each session
    asked = begins[sessions]
    pairs = np.unique(np.stack([number[sessions][asked], sequences.items[asked]], axis=1), axis=0)
    first = first[begins]
    return PushCases(
        samples=Samples(rows[first], first - sequences.offsets[rows[first]]),
        case=pairs[:, 0],
        item=pairs[:, 1],
        sizes=np.bincount(pairs[:, 0], minlength=len(first)),
    )


def push_values(
    hits: np.ndarray, sizes: np.ndarray, *, lengths: Sequence[int] = LENGTHS
) -> dict[str, np.ndarray]:
    """(S,) of each case by name, such as "F1@10": precision, recall, their harmonic mean F1 (equation 7), and the ceiling.

    A list of k places for r relevant items has a precision of at most min(k, r) / k and a recall of at most min(k, r) / r,
    so F1 = 2 hits / (k + r) is at most 2 min(k, r) / (k + r): the ceiling, which is 1 only where k = r.
    """
    found = {}
    for k in lengths:
        right = hits[:, :k].sum(axis=1)
        found[f"precision@{k}"] = right / k
        found[f"recall@{k}"] = right / sizes
        found[f"F1@{k}"] = 2 * right / (k + sizes)
        found[f"ceiling@{k}"] = 2 * np.minimum(k, sizes) / (k + sizes)
    return found
