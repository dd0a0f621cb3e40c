"""Search results in the order of one visitor's taste. Runs in the web process: it reads what is known, it never scores.

Only the order changes, never what is found: a product moves up by its affinity, from 0 (nothing known) to MOST_AFFINITY
(on top of the visitor's own list, of the category and the brand they look at most). Its place is divided by 1 + affinity,
so what fits the words best stays near the top, and nothing rises from the far end. SEARCH_TASTE, or an experiment's arm,
says how much of the affinity counts. What a business rule excludes from recommendations is found all the same, but never
rises.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Event, Placement, Slate, Visitor
from recommender.behavior.visitor import RequestVisitor
from recommender.rules.selectors import acting_rules
from recommender.serving.models import RecommendationList
from recommender.serving.page_arms import PageArms
from recommender.serving.pools import PERSONAL, SESSION, WORDS
from recommender.serving.slates import ServedSlate, SlateItem

HEAD = 100  # what stands deeper stays where the words put it
RECENT = 100  # events that tell of a taste
WEIGHTS = {"list": 0.5, "category": 0.5, "brand": 4.0}  # measured: docs/experiments.md
MOST_AFFINITY = sum(WEIGHTS.values())


@dataclass(frozen=True)
class Taste:
    """What is known of a visitor: the own list, and how much of each product."""

    listed: Sequence[int]
    weights: Counter[int]
    has_account: bool
    version_id: int | None


class Affinity(NamedTuple):
    value: float
    kind: str
    """What says most of it: list, category, brand; empty where nothing does."""

    def times(self, pull: float) -> "Affinity":
        return Affinity(self.value * pull, self.kind) if pull else NO_AFFINITY


NO_AFFINITY = Affinity(0.0, "")


def rank_for_visitor(
    visitor: RequestVisitor, product_ids: Sequence[int], *, start: int, size: int
) -> ServedSlate | None:
    """One page of these results, nearest to the visitor first; None where nothing known would move anything.

    Who meets an arm has a slate wherever the taste would say something, also where the arm does not listen to it: who is
    compared must not depend on what the arms do.
    """
    taste = _taste(visitor) if visitor.is_logged and product_ids else None
    if taste is None:
        return None
    arms = PageArms.of(visitor)
    pull = arms.search_taste()
    if not pull and not arms.on(Placement.SEARCH_RERANK):
        return None
    head = product_ids[:HEAD]
    affinities = {product: affinity(shares) for product, shares in shares_of(taste, head).items()}
    affinities |= dict.fromkeys(_excluded(head), NO_AFFINITY)
    if not any(found.value for found in affinities.values()):
        return None
    affinities = {product: found.times(pull) for product, found in affinities.items()}
    shown = [*nearest_first(head, affinities), *product_ids[HEAD:]][start : start + size]
    slate = Slate.objects.create(
        id=uuid.uuid4(),
        visitor_id=visitor.id,
        placement=Placement.SEARCH_RERANK,
        product_ids=shown,
        model_version_id=taste.version_id,
        source=(PERSONAL if taste.has_account else SESSION) if pull else WORDS,
        arm_id=arms.named_on(Placement.SEARCH_RERANK),
    )
    items = (
        SlateItem(product, position, _reason(affinities.get(product, NO_AFFINITY)))
        for position, product in enumerate(shown, start=1)
    )
    return ServedSlate(slate.id, str(slate.placement), slate.source, tuple(items))


def _taste(visitor: RequestVisitor) -> Taste | None:
    """In one query. A visitor without a row is a new guest, of whom nothing is known."""
    own = RecommendationList.objects.filter(
        placement=Placement.HOME_FOR_YOU, visitor=OuterRef("pk"), arm=None
    )
    wanted = Event.objects.filter(
        visitor=OuterRef("pk"), kind__in=settings.EVENT_WEIGHTS, product_id__isnull=False
    ).order_by("-occurred_at")
    willing = Visitor.objects.exclude(allows_personalization=False)
    rows = willing.filter(pk=visitor.id).values_list(
        "account_id",
        Subquery(own.values("product_ids")[:1]),
        Subquery(own.values("model_version")[:1]),
        ArraySubquery(wanted.values(entry=JSONObject(product="product_id", kind="kind"))[:RECENT]),
    )
    account, listed, version, events = rows.first() or (None, None, None, [])
    if not listed and not events:
        return None
    weights: Counter = Counter()
    for event in events:
        weights[event["product"]] += settings.EVENT_WEIGHTS[event["kind"]]
    return Taste(listed or [], weights, account is not None, version)


def shares_of(taste: Taste, products: Sequence[int]) -> dict[int, dict[str, float]]:
    """How much of this taste each product meets, from 0 to 1: its place on the list, its category's and its brand's share."""
    kinds = catalog.kinds({*products, *taste.weights})
    categories = _shares((kinds[p].category, weight) for p, weight in taste.weights.items() if p in kinds)
    brands = _shares((kinds[p].brand, weight) for p, weight in taste.weights.items() if p in kinds)
    listed = {product: 1 - place / len(taste.listed) for place, product in enumerate(taste.listed)}
    found = {}
    for product in products:
        kind = kinds.get(product)
        found[product] = {
            "list": listed.get(product, 0.0),
            "category": categories.get(kind.category, 0.0) if kind else 0.0,
            "brand": brands.get(kind.brand, 0.0) if kind and kind.brand else 0.0,
        }
    return found


def affinity(shares: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> Affinity:
    said = {name: share * weights[name] for name, share in shares.items()}
    value = sum(said.values())
    return Affinity(value, max(said, key=said.__getitem__) if value else "")


def nearest_first(products: Sequence[int], affinities: Mapping[int, Affinity]) -> list[int]:
    """These results, the most relevant first, in the order of the taste."""
    places = {product: place for place, product in enumerate(products, start=1)}
    return sorted(products, key=lambda product: places[product] / (1 + affinities[product].value))


def _shares(weighed: Iterable[tuple]) -> dict:
    sums: Counter = Counter()
    for name, weight in weighed:
        sums[name] += weight
    total = sum(sums.values())
    return {name: weight / total for name, weight in sums.items()}


def _excluded(products: Sequence[int]) -> list[int]:
    rules = acting_rules([Placement.SEARCH_RERANK], now=timezone.now())
    if not rules.excludes_on(Placement.SEARCH_RERANK):
        return []
    kinds = catalog.kinds(products).items()
    return [p for p, kind in kinds if rules.excludes(p, kind.category, Placement.SEARCH_RERANK)]


def _reason(affinity: Affinity) -> dict | None:
    return {"kind": affinity.kind} if affinity.kind else None
