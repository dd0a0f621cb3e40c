"""What experiments change on one page: whose ranking a visitor sees, how it is limited, and what the slate tells of it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from random import Random

from django.conf import settings

from recommender.behavior.models import Placement
from recommender.behavior.visitor import RequestVisitor
from recommender.experiments.interleaving import team_draft
from recommender.experiments.plans import ArmPlan, Plans, running_plans
from recommender.serving.pools import Candidate, SlateRequest
from recommender.serving.variety import Limit, Row


@dataclass(frozen=True)
class Shelf:
    """What one request shows, and of which experiment's arm it is."""

    items: list[Candidate]
    arm_id: int | None = None
    teams: list[int] | None = None
    """Where two rankers share it: the arm of each place, 0 where neither picked it."""


class PageArms:
    """The arms that this visitor meets. Bots and those who paused personalization are outside of all experiments."""

    def __init__(self, visitor: RequestVisitor, plans: Plans):
        self._visitor = visitor
        self._plans = plans
        self._met = {placement: plan.arms_of(visitor.id) for placement, plan in plans.items()}

    @classmethod
    def of(cls, visitor: RequestVisitor) -> "PageArms":
        return cls(visitor, running_plans() if visitor.is_logged else {})

    def on(self, placement: str) -> tuple[ArmPlan, ...]:
        """One; two where they share a slate; none for who is outside."""
        return self._met.get(placement, ())

    def category_share(self, placement: str) -> float:
        return self._set(placement, "category_share", usual=settings.SHELF_CATEGORY_SHARE)

    def search_taste(self) -> float:
        return self._set(Placement.SEARCH_RERANK, "search_taste", usual=settings.SEARCH_TASTE)

    def _set(self, placement: str, name: str, *, usual: float) -> float:
        """What an arm sets; two that share a slate set the same."""
        found = (getattr(arm, name) for arm in self.on(placement))
        return next((value for value in found if value is not None), usual)

    def named_on(self, placement: str) -> int | None:
        """The one arm that a slate of this placement names. Who looks through this visitor's eyes leaves nothing behind."""
        met = self.on(placement)
        return met[0].id if len(met) == 1 and not self._visitor.is_observed else None

    def shared(
        self,
        request: SlateRequest,
        orders: Sequence[list[Candidate]],
        *,
        kind_of: Callable[[Candidate], Hashable],
        limits: Sequence[Limit[Candidate]],
    ) -> list[Candidate]:
        """One order, by team draft where there are two; of a kind one stands in it, and each shelf keeps the limits.

        Two that begin alike have nothing to compare, so nobody picks. A coin holds for a whole visit.
        """
        first, *others = orders
        deep = request.k * request.page
        if not others or _ids(first[:deep]) == _ids(others[0][:deep]):
            return first
        plan, visitor = self._plans[request.placement], self._visitor
        coin = Random(f"{plan.salt} {visitor.id} {visitor.session_id}")
        drafted = team_draft(
            first, others[0], key=kind_of, coin=coin, k=request.k, new_row=lambda: Row(limits).takes
        )
        arms = self.on(request.placement)
        return [c if team is None else replace(c, team=arms[team].id) for c, team in drafted]

    def shelf(self, request: SlateRequest, items: list[Candidate]) -> Shelf:
        """Who looks through this visitor's eyes sees what the visitor sees, and leaves nothing in the experiment."""
        teams = [] if self._visitor.is_observed else [candidate.team or 0 for candidate in items]
        return Shelf(items, self.named_on(request.placement), teams if any(teams) else None)


def _ids(candidates: Sequence[Candidate]) -> list[int]:
    return [candidate.product_id for candidate in candidates]
