"""A dismissed product speaks against what is like it.

The dismissed product itself is refused for good; its neighbors only step back, as far as they are near to it, and what
stands in its category steps back like the nearest. That is done when a page is served: the very next shelf shows it, and a
dismissal that is taken back leaves no trace.
"""

from collections.abc import Mapping, Sequence

from recommender.catalog import Offer
from recommender.serving.models import RecommendationList
from recommender.serving.pools import FILLING, Candidate

NEIGHBORS = 24  # of each dismissed product, nearest first
# Measured: docs/experiments.md. Further back costs many hits, and neighbors alone say less of a dislike than the category.
SAME_CATEGORY = 1.0  # as near as the nearest neighbor
PLACES_BACK = 12  # for the nearest: one shelf down


class Aversion:
    """How much speaks against a product; none where nothing was dismissed lately."""

    def __init__(
        self,
        dismissed: Sequence[int],
        *,
        similar: Mapping[int, RecommendationList],
        offers: Mapping[int, Offer],
    ):
        """`similar` has, by dismissed product, the list of what is similar to it."""
        self._offers = offers
        self._near = [_nearness(similar.get(product)) for product in dismissed]
        self._categories = [offers[p].category if p in offers else None for p in dismissed]

    def stepped_back(self, pool: Sequence[Candidate]) -> list[Candidate]:
        """The pool anew; what only fills it up stays behind its own. Places count: scores of two lists do not compare."""
        if not self._near:
            return list(pool)
        places = {
            candidate.product_id: place + PLACES_BACK * self._against(candidate.product_id)
            for place, candidate in enumerate(pool)
        }
        return sorted(pool, key=lambda c: (_filling(c), places[c.product_id]))

    def _against(self, product_id: int) -> float:
        """1 for the nearest neighbor of a dismissed product; who is near to two of them is so twice."""
        category = self._offers[product_id].category
        return sum(
            max(near.get(product_id, 0.0), SAME_CATEGORY if category == dismissed else 0.0)
            for near, dismissed in zip(self._near, self._categories, strict=True)
        )


def _filling(candidate: Candidate) -> int:
    """0 for what is on the shelf's own list; what fills it up comes later."""
    return FILLING.index(candidate.source) + 1 if candidate.source in FILLING else 0


def _nearness(similar: RecommendationList | None) -> dict[int, float]:
    neighbors = similar.product_ids[:NEIGHBORS] if similar else ()
    return {product: 1 - place / NEIGHBORS for place, product in enumerate(neighbors)}
