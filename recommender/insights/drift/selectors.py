"""What the page about drift reads: measured days, summed to weeks and to five periods; and the trigger's state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from recommender.evaluation.models import GateDecision
from recommender.insights.drift.models import DriftDay, UpdateCheck
from recommender.insights.traffic.days import DAY
from recommender.training.models import ModelVersion, TrainingRun

WEEKS = 26
PERIODS = 5


@dataclass(frozen=True)
class Measured:
    """Means over the cases of some days; None where there were none, or where what served has no loss."""

    cases: int = 0
    loss: float | None = None
    hit_rate: float | None = None
    ndcg: float | None = None


@dataclass(frozen=True)
class Span:
    """Some days: what served in them beside the first version, both asked about the same cases."""

    first: date
    last: date
    dynamic: Measured
    static: Measured
    versions: list[int] = field(default_factory=list)
    """Numbers of what served."""
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fired:
    """The last update that was begun, and what came of it; `version` None where it did not get so far."""

    run: TrainingRun
    version: ModelVersion | None
    decision: GateDecision | None


def measured_days() -> list[DriftDay]:
    """All days, oldest first, with their versions."""
    return list(DriftDay.objects.select_related("version"))


def by_week(days: Iterable[DriftDay]) -> list[Span]:
    """Weeks from Monday on, the newest last, at most WEEKS of them."""
    weeks = defaultdict(list)
    for row in days:
        weeks[row.day - timedelta(days=row.day.weekday())].append(row)
    return [_span(monday, monday + 6 * DAY, rows) for monday, rows in sorted(weeks.items())][-WEEKS:]


def by_period(days: Iterable[DriftDay]) -> list[Span]:
    """T1 … T5: the days with cases, in order, cut into five parts of as many days, or one more. Empty of fewer than five."""
    by_day = defaultdict(list)
    for row in days:
        by_day[row.day].append(row)
    dates = sorted(day for day, rows in by_day.items() if any(row.cases for row in rows))
    if len(dates) < PERIODS:
        return []
    cuts = [len(dates) * number // PERIODS for number in range(PERIODS + 1)]
    parts = [dates[low:high] for low, high in pairwise(cuts)]
    return [_span(part[0], part[-1], [row for day in part for row in by_day[day]]) for part in parts]


def check_of(version: ModelVersion) -> UpdateCheck | None:
    return UpdateCheck.objects.filter(version=version).first()


def last_fired() -> Fired | None:
    run = TrainingRun.objects.filter(base__isnull=False).select_related("base").first()
    if run is None:
        return None
    version = run.versions.first()
    return Fired(run, version, version.decisions.first() if version else None)


def _span(first: date, last: date, rows: list[DriftDay]) -> Span:
    dynamic = [row for row in rows if not row.is_static]
    return Span(
        first,
        last,
        _measured(dynamic),
        _measured([row for row in rows if row.is_static]),
        sorted({row.version.number for row in dynamic}),
        sorted({row.trouble for row in rows if row.trouble}),
    )


def _measured(rows: list[DriftDay]) -> Measured:
    return Measured(
        sum(row.cases for row in rows), *(_mean(rows, name) for name in ("loss", "hit_rate", "ndcg"))
    )


def _mean(rows: list[DriftDay], name: str) -> float | None:
    """Each case counts the same, so a day with many counts more."""
    known = [(getattr(row, name), row.cases) for row in rows if row.cases and getattr(row, name) is not None]
    cases = sum(count for _value, count in known)
    return sum(value * count for value, count in known) / cases if cases else None
