"""What mails to members show: chosen by the workers for many at once, in a number of queries that does not grow with them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from django.db.models import Q

from recommender import catalog
from recommender.behavior.models import Placement, Slate
from recommender.behavior.visitor import RequestVisitor
from recommender.rules.selectors import ActingRules, acting_rules
from recommender.serving.aversion import Aversion
from recommender.serving.choosing import Chooser
from recommender.serving.models import RecommendationList
from recommender.serving.page_arms import PageArms
from recommender.serving.pools import (
    DUE_ONLY,
    PERSONAL,
    Candidate,
    SlateRequest,
    candidates_of,
    due,
    may_show,
)
from recommender.serving.refusals import Refusals, refusals_of
from recommender.serving.slates import ServedSlate, served

NEWS_AGAIN_AFTER = timedelta(days=28)  # what a digest showed is no news for so long
NEAREST = 100  # products bought, or on a list, that one mail chooses from


@dataclass(frozen=True)
class MailRequest:
    placement: Placement
    k: int
    least: int
    """Products; who has fewer is not worth a mail."""


def mail_slates(
    visitor_ids: Collection[UUID], request: MailRequest, *, now: datetime
) -> dict[UUID, ServedSlate]:
    """By visitor, a slate that is written already. Only of members, and not of those who paused personalization.

    It holds nothing that the visitor refused, that cannot be bought now, or that a rule excludes; no product that such a mail
    named before; and nothing that is merely popular.
    """
    known = {
        pk: refused
        for pk, refused in refusals_of(visitor_ids).items()
        if refused.has_account and not refused.is_paused
    }
    pools = _due(known) if request.placement in DUE_ONLY else _listed(known)
    named = _named_before(known, request.placement)
    dismissed = {product for refused in known.values() for product in refused.lately_dismissed}
    similar = _similar(dismissed)
    rules = acting_rules([request.placement], now=now)
    everything = {c.product_id for c in chain(*pools.values())} | dismissed
    batch = _Batch(request, catalog.offers(everything), rules, similar, now)
    slates, chosen = [], {}
    for visitor_id, pool in pools.items():
        items = batch.items(visitor_id, pool, known[visitor_id], named[visitor_id])
        if len(items) >= request.least:
            slate = _row(visitor_id, request.placement, items, now)
            slates.append(slate)
            chosen[visitor_id] = served(slate, items, SlateRequest(request.placement))
    Slate.objects.bulk_create(slates)
    return chosen


def take_back_slates(slate_ids: Collection[UUID]) -> None:
    """Of mails that did not leave."""
    Slate.objects.filter(pk__in=slate_ids).delete()


@dataclass(frozen=True)
class _Batch:
    """What all mails of a batch are chosen by."""

    request: MailRequest
    offers: dict[int, catalog.Offer]
    rules: ActingRules
    similar: dict[int, RecommendationList]
    now: datetime

    def items(
        self, visitor_id: UUID, pool: list[Candidate], refused: Refusals, named: Mapping[int, datetime]
    ) -> list[Candidate]:
        placement = self.request.placement
        fresh = [
            candidate
            for candidate in pool
            if may_show(candidate, placement, self.offers, refused, self.now)
            and not self._is_old(candidate.product_id, refused, named)
            and not self.rules.excludes(
                candidate.product_id, self.offers[candidate.product_id].category, placement
            )
        ]
        aversion = Aversion(refused.lately_dismissed, similar=self.similar, offers=self.offers)
        wanted = SlateRequest(placement, k=self.request.k, pins=False)
        # A mail is outside of experiments: nothing of it is seen that could be counted as exposure.
        nobody = PageArms(RequestVisitor(id=visitor_id), {})
        chooser = Chooser([wanted], refused, self.offers, self.rules, nobody)
        return chooser.choose([[aversion.stepped_back(fresh)]], [[]])[0]

    def _is_old(self, product_id: int, refused: Refusals, named: Mapping[int, datetime]) -> bool:
        """Of a consumable a mail reminds once after each purchase."""
        last = named.get(product_id)
        if last is None:
            return False
        if self.request.placement in DUE_ONLY:
            return last > refused.bought[product_id]
        return last > self.now - NEWS_AGAIN_AFTER


def _listed(known: Collection[UUID]) -> dict[UUID, list[Candidate]]:
    lists = RecommendationList.objects.filter(
        Q(placement=Placement.HOME_FOR_YOU, product_id=None, arm=None), visitor__in=list(known)
    )
    return {made.visitor_id: candidates_of(made, PERSONAL)[:NEAREST] for made in lists}


def _due(known: Mapping[UUID, Refusals]) -> dict[UUID, list[Candidate]]:
    """What was bought last comes last: it is the least overdue."""
    return {
        pk: [due(product) for product in sorted(refused.bought, key=refused.bought.get)][-NEAREST:]
        for pk, refused in known.items()
        if refused.bought
    }


def _named_before(known: Collection[UUID], placement: Placement) -> dict[UUID, dict[int, datetime]]:
    found: dict[UUID, dict[int, datetime]] = defaultdict(dict)
    mails = Slate.objects.filter(visitor__in=list(known), placement=placement).order_by("served_at")
    for visitor_id, products, at in mails.values_list("visitor_id", "product_ids", "served_at"):
        found[visitor_id] |= dict.fromkeys(products, at)
    return found


def _similar(dismissed: Collection[int]) -> dict[int, RecommendationList]:
    lists = RecommendationList.objects.filter(
        placement=Placement.PRODUCT_SIMILAR, visitor=None, product_id__in=dismissed
    )
    return {made.product_id: made for made in lists}


def _row(visitor_id: UUID, placement: Placement, items: list[Candidate], now: datetime) -> Slate:
    return Slate(
        id=uuid.uuid4(),
        visitor_id=visitor_id,
        placement=placement,
        product_ids=[item.product_id for item in items],
        model_version_id=items[0].version_id,
        source=items[0].source,
        served_at=now,
    )
