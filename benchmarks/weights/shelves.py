"""The first shelf of the home page: what variety costs in hits, and what "not interested" does to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np

from benchmarks.weights.past import Moment, Past
from recommender import catalog
from recommender.behavior.models import Placement
from recommender.serving.aversion import Aversion
from recommender.serving.models import RecommendationList
from recommender.serving.pools import PERSONAL, Candidate
from recommender.serving.ranking import just_seen_last
from recommender.serving.variety import marginally_relevant, spread
from shop.demo.seeding import SeedPlan
from shop.demo.shoppers import draw_shopper
from shop.models import Category

SHELF = 12
DIVERSITIES = (0.0, 0.1, 0.2, 0.3, 0.5)
SHARES = (1.0, 0.5, 0.34, 0.25, 0.17)
PLACES_BACK = (0, 6, 12, 24, 48)
SAME_CATEGORY = (0.0, 0.5, 1.0)
OF_VARIETY = "| MMR | share | HR@12 | NDCG@12 | ± of HR | likeness | categories |\n|---:|---:|---:|---:|---:|---:|---:|"
OF_AVERSION = (
    "| places back | same category | HR@12 | ± | hidden liking | of its category | changed |\n"
    "|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Case:
    moment: Moment
    items: list[int]
    """The model's list, best first."""
    scores: np.ndarray
    seen: set[int]
    next: int
    """The product that the visitor looked at next."""


@dataclass(frozen=True)
class Shelves:
    past: Past
    cases: list[Case]
    categories: np.ndarray
    """(V+1,) of each item."""

    @classmethod
    def of(cls, past: Past, *, most: int, seed: int) -> "Shelves":
        """Moments of the held-out days at which a visitor went on to a product that was not just seen."""
        vocabulary, found = past.model.vocabulary, []
        for visitor, acts in past.acts.items():
            for place, act in enumerate(acts):
                if act.kind == "view" and act.at >= past.since and (moment := past.moment(visitor, place)):
                    found.append((moment, int(vocabulary.encode([act.product])[0])))
        drawn = np.sort(np.random.default_rng(seed).permutation(len(found))[:most])
        found = [found[place] for place in drawn]
        lists = past.lists([moment for moment, _target in found])
        cases = [
            Case(moment, items, scores, seen, target)
            for (moment, target), (items, scores, seen) in zip(found, lists, strict=True)
            if target not in seen
        ]
        return cls(past, cases, past.dataset.features.categories)

    def listed(self, case: Case, diversity: float) -> list[int]:
        """As a list is made."""
        varied = marginally_relevant(case.items, case.scores.tolist(), self.past.vectors, diversity=diversity)
        return just_seen_last(varied, case.seen)

    def shelf(self, items: list[int], share: float) -> list[int]:
        """As a shelf is filled."""
        return spread(items, k=SHELF, kind_of=lambda item: self.categories[item], share=share)[:SHELF]


def variety(shelves: Shelves, say) -> None:
    of_starts = [case for case in shelves.cases if shelves.past.begins_visit(case.moment)]
    _variety(shelves, shelves.cases, "at any moment of a visit", say)
    _variety(shelves, of_starts, "as a visit begins", say)


def _variety(shelves: Shelves, cases: list[Case], when: str, say) -> None:
    say(f"Variety of the first shelf, {when}: {len(cases)} moments\n{OF_VARIETY}")
    for diversity in DIVERSITIES:
        lists = [shelves.listed(case, diversity) for case in cases]
        for share in SHARES:
            shown = [shelves.shelf(items, share) for items in lists]
            gained = _gains(shown, [case.next for case in cases])
            likeness = np.mean([_likeness(shelves.past.vectors[items]) for items in shown])
            kinds = np.mean([len(set(shelves.categories[items].tolist())) for items in shown])
            say(
                f"| {diversity:g} | {share:g} | {100 * (gained > 0).mean():.1f} | {100 * gained.mean():.1f} |"
                f" {_error((gained > 0).astype(float)):.1f} | {likeness:.3f} | {kinds:.1f} |"
            )
    say("")


def _likeness(vectors: np.ndarray) -> float:
    """Mean cosine of the pairs."""
    return float((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)].mean())


def _gains(shown: list[list[int]], targets: list[int]) -> np.ndarray:
    """1 / log2(1 + place), 0 for what is not on the shelf."""
    places = (
        items.index(target) + 1 if target in items else np.inf
        for items, target in zip(shown, targets, strict=True)
    )
    return np.array([1 / np.log2(1 + place) for place in places])


def _error(values: np.ndarray) -> float:
    return 100 * 1.96 * values.std() / max(len(values), 1) ** 0.5


@dataclass(frozen=True)
class Dismissals:
    """Somebody says of one product of their shelf that they are not interested. Who, and of which, `choose` decides."""

    shelves: Shelves
    diversity: float
    share: float

    @cached_property
    def departments(self) -> dict[int, str]:
        """By category, the slug of its department: what a simulated taste is about."""
        paths = dict(Category.objects.values_list("pk", "path"))
        return {pk: path.split("/")[0] for pk, path in paths.items()}

    @cached_property
    def tastes(self) -> dict:
        """By visitor, how much the simulation lets them like each department in the last days."""
        departments = Category.objects.filter(parent=None).values_list("slug", flat=True)
        market, plan = SimpleNamespace(departments=sorted(departments)), SeedPlan()
        drawn = (draw_shopper(number, market, seed=plan.seed) for number in range(1, plan.shoppers + 1))
        return {shopper.visitor_id: shopper.late.departments for shopper in drawn}

    @cached_property
    def similar(self) -> dict[int, RecommendationList]:
        lists = RecommendationList.objects.filter(placement=Placement.PRODUCT_SIMILAR, visitor=None)
        return {made.product_id: made for made in lists}

    @cached_property
    def offers(self) -> dict:
        return catalog.offers(self.shelves.past.model.vocabulary.product_ids.tolist())

    def liking(self, case: Case, item: int) -> float:
        """From 0 to 1: the share of the visitor's hidden taste that the product's department has."""
        taste = self.tastes[case.moment.visitor]
        return taste.get(self.departments[int(self.shelves.categories[item])], 0.0) / sum(taste.values())

    def run(self, name: str, choose: Callable, say) -> None:
        cases = [case for case in self.shelves.cases if case.moment.visitor in self.tastes]
        pools = [self.shelves.listed(case, self.diversity) for case in cases]
        firsts = [self.shelves.shelf(pool, self.share) for pool in pools]
        dismissed = [choose(self, case, first) for case, first in zip(cases, firsts, strict=True)]
        say(f"Not interested, said of {name}: {len(cases)} moments\n{OF_AVERSION}")
        for back in PLACES_BACK:
            for same in SAME_CATEGORY if back else SAME_CATEGORY[:1]:
                with patch.multiple("recommender.serving.aversion", PLACES_BACK=back, SAME_CATEGORY=same):
                    shown = [
                        self.shelves.shelf(self.stepped_back(pool, gone), self.share)
                        for pool, gone in zip(pools, dismissed, strict=True)
                    ]
                say(f"| {back} | {same:g} | {self._cells(cases, firsts, dismissed, shown)} |")

    def stepped_back(self, pool: list[int], gone: int) -> list[int]:
        vocabulary = self.shelves.past.model.vocabulary
        product = int(vocabulary.decode(gone))
        aversion = Aversion([product], similar=self.similar, offers=self.offers)
        left = [
            Candidate(int(pk), None, PERSONAL)
            for pk, item in zip(vocabulary.decode(np.array(pool)), pool, strict=True)
            if item != gone and int(pk) in self.offers
        ]
        return vocabulary.encode([c.product_id for c in aversion.stepped_back(left)]).tolist()

    def _cells(self, cases: list[Case], firsts: list, dismissed: list[int], shown: list) -> str:
        gained = _gains(shown, [case.next for case in cases])
        hit = (gained > 0).astype(float)
        liking = np.mean(
            [np.mean([self.liking(case, i) for i in items]) for case, items in zip(cases, shown, strict=True)]
        )
        categories = self.shelves.categories
        alike = np.mean(
            [
                (categories[items] == categories[gone]).sum()
                for items, gone in zip(shown, dismissed, strict=True)
            ]
        )
        changed = np.mean([len(set(items) - set(first)) for items, first in zip(shown, firsts, strict=True)])
        return f"{100 * hit.mean():.1f} | {_error(hit):.1f} | {liking:.3f} | {alike:.2f} | {changed:.1f}"


def least_liked(dismissals: Dismissals, case: Case, shelf: list[int]) -> int:
    """What the visitor likes least by hidden taste; what they look at next they would not dismiss."""
    others = [item for item in shelf if item != case.next]
    return min(others, key=lambda item: dismissals.liking(case, item))


def the_second(_dismissals: Dismissals, case: Case, shelf: list[int]) -> int:
    """Some product near the top, for a reason of its own: they have one at home."""
    return [item for item in shelf if item != case.next][1]
