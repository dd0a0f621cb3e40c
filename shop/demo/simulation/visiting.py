"""The visits of one slot, one after the other: in this process, or in several beside each other.

A shopper's visit depends on nobody else's but for the stock, so it does not matter who visits where.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import NamedTuple

from recommender.services import attributed_purchases, open_arms
from shop.catalog.models import Product
from shop.demo.simulation.calendar import Appointment, arm_of
from shop.demo.simulation.clock import simulated_time
from shop.demo.simulation.desire import Desire
from shop.demo.simulation.kept import as_json, from_json
from shop.demo.simulation.past import visit_rng
from shop.demo.simulation.plan import LivePlan
from shop.demo.simulation.processes import begin, context
from shop.demo.simulation.services_store import ServicesStore
from shop.demo.simulation.storefront import FOR_YOU
from shop.demo.simulation.trip import LongMemory, Trip
from shop.demo.simulation.world import World, read_goods


class Visits(NamedTuple):
    """What one process is to do: visits of a slot, and what their shoppers remember (by number, as JSON)."""

    plan: LivePlan
    day: int
    arms: dict
    """The state of the arms."""
    appointments: list[Appointment]
    memories: dict[int, dict]


class Done(NamedTuple):
    rows: list[dict]
    memories: dict[int, dict]


@dataclass(frozen=True)
class Today:
    """All that is the same for the visits of one day. The seed says it, so every process sees the same."""

    plan: LivePlan
    world: World
    desires: list[Desire]
    sold_out: frozenset[int]

    @classmethod
    def of(cls, plan: LivePlan) -> "Today":
        world = World(read_goods(), seed=plan.seed)
        desires = [Desire(market, discounts=world.goods.discounts) for market in world.markets]
        return cls(
            plan, world, desires, frozenset(Product.objects.filter(stock=0).values_list("pk", flat=True))
        )


def visit_all(today: Today, arms, work: Visits) -> Done:
    offers = {offer.product_id: offer for offer in today.world.goods.offers}
    memories = {number: from_json(facts, offers) for number, facts in work.memories.items()}
    rows = []
    with simulated_time(today.plan.midnight(work.day)) as move_clock:
        came: set[int] = set()
        for visit in work.appointments:
            first = visit.number not in came
            rows.append(_visit(today, arms, visit, memories[visit.number], move_clock, is_fresh=first))
            came.add(visit.number)
    return Done(rows, {number: as_json(memory) for number, memory in memories.items()})


def _visit(today: Today, arms, visit: Appointment, memory: LongMemory, move_clock, *, is_fresh: bool) -> dict:
    """`is_fresh`: the shopper did nothing since the lists of the slot were made."""
    plan, (at, number) = today.plan, visit
    living = today.world.shopper(number, drift_share=plan.drift_share)
    arm = arm_of(living.visitor_id, list(arms.arms), seed=plan.seed)
    shopper = living.eras[plan.era(at)]
    store = ServicesStore(
        number=number,
        visitor_id=living.visitor_id,
        device=shopper.device,
        source=shopper.source,
        at=at,
        families=today.world.goods.families,
        move_clock=move_clock,
        refresh=lambda now: arms.refresh(arm, [living.visitor_id], now=now),
        is_fresh=is_fresh,
    )
    trip = Trip(
        shopper,
        today.desires[plan.era(at)],
        memory,
        at,
        store=store,
        rng=visit_rng(plan.seed, number, at),
        sold_out=today.sold_out,
    )
    trip.run()
    bought = (0, 0)
    if trip.revenue:
        bought = attributed_purchases(living.visitor_id, FOR_YOU, since=at, until=store.now)
    return {
        "visitor": number,
        "arm": arm,
        "hour": round((at - plan.start) / timedelta(hours=1), 3),
        "impressions": sum(glance.impressions for glance in trip.glances),
        "clicks": sum(glance.clicks for glance in trip.glances),
        "attraction": round(sum(glance.attraction for glance in trip.glances), 6),
        "best": round(sum(glance.best for glance in trip.glances), 6),
        "orders": int(trip.revenue > 0),
        "revenue": float(trip.revenue),
        "attributed": bought[0],
        "attributed_revenue": float(bought[1]),
    }


class Crowd:
    """`processes` beside each other; with 0 all visits happen in this one."""

    def __init__(self, processes: int):
        self._pool = None
        if processes:
            self._pool = ProcessPoolExecutor(processes, mp_context=context(), initializer=begin)
        self._parts = max(1, processes)

    def visit(self, today: Today, arms, work: Visits) -> Done:
        if self._pool is None:
            return visit_all(today, arms, work)
        done = list(self._pool.map(_visit_here, _divided(work, self._parts)))
        memories = dict(chain.from_iterable(part.memories.items() for part in done))
        rows = sorted(chain.from_iterable(part.rows for part in done), key=lambda row: row["hour"])
        return Done(rows, memories)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


def _divided(work: Visits, parts: int) -> Sequence[Visits]:
    """All visits of a shopper stay together, because one follows from the other."""
    found = []
    for part in range(parts):
        own = [visit for visit in work.appointments if visit.number % parts == part]
        if own:
            memories = {visit.number: work.memories[visit.number] for visit in own}
            found.append(work._replace(appointments=own, memories=memories))
    return found


_today: dict[int, Today] = {}


def _visit_here(work: Visits) -> Done:
    if work.day not in _today:
        _today.clear()
        _today[work.day] = Today.of(work.plan)
    arms = open_arms(work.plan.arms, seed=work.plan.seed)
    arms.restore(work.arms)
    return visit_all(_today[work.day], arms, work)
