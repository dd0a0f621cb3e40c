"""What an experiment's visitors did, as numbers of each visitor and day.

The visitor is the unit: each counts for the arm that they met, from the moment when they first saw a slate of it. V
visitors, in order of exposure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

import numpy as np
from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate

from recommender.behavior.models import Event, EventKind, Impression, Slate
from recommender.experiments.choices import Metric
from recommender.experiments.models import Arm, Experiment
from recommender.experiments.selectors import exposures, slates_of
from recommender.experiments.statistics.ratios import Moments


@dataclass
class Deeds:
    """Amounts: whose, on which day (counted from the experiment's first), how much."""

    whose: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)

    def add(self, visitor: int, day: int, amount: float) -> None:
        self.whose.append(visitor)
        self.days.append(day)
        self.amounts.append(amount)

    def until(self, day: int, *, count: int) -> np.ndarray:
        """(V,): each visitor's amounts up to the end of this day, added up."""
        early = np.asarray(self.days, dtype=int) <= day
        return np.bincount(
            np.asarray(self.whose, dtype=int)[early],
            weights=np.asarray(self.amounts, dtype=float)[early],
            minlength=count,
        )


@dataclass(frozen=True)
class Observations:
    """arms (V,) and exposed_on (V,): each visitor's arm and day of exposure; and what they did from then on."""

    first_day: date
    last_day: date
    arms: np.ndarray
    exposed_on: np.ndarray
    impressions: Deeds
    clicks: Deeds
    purchases: Deeds
    """1 for each visitor who bought, on the day of the first purchase."""
    revenue: Deeds

    @property
    def days(self) -> list[date]:
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=number) for number in range(count)]

    def visitors(self, arm: Arm, *, day: int | None = None) -> int:
        """Exposed by the end of this day; of all days, if None."""
        return int(self._exposed(arm, day).sum())

    def impressions_of(self, arm: Arm) -> int:
        """Places of its slates that were seen by its visitors."""
        seen = self.impressions.until(len(self.days) - 1, count=len(self.arms))
        return int(seen[self.arms == arm.pk].sum())

    def moments(self, metric: str, arm: Arm, *, day: int | None = None) -> Moments:
        day = len(self.days) - 1 if day is None else day
        rows, count = self._exposed(arm, day), len(self.arms)
        top = {Metric.CTR: self.clicks, Metric.CONVERSION: self.purchases, Metric.REVENUE: self.revenue}
        bottom = self.impressions.until(day, count=count) if metric == Metric.CTR else np.ones(count)
        return Moments.of(top[metric].until(day, count=count)[rows], bottom[rows])

    def _exposed(self, arm: Arm, day: int | None) -> np.ndarray:
        early = self.exposed_on <= (len(self.days) if day is None else day)
        return early & (self.arms == arm.pk)


@dataclass(frozen=True)
class Reader:
    """Reads them in five queries, however long it ran."""

    experiment: Experiment
    until: datetime
    """Now, or when it ended or an arm broke."""
    zone: tzinfo

    def observations(self) -> Observations:
        found = self._exposures
        impressions, clicks = Deeds(), Deeds()
        for visitor, day, count in self._impressions():
            self._note(impressions, visitor, day, count)
        for visitor, _slate, _position, at in self._clicks():
            self._note(clicks, visitor, self._local(at), 1)
        purchases, revenue = self._purchases()
        return Observations(
            self.first_day,
            self._local(self.until),
            np.array([exposure.arm_id for exposure in found], dtype=int),
            np.array([self._number(self._local(exposure.at)) for exposure in found], dtype=int),
            impressions,
            clicks,
            purchases,
            revenue,
        )

    @property
    def first_day(self) -> date:
        return self._local(self.experiment.started_at)

    @cached_property
    def _exposures(self) -> list:
        return list(exposures(self.experiment))

    @cached_property
    def _place(self) -> dict:
        return {exposure.visitor_id: number for number, exposure in enumerate(self._exposures)}

    @cached_property
    def _slates(self) -> QuerySet[Slate]:
        return slates_of(self.experiment).filter(arm__isnull=False)

    def _impressions(self) -> Iterable[tuple]:
        seen = Impression.objects.filter(slate__in=self._slates, seen_at__lt=self.until)
        by_day = seen.annotate(day=TruncDate("seen_at", tzinfo=self.zone)).values("visitor", "day")
        return by_day.annotate(count=Count("pk")).order_by().values_list("visitor", "day", "count")

    def _clicks(self) -> Iterable[tuple]:
        """A place is clicked once, however often."""
        clicks = Event.objects.filter(
            slate__in=self._slates,
            kind=EventKind.CLICK,
            position__isnull=False,
            occurred_at__lt=self.until,
        )
        places = clicks.values("visitor", "slate", "position").annotate(at=Min("occurred_at"))
        return places.order_by().values_list("visitor", "slate", "position", "at")

    def _purchases(self) -> tuple[Deeds, Deeds]:
        """All that a visitor bought after the exposure, whatever led to it."""
        bought, revenue, buyers = Deeds(), Deeds(), set()
        events = Event.objects.filter(
            kind=EventKind.PURCHASE,
            occurred_at__gte=self.experiment.started_at,
            occurred_at__lt=self.until,
            visitor__in=self._slates.values("visitor"),
        ).order_by("occurred_at", "pk")
        for visitor, at, amount in events.values_list("visitor", "occurred_at", "amount"):
            place = self._place.get(visitor)
            if place is None or at < self._exposures[place].at:
                continue
            if visitor not in buyers:
                buyers.add(visitor)
                self._note(bought, visitor, self._local(at), 1)
            self._note(revenue, visitor, self._local(at), float(amount or 0))
        return bought, revenue

    def _note(self, deeds: Deeds, visitor, day: date, amount: float) -> None:
        """Who met two arms is no visitor of the experiment, and counts nowhere."""
        place = self._place.get(visitor)
        if place is not None:
            deeds.add(place, self._number(day), amount)

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _number(self, day: date) -> int:
        return (day - self.first_day).days
