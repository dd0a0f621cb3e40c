"""From recommendation lists to what one page shows. Runs in the web process: it reads, it never scores."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.behavior.visits import ensure_visit
from recommender.rules.models import BusinessRule
from recommender.rules.selectors import ActingRules, acting_rules
from recommender.serving.aversion import Aversion
from recommender.serving.page_arms import PageArms, Shelf
from recommender.serving.pools import (
    FILLING,
    OWN_ONLY,
    PINNED,
    POPULAR,
    Candidate,
    Lists,
    SlateRequest,
    may_show,
    popular,
)
from recommender.serving.refusals import Refusals, refusals_of
from recommender.serving.steering import Pins, moved, pins_of, with_pins
from recommender.serving.variety import Limit, at_most, spread

FAR = [*FILLING, PINNED]
# Shelves that are about nothing in particular, and so should hold many kinds of things.
VARIED = {Placement.HOME_FOR_YOU, Placement.HOME_POPULAR}
# Shelves that say a fact of each product: two colors of a thing may both be due.
FACTS = {Placement.HOME_BUY_AGAIN, Placement.HOME_REMINDER}


@dataclass(frozen=True)
class SlateItem:
    product_id: int
    position: int
    """In the slate, from 1."""
    reason: dict | None
    rule: BusinessRule | None = None
    """What an administrator decided that put it here, or moved it."""


@dataclass(frozen=True)
class ServedSlate:
    id: UUID
    placement: str
    source: str
    """personal (an account's list), session (a guest's), segment, product (around products), due, popular; pinned where
    there is nothing else."""
    items: tuple[SlateItem, ...]
    about: tuple[int, ...] = ()
    """The products that the request was about."""


def serve_slates(
    visitor: RequestVisitor, requests: Sequence[SlateRequest], *, now: datetime | None = None
) -> list[ServedSlate]:
    """The slates of one page, in few queries, no product twice; the first of the requests choose first."""
    shelves = choose(visitor, requests, now=now or timezone.now())
    slates = [_row(visitor, request, shelf) for request, shelf in zip(requests, shelves, strict=True)]
    if visitor.is_logged:
        Slate.objects.bulk_create(slate for slate in slates if slate.product_ids)
    return [
        served(slate, shelf.items, request)
        for slate, shelf, request in zip(slates, shelves, requests, strict=True)
    ]


def serve_slate(
    visitor: RequestVisitor,
    placement: Placement | str,
    *,
    k: int = 12,
    product_ids: Collection[int] = (),
    page: int = 1,
    without: Collection[int] = (),
) -> ServedSlate:
    """A single slate of a page."""
    return serve_slates(visitor, [SlateRequest(placement, k, product_ids, page, without)])[0]


def choose(visitor: RequestVisitor, requests: Sequence[SlateRequest], *, now: datetime) -> list[Shelf]:
    """What each of the requests shows, in its order."""
    refused = _refusals(visitor)
    arms = PageArms.of(visitor)
    lists = Lists(visitor, refused, requests, arms=arms.on(Placement.HOME_FOR_YOU))
    sides = [
        [lists.pool(request, arm) for arm in arms.on(request.placement) or (None,)] for request in requests
    ]
    rules = acting_rules({request.placement for request in requests}, now=now)
    dismissed = refused.lately_dismissed
    named = {candidate.product_id for pools in sides for candidate in chain(*pools)}
    beside = chain(*(request.without for request in requests))
    offers = catalog.offers({*dismissed, *rules.pinned, *named, *beside})
    aversion = Aversion(dismissed, similar=lists.similar, offers=offers)

    def allows(candidate: Candidate, placement: str) -> bool:
        return may_show(candidate, placement, offers, refused, now) and not rules.excludes(
            candidate.product_id, offers[candidate.product_id].category, placement
        )

    pools = [
        arms.merged(
            request,
            [aversion.stepped_back([c for c in pool if allows(c, request.placement)]) for pool in pools],
        )
        for request, pools in zip(requests, sides, strict=True)
    ]
    chooser = _Chooser(requests, refused, offers, rules, arms)
    chosen = chooser.choose(pools, pins_of(requests, rules, allows))
    return [arms.shelf(request, items) for request, items in zip(requests, chosen, strict=True)]


def served(slate: Slate, items: Sequence[Candidate], request: SlateRequest) -> ServedSlate:
    return ServedSlate(
        id=slate.id,
        placement=str(slate.placement),
        source=slate.source,
        items=tuple(SlateItem(c.product_id, i, c.reason, c.rule) for i, c in enumerate(items, start=1)),
        about=tuple(request.product_ids),
    )


def _refusals(visitor: RequestVisitor) -> Refusals:
    """Also learns whether a member paused personalization, and makes sure that a slate can name its visitor."""
    refusals = refusals_of([visitor.id])
    own = refusals.get(visitor.id, Refusals())
    visitor.is_paused |= own.is_paused
    if visitor.is_paused:
        return own.only_said()
    if visitor.id not in refusals and not visitor.is_bot:
        ensure_visit(visitor)
    return own


class _Chooser:
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

    def choose(self, pools: Sequence[list[Candidate]], pins: Sequence[Pins]) -> list[list[Candidate]]:
        """What is pinned anywhere on the page has its place there and nowhere else."""
        self.shown = {candidate.product_id for _, candidate in chain(*pins)}
        return [self._items(*facts) for facts in zip(self.requests, pools, pins, strict=True)]

    def _items(self, request: SlateRequest, pool: list[Candidate], pins: Pins) -> list[Candidate]:
        taken = self.shown | set(request.without)
        fresh = _without(taken, pool)
        if request.placement not in OWN_ONLY:
            if len(fresh) < request.k:
                known = {c.product_id for c in fresh}
                fresh += _without(taken | known | set(request.product_ids), self._shop_favorites())
            # A catalog so small that the page has shown all of it: better twice than an empty shelf.
            if not pins:
                fresh = fresh or pool or _without(request.product_ids, self._shop_favorites())
                fresh = fresh or self._last_resort(request)
        steered = moved(fresh, request.placement, rules=self.rules, offers=self.offers)
        items = _page(with_pins(self._varied(steered, request), pins, k=request.k), request)
        self.shown |= {c.product_id for c in items}
        return items

    def _varied(self, candidates: list[Candidate], request: SlateRequest) -> list[Candidate]:
        if request.placement in FACTS:
            return candidates
        shown = {self._group(product) for product in self.shown | set(request.without)}
        limits = [Limit(lambda candidate: self._group(candidate.product_id), held=shown - {None})]
        if request.placement in VARIED:
            most = at_most(self.arms.category_share(request.placement), k=request.k)
            limits.append(Limit(lambda candidate: self.offers[candidate.product_id].category, most))
        return spread(candidates, k=request.k, limits=limits)

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


def _row(visitor: RequestVisitor, request: SlateRequest, shelf: Shelf) -> Slate:
    """The list that most belongs to the shelf names the slate: rules may have put another one's products first."""
    first = min(
        shelf.items,
        key=lambda candidate: FAR.index(candidate.source) if candidate.source in FAR else -1,
        default=None,
    )
    return Slate(
        id=uuid.uuid4(),
        visitor_id=visitor.id,
        placement=request.placement,
        product_ids=[c.product_id for c in shelf.items],
        model_version_id=first.version_id if first else None,
        source=first.source if first else POPULAR,
        arm_id=shelf.arm_id,
        teams=shelf.teams,
    )
