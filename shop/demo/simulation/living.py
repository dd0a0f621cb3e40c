"""Day after day in one process: shoppers visit, nights train, and everything meets the services that serve people."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from recommender.services import attributed_purchases, welcome_simulated
from shop.catalog.models import Product
from shop.demo.simulation.calendar import Appointment, appointments, arm_of, by_day, by_slot
from shop.demo.simulation.clock import simulated_time
from shop.demo.simulation.desire import Desire
from shop.demo.simulation.kept import KeptDays, as_json, from_json
from shop.demo.simulation.past import visit_rng, write_past
from shop.demo.simulation.plan import LivePlan
from shop.demo.simulation.services_store import ServicesStore
from shop.demo.simulation.storefront import FOR_YOU
from shop.demo.simulation.trip import LongMemory, Trip
from shop.demo.simulation.world import World, read_goods

FEW, ENOUGH = 10, 60  # the shop reorders every night what is nearly sold out

# progress(day, facts)
Progress = Callable[[int, dict], object]


class LivingShop:
    """`arms` is what open_arms gave."""

    def __init__(self, plan: LivePlan, arms, kept: KeptDays):
        self.plan, self.arms, self.kept = plan, arms, kept
        self.memories: dict[int, LongMemory] = defaultdict(LongMemory)
        self.seconds: Counter[str] = Counter()
        self._see_goods()
        shoppers = list(self.world.shoppers(plan.shoppers, drift_share=plan.drift_share))
        self.shoppers = {shopper.number: shopper for shopper in shoppers}
        self.days = by_day(appointments(shoppers, plan), plan)
        names = list(arms.arms)
        self.arm_of = {s.number: arm_of(s.visitor_id, names, seed=plan.seed) for s in shoppers}

    def run(self, progress: Progress) -> list[dict]:
        """All days that are not done yet; the rows of all visits."""
        done = self._take_up()
        if done is None:
            done = self._live_through(0, self._past)
            progress(0, {"events": self.kept.read(0)["events"]})
        for day in range(done + 1, self.plan.days + 1):
            self._live_through(day, self._day)
            progress(day, self._told(day))
        return self.kept.rows()

    def _take_up(self) -> int | None:
        done = self.kept.last
        if done is not None:
            facts, offers = self.kept.read(done), {o.product_id: o for o in self.world.goods.offers}
            self.memories |= {int(n): from_json(memory, offers) for n, memory in facts["memories"].items()}
            self.seconds.update(facts["seconds"])
            self.arms.restore(facts["arms"])
        return done

    def _live_through(self, day: int, live: Callable[[int], dict]) -> int:
        """All of the day, or nothing of it."""
        try:
            with transaction.atomic():
                facts = live(day)
                memories = {number: as_json(memory) for number, memory in self.memories.items()}
                facts |= {"memories": memories, "arms": self.arms.state(), "seconds": dict(self.seconds)}
                self.kept.prepare(day, facts)
        except BaseException:
            self.kept.forget(day)
            raise
        self.kept.confirm(day)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a log that grows this fast would be planned for as a small one
        return day

    def _past(self, _day: int) -> dict:
        with self._timed("past"):
            events = write_past(
                self.days[0],
                self.shoppers,
                self.memories,
                self.desires[0],
                seed=self.plan.seed,
                advance=lambda _count: None,
            )
        return {"events": events}

    def _day(self, day: int) -> dict:
        midnight, visits = self.plan.midnight(day), self.days[day]
        with simulated_time(midnight) as move_clock:
            self._reorder()
            for promotion in self.plan.promotions:
                if promotion.day == day:
                    promotion.begin()
            self._see_goods()
            with self._timed("nights"):
                self.arms.learn_anew(now=midnight)
            welcome_simulated({self.shoppers[v.number].visitor_id for v in visits}, at=midnight)
            rows = []
            for begins, coming in by_slot(visits, midnight=midnight).items():
                move_clock(begins)
                if (begins - midnight) / timedelta(hours=1) in self.plan.update_hours:
                    with self._timed("updates"):
                        self.arms.learn_on(now=begins)
                with self._timed("lists"):
                    self._refresh(coming, begins)
                with self._timed("visits"):
                    rows += [self._visit(visit, move_clock) for visit in coming]
        return {"rows": rows}

    def _refresh(self, coming: list[Appointment], now: datetime) -> None:
        """Between two visits of somebody nothing changes of what is known of them, so all of a slot are made at once."""
        by_arm: dict[str, set[UUID]] = defaultdict(set)
        for visit in coming:
            by_arm[self.arm_of[visit.number]].add(self.shoppers[visit.number].visitor_id)
        for name, visitor_ids in by_arm.items():
            self.arms.refresh(name, sorted(visitor_ids), now=now)

    def _visit(self, visit: Appointment, move_clock: Callable[[datetime], None]) -> dict:
        living, arm, era = self.shoppers[visit.number], self.arm_of[visit.number], self.plan.era(visit.at)
        shopper = living.eras[era]
        store = ServicesStore(
            number=visit.number,
            visitor_id=living.visitor_id,
            device={"phone": "mobile"}.get(shopper.device, shopper.device),
            source=shopper.source,
            at=visit.at,
            families=self.world.goods.families,
            move_clock=move_clock,
            refresh=lambda now: self.arms.refresh(arm, [living.visitor_id], now=now),
        )
        trip = Trip(
            shopper,
            self.desires[era],
            self.memories[visit.number],
            visit.at,
            store=store,
            rng=visit_rng(self.plan.seed, visit.number, visit.at),
            sold_out=self.sold_out,
        )
        trip.run()
        bought = (0, 0)
        if trip.revenue:
            bought = attributed_purchases(living.visitor_id, FOR_YOU, since=visit.at, until=store.now)
        return {
            "visitor": visit.number,
            "arm": arm,
            "hour": round((visit.at - self.plan.start) / timedelta(hours=1), 3),
            "impressions": sum(glance.impressions for glance in trip.glances),
            "clicks": sum(glance.clicks for glance in trip.glances),
            "attraction": round(sum(glance.attraction for glance in trip.glances), 6),
            "best": round(sum(glance.best for glance in trip.glances), 6),
            "orders": int(trip.revenue > 0),
            "revenue": float(trip.revenue),
            "attributed": bought[0],
            "attributed_revenue": float(bought[1]),
        }

    def _see_goods(self) -> None:
        self.world = World(read_goods(), seed=self.plan.seed)
        discounts = self.world.goods.discounts
        self.desires = [Desire(market, discounts=discounts) for market in self.world.markets]
        self.sold_out = frozenset(Product.objects.filter(stock=0).values_list("pk", flat=True))

    def _reorder(self) -> None:
        Product.objects.active().filter(stock__lt=FEW).update(stock=ENOUGH)

    def _told(self, day: int) -> dict:
        rows = self.kept.read(day)["rows"]
        seen = sum(row["impressions"] for row in rows)
        return {"visits": len(rows), "CTR": sum(row["clicks"] for row in rows) / seen if seen else 0.0}

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[part] += round(time.perf_counter() - started, 3)
