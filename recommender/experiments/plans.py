"""What serving knows of the experiments that run: one small query, kept in the cache for a minute.

Starting, stopping and whatever else changes a plan says so at once (`forget_plans`).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, OuterRef, Subquery

from recommender.behavior.models import Placement
from recommender.experiments.assignment import arm_at, is_in_traffic, place_of
from recommender.experiments.choices import ExperimentKind, Serves
from recommender.experiments.models import Arm, ArmPeriod

KEY = "experiments:running"
KEPT_FOR = 60  # seconds
SERVED = ("serves", "version_id", "diversity", "category_share", "search_taste")


@dataclass(frozen=True)
class ArmPlan:
    """What a visitor of this arm is served. A broken arm serves what is live, with the shop's own settings."""

    id: int
    share: float
    serves: str = Serves.LIVE
    version_id: int | None = None
    diversity: float | None = None
    category_share: float | None = None
    search_taste: float | None = None

    @property
    def is_popular(self) -> bool:
        return self.serves == Serves.POPULARITY

    @property
    def has_own_lists(self) -> bool:
        """Another ranking than the one that everybody's lists have."""
        return self.version_id is not None or self.diversity is not None


@dataclass(frozen=True)
class Plan:
    """A running experiment."""

    placement: str
    kind: str
    salt: str
    traffic_share: float
    period: str
    """Of Thompson sampling: since when these shares hold; empty before the first renewal."""
    arms: tuple[ArmPlan, ...]

    def arms_of(self, visitor_id: UUID) -> tuple[ArmPlan, ...]:
        """None for who is outside, both where two rankers share a slate, else one: always the same in one period."""
        if not is_in_traffic(self.salt, visitor_id, share=self.traffic_share):
            return ()
        if self.kind == ExperimentKind.INTERLEAVING:
            return self.arms
        period = [self.period] if self.period else []
        place = place_of(self.salt, visitor_id, *period)
        return (self.arms[arm_at([arm.share for arm in self.arms], place)],)

    def lists_for(self, visitor_id: UUID) -> list[ArmPlan]:
        """The arms by which this visitor needs lists of their own: where shares move, by any of them."""
        met = self.arms_of(visitor_id)
        if met and self.kind == ExperimentKind.BANDIT:
            met = self.arms
        return [arm for arm in met if arm.has_own_lists]


Plans = dict[str, Plan]
"""By placement: never two on one."""


def running_plans() -> Plans:
    rows = cache.get(KEY)
    if rows is None:
        rows = _rows()
        cache.set(KEY, rows, timeout=KEPT_FOR)
    return _plans(rows)


def forget_plans() -> None:
    cache.delete(KEY)


def _rows() -> list[dict]:
    """Plain values, so that what is kept outlives a change of the classes above."""
    newest = ArmPeriod.objects.filter(arm=OuterRef("pk")).order_by("-starts_at")
    running = Arm.objects.filter(experiment__started_at__isnull=False, experiment__ended_at=None)
    rows = running.order_by("experiment_id", "pk").values(
        *("pk", "broken_at", *SERVED),
        own_share=F("share"),
        placement=F("experiment__placement"),
        kind=F("experiment__kind"),
        salt=F("experiment__salt"),
        traffic_share=F("experiment__traffic_share"),
        period=Subquery(newest.values("starts_at")[:1]),
        period_share=Subquery(newest.values("share")[:1]),
    )
    return list(rows)


def _plans(rows: list[dict]) -> Plans:
    by_placement: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_placement[row["placement"]].append(row)
    return {placement: _plan(arms) for placement, arms in by_placement.items()}


def _plan(rows: list[dict]) -> Plan:
    first = rows[0]
    period: datetime | None = first["period"]
    return Plan(
        placement=Placement(first["placement"]),
        kind=first["kind"],
        salt=first["salt"],
        traffic_share=first["traffic_share"],
        period=period.isoformat() if period else "",
        arms=tuple(_arm(row) for row in rows),
    )


def _arm(row: dict) -> ArmPlan:
    share = row["own_share"] if row["period_share"] is None else row["period_share"]
    if row["broken_at"]:
        return ArmPlan(row["pk"], share)
    return ArmPlan(row["pk"], share, **{name: row[name] for name in SERVED if name in row})
