"""What each shelf of a page may choose from: the lists' own candidates, best first, and popular ones after them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Q

from recommender import catalog
from recommender.behavior.models import MAILED, Placement
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.plans import ArmPlan
from recommender.rules.models import BusinessRule
from recommender.serving import explanations
from recommender.serving.models import RecommendationList
from recommender.serving.refusals import Refusals

# Placements around products, and the lists that they are made from.
AROUND_PRODUCTS = {
    Placement.PRODUCT_SIMILAR: Placement.PRODUCT_SIMILAR,
    Placement.PRODUCT_BOUGHT_TOGETHER: Placement.PRODUCT_BOUGHT_TOGETHER,
    # What goes with a cart is what goes with the things in it.
    Placement.CART_ADDONS: Placement.PRODUCT_BOUGHT_TOGETHER,
    Placement.HOME_BECAUSE_VIEWED: Placement.PRODUCT_SIMILAR,
}
# What these say of their products is true of no other product, so popular ones never fill them up.
# Mails say that they are about their reader; without anything of the reader's own there is none.
OWN_ONLY = {Placement.HOME_BECAUSE_VIEWED, Placement.HOME_BUY_AGAIN, Placement.HOME_REMINDER, *MAILED}
DUE_ONLY = {Placement.HOME_BUY_AGAIN, Placement.MAIL_DUE_AGAIN}
PERSONAL, SESSION, PRODUCT, SEGMENT, POPULAR, DUE, REMINDED, WORDS, PINNED = (
    "personal",
    "session",
    "product",
    "segment",
    "popular",
    "due",
    "reminded",
    "words",
    "pinned",
)
# What fills a shelf up that its own list leaves empty; of these, what is nearer to the visitor comes first.
FILLING = [SEGMENT, POPULAR]


@dataclass(frozen=True)
class SlateRequest:
    placement: Placement | str
    k: int = 12
    product_ids: Collection[int] = ()
    """What the page is about: the product, or the products in the cart. They are never shown themselves."""
    page: int = 1
    """Beyond the first: another list, for whom this one had nothing. After the last page comes the first again."""
    without: Collection[int] = ()
    """What the page shows elsewhere; shown twice only where nothing else is left."""
    reminders: Sequence[tuple[int, str]] = ()
    """Of HOME_REMINDER: what the page has to remind of, best first, each with its reason, WAITS or SEEN."""
    standing: Collection[int] = ()
    """Of a shelf that is asked for single places: what stands in its others."""
    pins: bool = True
    """False for a single place of a shelf that stands already: what is pinned there has its own."""


@dataclass(frozen=True)
class Candidate:
    product_id: int
    reason: dict | None
    source: str
    version_id: int | None = None
    rule: BusinessRule | None = None
    """What moved it or put it here."""
    team: int | None = None
    """Where two rankers share a slate: the arm that picked it."""


class Lists:
    """All lists that one page can need, in one query. `arms` are those of experiments that the visitor meets on it."""

    def __init__(
        self,
        visitor: RequestVisitor,
        refused: Refusals,
        requests: Sequence[SlateRequest],
        *,
        arms: Iterable[ArmPlan] = (),
    ):
        wanted = Q(placement=Placement.HOME_POPULAR, visitor=None, product_id=None) & (
            Q(segment=None) | Q(segment=refused.segment_id)
        )
        for request in requests:
            if request.placement == Placement.HOME_FOR_YOU and not visitor.is_paused:
                own = Q(arm=None) | Q(arm__in=[arm.id for arm in arms if arm.has_own_lists])
                wanted |= own & Q(placement=Placement.HOME_FOR_YOU, visitor_id=visitor.id, product_id=None)
            elif around := AROUND_PRODUCTS.get(request.placement):
                wanted |= Q(placement=around, visitor=None, product_id__in=list(request.product_ids))
        if refused.lately_dismissed:
            near = refused.lately_dismissed
            wanted |= Q(placement=Placement.PRODUCT_SIMILAR, visitor=None, product_id__in=near)
        self._refused = refused
        self._found = {_key(made): made for made in RecommendationList.objects.filter(wanted)}

    @property
    def similar(self) -> dict[int, RecommendationList]:
        """By product, what is similar to it: those that were dismissed lately, and those that a shelf is about."""
        similar = Placement.PRODUCT_SIMILAR
        return {product: made for (kind, product, _), made in self._found.items() if kind == similar}

    def pool(self, request: SlateRequest, arm: ArmPlan | None = None) -> list[Candidate]:
        own: Iterable[Candidate] = ()
        if arm and arm.is_popular:
            pass  # what is popular follows below
        elif request.placement in AROUND_PRODUCTS:
            own = self._around(request)
        elif request.placement == Placement.HOME_FOR_YOU:
            source = PERSONAL if self._refused.has_account else SESSION
            personal = self._candidates(self._personal(arm), source)
            own = chain(personal, self._candidates((SEGMENT, None, None), SEGMENT))
        elif request.placement == Placement.HOME_BUY_AGAIN:
            own = map(due, self._refused.bought)
        elif request.placement == Placement.HOME_REMINDER:
            own = (Candidate(product, {"kind": kind}, REMINDED) for product, kind in request.reminders)
        if request.placement not in OWN_ONLY:
            own = chain(own, self._candidates((Placement.HOME_POPULAR, None, None), POPULAR))
        about = set(request.product_ids)
        return [candidate for candidate in _once(own) if candidate.product_id not in about]

    def _personal(self, arm: ArmPlan | None) -> tuple:
        """The arm's own list; as long as it is not made, the one that everybody has."""
        own = (Placement.HOME_FOR_YOU, None, arm.id if arm else None)
        return own if own in self._found else (Placement.HOME_FOR_YOU, None, None)

    def _around(self, request: SlateRequest) -> list[Candidate]:
        """Around several products, what is near to more of them comes first."""
        keys = [(AROUND_PRODUCTS[request.placement], product, None) for product in request.product_ids]
        score: dict[int, float] = {}
        for made in filter(None, map(self._found.get, keys)):
            for product, value in zip(made.product_ids, made.scores, strict=True):
                score[product] = score.get(product, 0.0) + value
        candidates = _once(chain.from_iterable(self._candidates(key, PRODUCT) for key in keys))
        return sorted(candidates, key=lambda c: -score[c.product_id])

    def _candidates(self, key: tuple, source: str) -> list[Candidate]:
        made = self._found.get(key)
        return [] if made is None else candidates_of(made, source)


def _key(made: RecommendationList) -> tuple:
    """A page's visitor is in one segment only, so it need not be named."""
    return (SEGMENT if made.segment_id else made.placement, made.product_id, made.arm_id)


def may_show(
    candidate: Candidate,
    placement: Placement | str,
    offers: Mapping[int, catalog.Offer],
    refused: Refusals,
    now: datetime,
) -> bool:
    offer = offers.get(candidate.product_id)
    if offer is None or refused.refuse(candidate.product_id, rhythm=offer.rhythm, now=now):
        return False
    if placement in DUE_ONLY:
        return refused.is_due(candidate.product_id, rhythm=offer.rhythm, now=now)
    return True


def candidates_of(made: RecommendationList, source: str) -> list[Candidate]:
    return [
        Candidate(product, reason, source, made.model_version_id)
        for product, reason in zip(made.product_ids, made.reasons, strict=True)
    ]


def popular(product_id: int) -> Candidate:
    return Candidate(product_id, {"kind": explanations.POPULAR}, POPULAR)


def due(product_id: int) -> Candidate:
    return Candidate(product_id, {"kind": explanations.DUE, "product_id": product_id}, DUE)


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each product where it comes first."""
    first: dict[int, Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.product_id, candidate)
    return list(first.values())
