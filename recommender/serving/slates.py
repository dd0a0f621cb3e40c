"""From recommendation lists to what one page shows. Runs in the web process: it reads, it never scores."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.behavior.visits import ensure_visit
from recommender.serving import explanations
from recommender.serving.models import RecommendationList
from recommender.serving.refusals import Refusals, refusals_of

AROUND_PRODUCTS = {
    Placement.PRODUCT_SIMILAR: Placement.PRODUCT_SIMILAR,
    Placement.PRODUCT_BOUGHT_TOGETHER: Placement.PRODUCT_BOUGHT_TOGETHER,
    # What goes with a cart is what goes with the things in it.
    Placement.CART_ADDONS: Placement.PRODUCT_BOUGHT_TOGETHER,
}
PERSONAL, SESSION, PRODUCT, POPULAR = "personal", "session", "product", "popular"


@dataclass(frozen=True)
class SlateRequest:
    placement: Placement | str
    k: int = 12
    product_ids: Collection[int] = ()
    """What the page is about: the product, or the products in the cart. They are never shown themselves."""
    page: int = 1
    """Beyond the first: another list, for whom this one had nothing. After the last page comes the first again."""


@dataclass(frozen=True)
class SlateItem:
    product_id: int
    position: int
    """In the slate, from 1."""
    reason: dict | None


@dataclass(frozen=True)
class ServedSlate:
    id: UUID
    placement: str
    source: str
    """personal (an account's list), session (a guest's), product (around products), popular."""
    items: tuple[SlateItem, ...]


@dataclass(frozen=True)
class Candidate:
    product_id: int
    reason: dict | None
    source: str
    version_id: int | None = None


def serve_slates(
    visitor: RequestVisitor, requests: Sequence[SlateRequest], *, now: datetime | None = None
) -> list[ServedSlate]:
    """The slates of one page, in few queries, no product twice; the first of the requests choose first."""
    now = now or timezone.now()
    refused = _refusals(visitor)
    pools = _pools(visitor, refused, requests)
    rhythms = catalog.sellable_rhythms({c.product_id for c in chain(*pools)})
    wanted = [[c for c in pool if _may_show(c, rhythms, refused, now)] for pool in pools]
    chosen = _choose(requests, wanted, refused)
    slates = [_row(visitor, request, items) for request, items in zip(requests, chosen, strict=True)]
    if not visitor.is_bot:
        Slate.objects.bulk_create(slate for slate in slates if slate.product_ids)
    return [_served(slate, items) for slate, items in zip(slates, chosen, strict=True)]


def serve_slate(
    visitor: RequestVisitor,
    placement: Placement | str,
    *,
    k: int = 12,
    product_ids: Collection[int] = (),
    page: int = 1,
) -> ServedSlate:
    """A single slate of a page."""
    return serve_slates(visitor, [SlateRequest(placement, k, product_ids, page)])[0]


def _refusals(visitor: RequestVisitor) -> Refusals:
    """Also makes sure that a slate can name its visitor."""
    refusals = refusals_of([visitor.id])
    if visitor.id not in refusals and not visitor.is_bot:
        ensure_visit(visitor)
    return refusals.get(visitor.id, Refusals())


def _pools(
    visitor: RequestVisitor, refused: Refusals, requests: Sequence[SlateRequest]
) -> list[list[Candidate]]:
    """For each request its candidates, best first; the popular products come after the list's own."""
    lists = _lists(visitor, requests)
    popular = _candidates(lists.get((Placement.HOME_POPULAR, None)), POPULAR)
    pools = []
    for request in requests:
        own: list[Candidate] = []
        if request.placement in AROUND_PRODUCTS:
            own = _around(lists, request)
        elif request.placement == Placement.HOME_FOR_YOU:
            source = PERSONAL if refused.has_account else SESSION
            own = _candidates(lists.get((Placement.HOME_FOR_YOU, None)), source)
        about = set(request.product_ids)
        pools.append([c for c in _once(chain(own, popular)) if c.product_id not in about])
    return pools


def _lists(visitor: RequestVisitor, requests: Sequence[SlateRequest]) -> dict[tuple, RecommendationList]:
    """All lists that the page can need, by placement and product: one query."""
    wanted = Q(placement=Placement.HOME_POPULAR, visitor=None, product_id=None)
    for request in requests:
        if request.placement == Placement.HOME_FOR_YOU:
            wanted |= Q(placement=Placement.HOME_FOR_YOU, visitor_id=visitor.id, product_id=None)
        elif around := AROUND_PRODUCTS.get(request.placement):
            wanted |= Q(placement=around, visitor=None, product_id__in=list(request.product_ids))
    return {(made.placement, made.product_id): made for made in RecommendationList.objects.filter(wanted)}


def _around(lists: dict, request: SlateRequest) -> list[Candidate]:
    """Around several products, what is near to more of them comes first."""
    placement = AROUND_PRODUCTS[request.placement]
    found = [made for product in request.product_ids if (made := lists.get((placement, product)))]
    score: dict[int, float] = {}
    for made in found:
        for product, value in zip(made.product_ids, made.scores, strict=True):
            score[product] = score.get(product, 0.0) + value
    candidates = _once(chain.from_iterable(_candidates(made, PRODUCT) for made in found))
    return sorted(candidates, key=lambda c: -score[c.product_id])


def _candidates(made: RecommendationList | None, source: str) -> list[Candidate]:
    if made is None:
        return []
    return [
        Candidate(product, reason, source, made.model_version_id)
        for product, reason in zip(made.product_ids, made.reasons, strict=True)
    ]


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each product where it comes first."""
    first: dict[int, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.product_id, candidate)
    return list(first.values())


def _may_show(candidate: Candidate, rhythms: dict, refused: Refusals, now: datetime) -> bool:
    product = candidate.product_id
    return product in rhythms and not refused.refuse(product, rhythm=rhythms[product], now=now)


def _choose(
    requests: Sequence[SlateRequest], pools: list[list[Candidate]], refused: Refusals
) -> list[list[Candidate]]:
    shown: set[int] = set()
    spare: list[Candidate] | None = None
    chosen = []
    for request, pool in zip(requests, pools, strict=True):
        fresh = [c for c in pool if c.product_id not in shown]
        if len(fresh) < request.k:
            spare = _shop_favorites(requests, without=refused.products) if spare is None else spare
            fresh += _new(spare, without=shown | {c.product_id for c in fresh} | set(request.product_ids))
        # A catalog so small that the page has shown all of it: better twice than an empty shelf.
        again = pool or _new(spare or (), without=request.product_ids)
        items = _page(fresh or again or _last_resort(request, refused), request)
        shown |= {c.product_id for c in items}
        chosen.append(items)
    return chosen


def _shop_favorites(requests: Sequence[SlateRequest], *, without: Collection[int]) -> list[Candidate]:
    """Where lists are missing or too short: enough for all requests, in the one query that full lists do not need."""
    about = {product for request in requests for product in request.product_ids}
    most = sum(request.k * (request.page + 1) for request in requests) + len(about)
    return [_popular(product) for product in catalog.popular_ids(most, without=without)]


def _last_resort(request: SlateRequest, refused: Refusals) -> list[Candidate]:
    without = {*refused.dismissed, *request.product_ids}
    return [_popular(product) for product in catalog.popular_ids(request.k * request.page, without=without)]


def _popular(product_id: int) -> Candidate:
    return Candidate(product_id, {"kind": explanations.POPULAR}, POPULAR)


def _new(candidates: Iterable[Candidate], *, without: Collection[int]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.product_id not in without]


def _page(candidates: list[Candidate], request: SlateRequest) -> list[Candidate]:
    pages = max(1, -(-len(candidates) // request.k))
    start = (request.page - 1) % pages * request.k
    return candidates[start : start + request.k]


def _row(visitor: RequestVisitor, request: SlateRequest, items: list[Candidate]) -> Slate:
    first = items[0] if items else None
    return Slate(
        id=uuid.uuid4(),
        visitor_id=visitor.id,
        placement=request.placement,
        product_ids=[c.product_id for c in items],
        model_version_id=first.version_id if first else None,
        source=first.source if first else POPULAR,
    )


def _served(slate: Slate, items: list[Candidate]) -> ServedSlate:
    return ServedSlate(
        id=slate.id,
        placement=str(slate.placement),
        source=slate.source,
        items=tuple(SlateItem(c.product_id, i, c.reason) for i, c in enumerate(items, start=1)),
    )
