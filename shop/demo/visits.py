"""What a simulated shopper does in one visit: browse, compare, put into the cart, buy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple
from uuid import UUID

from shop.demo.kinds import KINDS
from shop.demo.market import Market, Offer
from shop.demo.shoppers import SimulatedShopper, kind_chooser, visit_times

SEARCHES = 0.3
KEEPS_COLOR = 0.75
COMPARES, COMPLETES = 0.5, 0.36  # the rest wanders
GOES_ON = 0.88
FAVORS, UNFAVORS = 0.07, 0.1
REGRETS = 0.12
CHECKS_OUT = 0.6
REPLENISHES = 0.75
REVIEWS = 0.5
# How much a price that does not fit the purse puts a shopper off, by kind of product.
SENSITIVITY = {"low": 1.0, "medium": 1.6, "high": 2.2}


class Act(NamedTuple):
    kind: str
    offer: Offer | None
    at: datetime
    query: str = ""
    quantity: int | None = None
    amount: Decimal | None = None
    rating: int | None = None
    found: int | None = None


class Visit(NamedTuple):
    id: UUID
    started_at: datetime
    acts: list[Act]


@dataclass
class Memory:
    """What a shopper carries from visit to visit."""

    project: str | None = None
    due: dict[int, tuple[datetime, Offer]] = field(default_factory=dict)
    to_review: list[tuple[datetime, Offer]] = field(default_factory=list)
    favorites: list[Offer] = field(default_factory=list)


def simulate(
    shopper: SimulatedShopper, market: Market, *, start: datetime, end: datetime, seed: int
) -> Iterator[Visit]:
    """All visits of one shopper in order of time; the same for the same seed."""
    rng = Random(f"visits:{seed}:{shopper.number}")
    memory = Memory()
    turning = start + (end - start) * shopper.turning_point
    for at in visit_times(shopper, start=start, end=end, rng=rng):
        walk = Walk(shopper, market, memory, at, late=at >= turning, rng=rng)
        acts = walk.run()
        if acts:
            yield Visit(UUID(int=rng.getrandbits(128), version=4), acts[0].at, acts)


class Walk:
    """One visit being made. Each method is one thing that a shopper does."""

    def __init__(
        self,
        shopper: SimulatedShopper,
        market: Market,
        memory: Memory,
        at: datetime,
        *,
        late: bool,
        rng: Random,
    ):
        self.shopper, self.market, self.memory, self.rng = shopper, market, memory, rng
        self.now, self.late = at, late
        self.color = rng.choice(shopper.colors) if rng.random() < KEEPS_COLOR else None
        self.acts: list[Act] = []
        self.cart: dict[int, tuple[Offer, int]] = {}

    def run(self) -> list[Act]:
        self.review()
        self.replenish()
        if not self.cart or self.rng.random() < 0.5:
            self.browse()
        self.decide()
        return self.acts

    def act(self, kind: str, offer: Offer | None, **facts) -> None:
        self.acts.append(Act(kind, offer, self.now, **facts))
        self.now += timedelta(seconds=self.rng.randint(8, 110))

    def review(self) -> None:
        ready = [entry for entry in self.memory.to_review if entry[0] <= self.now]
        for entry in ready:
            self.memory.to_review.remove(entry)
            offer = entry[1]
            disappointment = 0.5 + abs(self.market.price_level(offer) - self.shopper.purse)
            stars = max(1, min(5, round(self.rng.gauss(5.2 - disappointment, 0.8))))
            self.act("view", offer)
            self.act("review", offer, rating=stars)

    def replenish(self) -> None:
        """What is used up is bought again, most often the very same."""
        for product_id, (when, offer) in list(self.memory.due.items()):
            if when <= self.now:
                del self.memory.due[product_id]
                if self.rng.random() < REPLENISHES:
                    self.act("view", offer)
                    self.put_in_cart(offer)

    def browse(self) -> None:
        offer = self.first_offer()
        while offer:
            self.act("view", offer)
            self.consider(offer)
            if self.rng.random() > GOES_ON:
                break
            offer = self.next_offer(offer)

    def first_offer(self) -> Offer | None:
        """A visit often goes on with the last one's project."""
        kind = self.memory.project if self.memory.project and self.rng.random() < 0.45 else self.wanted_kind()
        if self.rng.random() < SEARCHES:
            self.act("search", None, query=KINDS[kind].name.lower(), found=self.market.how_many(kind))
        return self.market.pick(kind, self.color, self.now, self.rng)

    def next_offer(self, offer: Offer) -> Offer | None:
        luck = self.rng.random()
        if luck < COMPARES:
            step = self.shopper.price_step if self.rng.random() < 0.85 else -self.shopper.price_step
            return self.market.beside(offer, step, self.now) or self.market.pick(
                offer.kind, self.color, self.now, self.rng
            )
        if luck < COMPARES + COMPLETES and (kind := self.completing_kind(offer.kind)):
            return self.market.pick(kind, self.color or offer.color, self.now, self.rng)
        return self.market.pick(self.wanted_kind(), self.color, self.now, self.rng)

    def completing_kind(self, kind: str) -> str | None:
        """The natural next thing; sometimes the one after."""
        options = self.market.goes_with(kind)
        return next(
            (option for option in options if self.rng.random() < 0.7), options[0] if options else None
        )

    def wanted_kind(self) -> str:
        kinds, reach = kind_chooser(self.market, self.shopper, self.now.month, late=self.late)
        return self.rng.choices(kinds, cum_weights=reach)[0]

    def consider(self, offer: Offer) -> None:
        if self.rng.random() < FAVORS:
            self.act("favorite", offer)
            self.memory.favorites.append(offer)
        elif self.memory.favorites and self.rng.random() < FAVORS * UNFAVORS:
            self.act("unfavorite", self.memory.favorites.pop())
        sensitivity = SENSITIVITY[KINDS[offer.kind].price_sensitivity]
        fits = 1 - min(1.0, sensitivity * abs(self.market.price_level(offer) - self.shopper.purse))
        if self.rng.random() < 0.55 * self.shopper.eagerness * fits and offer.product_id not in self.cart:
            self.put_in_cart(offer)

    def put_in_cart(self, offer: Offer) -> None:
        quantity = 2 if offer.replenishment_days and self.rng.random() < 0.25 else 1
        self.act("cart_add", offer, quantity=quantity)
        self.cart[offer.product_id] = (offer, quantity)

    def decide(self) -> None:
        """At the end: leave something out, buy the rest, or go."""
        for product_id, (offer, quantity) in list(self.cart.items()):
            if self.rng.random() < REGRETS:
                self.act("cart_remove", offer, quantity=quantity)
                del self.cart[product_id]
        if self.cart and self.rng.random() < CHECKS_OUT:
            self.now += timedelta(seconds=60)
            paid_at = self.now
            for offer, quantity in self.cart.values():
                self.acts.append(
                    Act("purchase", offer, paid_at, quantity=quantity, amount=offer.price * quantity)
                )
                self.remember(offer, quantity)
        seen = [act.offer for act in self.acts if act.offer]
        self.memory.project = self.completing_kind(seen[-1].kind) if seen else None

    def remember(self, offer: Offer, quantity: int) -> None:
        if offer.replenishment_days:
            days = offer.replenishment_days * quantity * self.rng.uniform(0.85, 1.15)
            self.memory.due[offer.product_id] = (self.now + timedelta(days=days), offer)
        if self.rng.random() < REVIEWS:
            self.memory.to_review.append((self.now + timedelta(days=self.rng.uniform(3, 12)), offer))
