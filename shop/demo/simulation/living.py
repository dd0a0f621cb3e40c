"""Day after day: shoppers visit, nights train, and everything meets the services that serve people."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import connection

from recommender.services import forget_since, welcome_simulated
from shop.catalog.models import Product
from shop.demo.simulation.calendar import Appointment, appointments, arm_of, by_day, by_slot
from shop.demo.simulation.clock import simulated_time
from shop.demo.simulation.kept import KeptDays, as_json
from shop.demo.simulation.past import write_past
from shop.demo.simulation.plan import LivePlan
from shop.demo.simulation.trip import LongMemory
from shop.demo.simulation.visiting import Crowd, Today, Visits
from shop.orders.models import Order

FEW, ENOUGH = 10, 60  # the shop reorders every night what is nearly sold out

# Called with the day that is done, and what came of it.
Progress = Callable[[int, dict], object]


class LivingShop:
    """`arms` is what open_arms gave."""

    def __init__(self, plan: LivePlan, arms, kept: KeptDays, *, crowd: Crowd | None = None):
        self.plan, self.arms, self.kept = plan, arms, kept
        self.crowd = crowd or Crowd(0)
        self.seconds: Counter[str] = Counter()
        self.today = Today.of(plan)
        shoppers = list(self.today.world.shoppers(plan.shoppers, drift_share=plan.drift_share))
        self.shoppers = {shopper.number: shopper for shopper in shoppers}
        self.memories: dict[int, dict] = {number: as_json(LongMemory()) for number in self.shoppers}
        self.days = by_day(appointments(shoppers, plan), plan)
        names = list(arms.arms)
        self.arm_of = {s.number: arm_of(s.visitor_id, names, seed=plan.seed) for s in shoppers}

    def run(self, progress: Progress) -> list[dict]:
        """All days that are not done yet; the rows of all visits."""
        done = self._take_up()
        if done is None:
            self._keep(0, self._past())
            done = 0
        progress(done, {})
        for day in range(done + 1, self.plan.days + 1):
            self._keep(day, self._day(day))
            progress(day, self._told(day))
        return self.kept.rows()

    def _take_up(self) -> int | None:
        """What a killed run left of a day that it did not finish is taken back."""
        done = self.kept.last
        if done is None:
            return None
        facts = self.kept.read(done)
        self.memories |= {int(number): memory for number, memory in facts["memories"].items()}
        self.seconds.update(facts["seconds"])
        self.arms.restore(facts["arms"])
        begins = self.plan.midnight(done + 1)
        ids = [shopper.visitor_id for shopper in self.shoppers.values()]
        forget_since(ids, begins)
        Order.objects.filter(account=None, visitor_id__in=ids, placed_at__gte=begins).delete()
        return done

    def _keep(self, day: int, facts: dict) -> None:
        self.kept.write(
            day,
            facts | {"memories": self.memories, "arms": self.arms.state(), "seconds": dict(self.seconds)},
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a log that grows this fast would be planned for as a small one

    def _past(self) -> dict:
        memories: dict[int, LongMemory] = defaultdict(LongMemory)
        with self._timed("past"):
            events = write_past(
                self.days[0], self.shoppers, memories, self.today.desires[0], seed=self.plan.seed
            )
        self.memories |= {number: as_json(memory) for number, memory in memories.items()}
        return {"events": events, "rows": []}

    def _day(self, day: int) -> dict:
        midnight, visits = self.plan.midnight(day), self.days[day]
        rows: list[dict] = []
        with simulated_time(midnight) as move_clock:
            self._open(day)
            with self._timed("nights"):
                self.arms.learn_anew(now=midnight)
            welcome_simulated({self.shoppers[v.number].visitor_id for v in visits}, at=midnight)
            for begins, coming in by_slot(visits, midnight=midnight).items():
                move_clock(begins)
                if (begins - midnight) / timedelta(hours=1) in self.plan.update_hours:
                    with self._timed("updates"):
                        self.arms.learn_on(now=begins)
                with self._timed("lists"):
                    self._refresh(coming, begins)
                with self._timed("visits"):
                    rows += self._visit(day, coming)
        return {"rows": rows}

    def _open(self, day: int) -> None:
        """Before the first visit of the day: goods are reordered, promotions begin."""
        Product.objects.active().filter(stock__lt=FEW).update(stock=ENOUGH)
        for promotion in self.plan.promotions:
            if promotion.day == day:
                promotion.begin()
        self.today = Today.of(self.plan)

    def _refresh(self, coming: list[Appointment], now) -> None:
        """Between two visits of somebody nothing changes of what is known of them, so all of a slot are made at once."""
        by_arm: dict[str, set[UUID]] = defaultdict(set)
        for visit in coming:
            by_arm[self.arm_of[visit.number]].add(self.shoppers[visit.number].visitor_id)
        for name, visitor_ids in by_arm.items():
            self.arms.refresh(name, sorted(visitor_ids), now=now)

    def _visit(self, day: int, coming: list[Appointment]) -> list[dict]:
        memories = {visit.number: self.memories[visit.number] for visit in coming}
        work = Visits(self.plan, day, self.arms.state(), coming, memories)
        done = self.crowd.visit(self.today, self.arms, work)
        self.memories |= done.memories
        return done.rows

    def _told(self, day: int) -> dict:
        rows = self.kept.read(day)["rows"]
        seen = sum(row["impressions"] for row in rows)
        return {"visits": len(rows), "CTR": sum(row["clicks"] for row in rows) / seen if seen else 0.0}

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[part] += round(time.perf_counter() - started, 3)
