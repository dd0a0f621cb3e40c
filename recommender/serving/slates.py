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
from recommender.rules.selectors import acting_rules
from recommender.serving.aversion import Aversion
from recommender.serving.choosing import Chooser
from recommender.serving.page_arms import PageArms, Shelf
from recommender.serving.pools import (
    FILLING,
    PINNED,
    POPULAR,
    Candidate,
    Lists,
    SlateRequest,
    may_show,
)
from recommender.serving.refusals import Refusals, refusals_of
from recommender.serving.steering import pins_of

FAR = [*FILLING, PINNED]


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
    """personal (an account's list), session (a guest's), segment, product (around products), due, popular, words (of a search,
    in an arm that leaves them their order); pinned where there is nothing else."""
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

    sides = [
        [aversion.stepped_back([c for c in pool if allows(c, request.placement)]) for pool in pools]
        for request, pools in zip(requests, sides, strict=True)
    ]
    chooser = Chooser(requests, refused, offers, rules, arms)
    chosen = chooser.choose(sides, pins_of(requests, rules, allows))
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
