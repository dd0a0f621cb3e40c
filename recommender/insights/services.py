"""The shop's segments, made anew each night: who behaves alike, what they are like, and what is popular among them.

However long the log is: it is read twice, part by part; seven numbers of each visitor stay in memory, two of each product
in each segment. Clusters are learned from a sample of the visitors, and everybody goes to the nearest one. Nothing is
locked for longer than a batch takes to write: the old segments serve until their members have moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from recommender import catalog
from recommender.behavior.models import Placement, Visitor
from recommender.dataset.extract import lately
from recommender.dataset.sequences import EVENT_KINDS
from recommender.insights.assignment import put_into_segments
from recommender.insights.behavior_table import BehaviorTable
from recommender.insights.extract import behavior_parts
from recommender.insights.models import Segment, SegmentMember, SegmentSet
from recommender.insights.moves import moves_to
from recommender.insights.segment_facts import FactRules, SegmentFacts
from recommender.insights.segment_space import nearest
from recommender.insights.segments import Segmentation, find_segments
from recommender.insights.visitor_behavior import NAMES, VisitorBehavior, visitor_behavior
from recommender.serving import explanations
from recommender.serving.lists import write_lists
from recommender.serving.models import RecommendationList

CATEGORIES = 5  # in a profile
MOVED_AT_ONCE = 5_000
# Stars are not read here, and a review may say that a product is bad; who wrote it has bought, which is read.
SAYS_NOTHING = "review"


@dataclass(frozen=True)
class Log:
    """The part of the behavior log that segments are made of."""

    facts: catalog.ProductFacts
    since: datetime
    until: datetime

    def parts(self) -> Iterator[tuple[list[UUID], BehaviorTable]]:
        return behavior_parts(self.facts, since=self.since, until=self.until)

    def behavior(self) -> tuple[list[UUID], VisitorBehavior]:
        """Of everybody; visitors are named by their place."""
        until = int(self.until.timestamp())
        visitors: list[UUID] = []
        values = [np.zeros((0, len(NAMES)))]
        for part, table in self.parts():
            found = visitor_behavior(table, until=until)
            visitors += [part[code] for code in found.visitors]
            values.append(found.values)
        return visitors, VisitorBehavior(np.arange(len(visitors)), NAMES, np.concatenate(values))

    def facts_by_segment(self, numbers: Mapping[UUID, int], count: int) -> list[SegmentFacts]:
        weights = {**settings.EVENT_WEIGHTS, SAYS_NOTHING: 0.0}
        rules = FactRules(
            weights=np.array([weights.get(kind, 0.0) for kind in EVENT_KINDS]),
            half_life_days=settings.SEGMENT_HALF_LIFE_DAYS,
            until=int(self.until.timestamp()),
        )
        found = [SegmentFacts(self.facts.ids, rules) for _ in range(count)]
        for part, table in self.parts():
            # Who came, or was erased, between the two readings is in no segment.
            segments = np.array([numbers.get(visitor, -1) for visitor in part])[table.visitors]
            for number in range(count):
                found[number].add(table.take(segments == number))
        return found


def refresh_segments(*, now: datetime | None = None) -> SegmentSet | None:
    """Group all who were here lately, and replace what was known of segments; None where there are none to be made.

    The same log and seed give the same segments. Whoever stayed away for long, or was erased, is in none.
    """
    now = now or timezone.now()
    log = Log(catalog.product_facts(), lately(now=now, within=settings.SEGMENT_ACTIVE_WITHIN), now)
    visitors, behavior = log.behavior()
    found = _found(behavior)
    if found is None:
        SegmentSet.objects.all().delete()
        return None
    numbers = nearest(found.space(behavior.values), found.centers).tolist()
    facts = log.facts_by_segment(dict(zip(visitors, numbers, strict=True)), len(found.profiles))
    moves = moves_to(dict(zip(visitors, (number + 1 for number in numbers), strict=True)))
    made, segments = _write(found, facts, catalog_facts=log.facts, now=now, moves=moves)
    _move(visitors, [segments[number] for number in numbers])
    Segment.objects.bulk_update(segments, ["simulated"])
    SegmentSet.objects.filter(pk__lt=made.pk).delete()
    return made


def _found(behavior: VisitorBehavior) -> Segmentation | None:
    """Clusters of a sample that is drawn by the seed."""
    if len(behavior) < settings.SEGMENT_LEAST_VISITORS:
        return None
    seed, size = settings.RECOMMENDER_SEED, min(settings.SEGMENT_SAMPLE, len(behavior))
    drawn = np.sort(np.random.default_rng(seed).choice(len(behavior), size, replace=False))
    sample = VisitorBehavior(behavior.visitors[drawn], behavior.names, behavior.values[drawn])
    try:
        return find_segments(sample, seed=seed)
    except ValueError:  # all alike
        return None


@transaction.atomic
def _write(
    found: Segmentation,
    facts: Sequence[SegmentFacts],
    *,
    catalog_facts: catalog.ProductFacts,
    now: datetime,
    moves: dict,
) -> tuple[SegmentSet, list[Segment]]:
    """New segments with their lists, still without members."""
    made = SegmentSet.objects.create(
        visitors=sum(segment.size for segment in facts),
        indices=found.indices["standard"],
        space=found.space.as_json(),
        seed=settings.RECOMMENDER_SEED,
        moves=moves,
        made_at=now,
    )
    names = catalog.category_names()
    segments = Segment.objects.bulk_create(
        Segment(
            made_in=made,
            number=number,
            size=does.size,
            simulated=0,
            buyers=does.buyers,
            means=profile.means,
            stands_out=profile.stands_out,
            categories=_favorite_categories(does.liked, catalog_facts.categories, names),
            kinds=dict(zip(EVENT_KINDS, _shares(does.kinds), strict=True)),
            hours=_shares(does.hours),
            center=center.tolist(),
        )
        for number, (profile, does, center) in enumerate(
            zip(found.profiles, facts, found.centers, strict=True), 1
        )
    )
    sellable = catalog.sellable_ids()
    write_lists(filter(None, (_list(*pair, sellable, now) for pair in zip(segments, facts, strict=True))))
    return made, segments


def _list(
    segment: Segment, facts: SegmentFacts, sellable: set[int], now: datetime
) -> RecommendationList | None:
    products, scores = facts.popular(
        allowed=sellable, least_fans=settings.SEGMENT_LEAST_FANS, most=settings.LIST_LENGTH
    )
    if not len(products):
        return None
    return RecommendationList(
        placement=Placement.HOME_POPULAR,
        segment=segment,
        product_ids=products.tolist(),
        scores=scores.tolist(),
        reasons=[{"kind": explanations.SEGMENT}] * len(products),
        made_at=now,
    )


def _move(visitors: Sequence[UUID], segments: Sequence[Segment]) -> None:
    """Batch by batch, each for itself: a visitor is always in the old segment or in the new one."""
    for start in range(0, len(visitors), MOVED_AT_ONCE):
        place = slice(start, start + MOVED_AT_ONCE)
        wanted = dict(zip(visitors[place], segments[place], strict=True))
        with transaction.atomic():
            # Who was erased meanwhile is not there, and who took consent back meanwhile is in no segment.
            there = Visitor.objects.filter(pk__in=wanted).exclude(allows_personalization=False).order_by("pk")
            members = []
            for visitor, is_simulated in there.values_list("pk", "is_simulated"):
                wanted[visitor].simulated += is_simulated
                members.append(SegmentMember(visitor_id=visitor, segment=wanted[visitor]))
            put_into_segments(members)


def _favorite_categories(
    liked: np.ndarray, categories: np.ndarray, names: Mapping[int, str]
) -> list[tuple[str, float]]:
    """Names and shares of what this segment's people like."""
    known, place = np.unique(categories, return_inverse=True)
    shares = _shares(np.bincount(place, weights=liked, minlength=len(known)))
    best = sorted(zip(known.tolist(), shares, strict=True), key=lambda pair: -pair[1])
    return [(names[category], share) for category, share in best[:CATEGORIES] if share > 0]


def _shares(counts: np.ndarray) -> list[float]:
    return (counts / max(counts.sum(), 1e-12)).tolist()
