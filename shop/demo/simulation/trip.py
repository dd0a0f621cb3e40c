"""One visit of a shopper who lives in the shop: looks at shelves, clicks, and browses as the shoppers of the past did.

What they do without any recommendation is the walk of `shop/demo/visits.py`; new is what slates make of it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random

import numpy as np

from shop.demo.kinds import KINDS
from shop.demo.market import Offer
from shop.demo.shoppers import SimulatedShopper
from shop.demo.simulation.attention import examined, positions_on_screen
from shop.demo.simulation.desire import Desire, Mood
from shop.demo.simulation.storefront import FOR_YOU, Place, SeenShelf, Storefront
from shop.demo.visits import SEARCHES, Memory, Walk

COMES_HOME = 0.8  # begins at the home page; the others come by a search or a link
RETURNS_HOME = 0.3
LOOKS_DOWN = 0.35  # from one shelf of a page to the next
LOOKS_BESIDE = 0.25  # at the shelves of a product page
COMES_BACK = 0.4  # from a clicked product to the shelf
GOES_ON_WITH_PROJECT = 0.45
DISLIKED, DISMISSES = 0.01, 0.02  # what is this unlikely to be clicked is sometimes sent away


@dataclass
class LongMemory(Memory):
    """What a shopper carries from visit to visit, here also what they own and what they sent away."""

    owned: set[int] = field(default_factory=set)
    dismissed: set[int] = field(default_factory=set)


@dataclass
class Glance:
    """One look at a slate. Sums over the positions that came onto the screen."""

    at: datetime
    placement: str
    impressions: int
    clicks: int
    attraction: float
    """Of the true probabilities of a click, given the position."""
    best: float
    """The same for the oracle's order of all that may be shown, at the same positions."""


class Trip(Walk):
    """`desire` is of the era's market."""

    def __init__(
        self,
        shopper: SimulatedShopper,
        desire: Desire,
        memory: LongMemory,
        at: datetime,
        *,
        store: Storefront,
        rng: Random,
        sold_out: frozenset[int] = frozenset(),
    ):
        super().__init__(shopper, desire.market, memory, at, late=False, rng=rng)
        self.desire, self.store = desire, store
        goes_on = memory.project and rng.random() < GOES_ON_WITH_PROJECT
        self.wanted = memory.project if goes_on else self.wanted_kind()
        self.last: Offer | None = None
        self.seen: set[int] = set()
        self.glances: list[Glance] = []
        self.revenue = Decimal(0)
        self._may_be_shown = np.array(
            [
                offer.released_at <= at
                and offer.product_id not in sold_out
                and offer.product_id not in memory.dismissed
                for offer in desire.offers
            ]
        )

    def run(self):
        if self.rng.random() < COMES_HOME:
            self.look_at(self._arrived().home())
        self.replenish()
        if not self.cart or self.rng.random() < 0.5:
            self.browse()
        if self.rng.random() < RETURNS_HOME:
            self.look_at(self._arrived().home())
        self.decide()
        if any(act.kind == "purchase" for act in self.acts):
            self.revenue = self._arrived().buy()
        return self.acts

    def act(self, kind: str, offer: Offer | None, **facts) -> None:
        self._do(kind, offer, facts)
        super().act(kind, offer, **facts)
        if kind == "view":
            self.last = offer
            self.seen.add(offer.product_id)

    def _do(self, kind: str, offer: Offer | None, facts: dict) -> None:
        store, product = self._arrived(), offer and offer.product_id
        if kind == "view":
            store.view(product, clicked=facts.pop("clicked", None))
        elif kind == "search":
            store.search(facts["query"])
        elif kind == "cart_add":
            store.put_in_cart(product, facts["quantity"])
        elif kind == "cart_remove":
            store.take_out_of_cart(product)
        elif kind in {"favorite", "unfavorite"}:
            store.favorite(product, on=kind == "favorite")
        elif kind == "dismiss":
            store.dismiss(product)

    def review(self) -> None:
        """Guests write none."""

    def first_offer(self) -> Offer | None:
        """On from what was clicked at home; else what the visit is for."""
        if self.last:
            return self.next_offer(self.last)
        if self.rng.random() < SEARCHES:
            self.act("search", None, query=KINDS[self.wanted].name.lower())
        return self.market.pick(self.wanted, self.color, self.now, self.rng)

    def consider(self, offer: Offer) -> None:
        super().consider(offer)
        if self.rng.random() < LOOKS_BESIDE:
            self.look_at(self._arrived().beside(offer.product_id), further=False)

    def look_at(self, shelves, *, further: bool = True) -> None:
        """From the top of the page down. `further`: what is clicked may lead to more shelves."""
        for shelf in shelves:
            self._scan(shelf, further=further)
            if self.rng.random() >= LOOKS_DOWN:
                return

    def _scan(self, shelf: SeenShelf, *, further: bool) -> None:
        wishes = self.wishes()
        patience = positions_on_screen(len(shelf.product_ids), self.rng)
        shown, clicks, told, at = 0, 0, 0, self.now
        for position, product in enumerate(shelf.product_ids[:patience], start=1):
            shown = position
            wish = self._wish(wishes, product)
            if self.rng.random() < examined(position) * wish:
                clicks += 1
                self._tell(shelf, told, shown)
                told = shown
                self._open(product, Place(shelf.slate_id, position), further=further)
                if self.rng.random() >= COMES_BACK:
                    break
            elif wish < DISLIKED and self.rng.random() < DISMISSES:
                self._tell(shelf, told, shown)
                told = shown
                self._send_away(product)
        self._tell(shelf, told, shown)
        if shelf.placement == FOR_YOU:
            self.glances.append(self._glance(shelf, wishes, shown, clicks, at))

    def wishes(self) -> np.ndarray:
        """(P,): how likely each product would be clicked now, once it is examined."""
        mood = Mood(
            kind=self.wanted,
            color=self.color,
            project=self.memory.project,
            last_kind=self.last.kind if self.last else None,
            seen=self.seen,
            due={product for product, (when, _) in self.memory.due.items() if when <= self.now},
            owned=self.memory.owned,
        )
        return self.desire.probabilities(self.shopper, mood, month=self.now.month)

    def remember(self, offer: Offer, quantity: int) -> None:
        super().remember(offer, quantity)
        self.memory.to_review.clear()
        if not offer.replenishment_days:
            self.memory.owned.add(offer.product_id)

    def _glance(self, shelf: SeenShelf, wishes: np.ndarray, shown: int, clicks: int, at: datetime) -> Glance:
        looks = examined(np.arange(1, shown + 1))
        own = [self._wish(wishes, product) for product in shelf.product_ids[:shown]]
        best = np.sort(wishes[self._may_be_shown])[::-1][:shown]
        attraction = float(looks @ np.array(own))
        return Glance(at, shelf.placement, shown, clicks, attraction, float(looks[: len(best)] @ best))

    def _wish(self, wishes: np.ndarray, product: int) -> float:
        """Goods that the shopper does not know leave them cold."""
        place = self.desire.place.get(product)
        return float(wishes[place]) if place is not None else 0.0

    def _open(self, product: int, place: Place, *, further: bool) -> None:
        if product in self.desire.place:
            offer = self.desire.offers[self.desire.place[product]]
            self.act("view", offer, clicked=place)
            if further:
                self.consider(offer)
            else:
                super().consider(offer)

    def _send_away(self, product: int) -> None:
        self.memory.dismissed.add(product)
        self._may_be_shown[self.desire.place[product]] = False
        self.act("dismiss", self.desire.offers[self.desire.place[product]])

    def _tell(self, shelf: SeenShelf, told: int, shown: int) -> None:
        if shown > told:
            self._arrived().saw(shelf, range(told + 1, shown + 1))

    def _arrived(self) -> Storefront:
        self.store.arrive(self.now)
        return self.store
