"""One shelf of a page after the other: each is filled, steered by rules, varied, and leaves out what the ones before show."""

from collections.abc import Collection, Sequence
from itertools import chain

from recommender import catalog
from recommender.behavior.models import Placement
from recommender.rules.selectors import ActingRules
from recommender.serving.page_arms import PageArms
from recommender.serving.pools import OWN_ONLY, Candidate, SlateRequest, popular
from recommender.serving.refusals import Refusals
from recommender.serving.steering import Pins, moved, with_pins
from recommender.serving.variety import Limit, at_most, spread

# Shelves that are about nothing in particular, and so should hold many kinds of things.
VARIED = {Placement.HOME_FOR_YOU, Placement.HOME_POPULAR, Placement.MAIL_DIGEST}
# Shelves that say a fact of each product: two colors of a thing may both be due.
FACTS = {Placement.HOME_BUY_AGAIN, Placement.HOME_REMINDER, Placement.MAIL_DUE_AGAIN}


class Chooser:
    """One shelf after the other: what one shows, the next ones leave out."""

    def __init__(
        self,
        requests: Sequence[SlateRequest],
        refused: Refusals,
        offers: dict[int, catalog.Offer],
        rules: ActingRules,
        arms: PageArms,
    ):
        self.requests = requests
        self.arms = arms
        self.refused = refused
        self.offers = dict(offers)
        self.rules = rules
        self.shown: set[int] = set()
        self._spare: list[Candidate] | None = None

    def choose(
        self, sides: Sequence[Sequence[list[Candidate]]], pins: Sequence[Pins]
    ) -> list[list[Candidate]]:
        """What is pinned anywhere on the page has its place there and nowhere else. `sides` are each request's pools: one,
        or those of two rankers."""
        self.shown = {candidate.product_id for _, candidate in chain(*pins)}
        return [self._items(*facts) for facts in zip(self.requests, sides, pins, strict=True)]

    def _items(self, request: SlateRequest, sides: Sequence[list[Candidate]], pins: Pins) -> list[Candidate]:
        """Each of two rankers fills and varies the shelf as if it were alone, before they share it within the same limits:
        else one whose products are alike would have fewer places, and so fewer clicks."""
        limits = self._limits(request)
        pools = [self._steered(request, pool, has_pins=bool(pins)) for pool in sides]
        orders = [spread(pool, k=request.k, limits=limits) for pool in pools]
        order = self.arms.shared(request, orders, kind_of=self._kind, limits=limits)
        items = _page(with_pins(order, pins, k=request.k), request)
        self.shown |= {c.product_id for c in items}
        return items

    def _steered(self, request: SlateRequest, pool: list[Candidate], *, has_pins: bool) -> list[Candidate]:
        taken = self.shown | set(request.without)
        fresh = _without(taken, pool)
        if request.placement not in OWN_ONLY:
            if len(fresh) < request.k:
                known = {c.product_id for c in fresh}
                fresh += _without(taken | known | set(request.product_ids), self._shop_favorites())
            # A catalog so small that the page has shown all of it: better twice than an empty shelf.
            if not has_pins:
                fresh = fresh or pool or _without(request.product_ids, self._shop_favorites())
                fresh = fresh or self._last_resort(request)
        return moved(fresh, request.placement, rules=self.rules, offers=self.offers)

    def _limits(self, request: SlateRequest) -> list[Limit[Candidate]]:
        if request.placement in FACTS:
            return []
        shown = {self._group(product) for product in self.shown | set(request.without)}
        limits = [Limit(lambda candidate: self._group(candidate.product_id), held=shown - {None})]
        if request.placement in VARIED:
            share = self.arms.category_share(request.placement)
            most = at_most(share, k=request.k + len(request.standing))
            held = [self.offers[p].category for p in request.standing if p in self.offers]
            limits.append(Limit(lambda candidate: self.offers[candidate.product_id].category, most, held))
        return limits

    def _kind(self, candidate: Candidate) -> str | int:
        """One of it is enough for a slate that two rankers share."""
        return self._group(candidate.product_id) or candidate.product_id

    def _group(self, product_id: int) -> str | None:
        """What is no longer sold is nothing that a variant could double."""
        offer = self.offers.get(product_id)
        return offer.variant_group if offer else None

    def _shop_favorites(self) -> list[Candidate]:
        """Where lists are missing or too short: enough for all requests, in the one query that full lists do not need."""
        if self._spare is None:
            about = {product for r in self.requests for product in (*r.product_ids, *r.without)}
            most = sum(r.k * (r.page + 1) for r in self.requests) + len(about)
            self._spare = self._popular(most, without=self.refused.products)
        return self._spare

    def _last_resort(self, request: SlateRequest) -> list[Candidate]:
        without = {*self.refused.dismissed, *request.product_ids}
        return self._popular(request.k * request.page, without=without)

    def _popular(self, most: int, *, without: Collection[int]) -> list[Candidate]:
        found = catalog.popular_offers(
            most,
            without={*without, *self.rules.excluded_products},
            without_categories=self.rules.excluded_categories,
        )
        self.offers |= found
        return [popular(product) for product in found]


def _without(product_ids: Collection[int], candidates: Sequence[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.product_id not in product_ids]


def _page(candidates: list[Candidate], request: SlateRequest) -> list[Candidate]:
    pages = max(1, -(-len(candidates) // request.k))
    start = (request.page - 1) % pages * request.k
    return candidates[start : start + request.k]
