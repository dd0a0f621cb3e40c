"""How likely a shopper clicks on a product that they look at: the truth that models try to guess, and the oracle knows.

A logit: what is always there of the taste (departments, season, fashion, price), and the mood of the moment. All weights
were fixed before the first run of the proof.
"""

from dataclasses import dataclass, field

import numpy as np

from shop.demo.kinds import KINDS, department_of
from shop.demo.market import Market
from shop.demo.shoppers import SimulatedShopper
from shop.demo.visits import SENSITIVITY

BASE = -3.6
TASTE = 0.7  # times the logarithm of how much more the kind is wanted than the mean kind …
MOST_TASTE = 2.5  # … which counts up to here, both ways
FAVORITE = 0.3  # the same for the product among those of its kind
PRICE = 1.0  # times sensitivity times how far the price level lies from the purse
REDUCED = 3.0  # times sensitivity times the discount: a fifth off counts 0.6 to 1.3
COLOR = 0.6
MOOD = 1.0  # what this visit is for
PROJECT = 0.8  # what completes the last visit
COMPARES = 0.5  # the kind of the product just looked at
COMPLETES = 0.7  # what completes the product just looked at
DUE = 1.5
SEEN = -1.0  # in this visit already
OWNED = -2.0  # bought before, and it lasts


@dataclass
class Mood:
    """What the moment adds to the taste."""

    kind: str
    color: str | None = None
    project: str | None = None
    last_kind: str | None = None
    """Of the product looked at last in this visit."""
    seen: set[int] = field(default_factory=set)
    due: set[int] = field(default_factory=set)
    owned: set[int] = field(default_factory=set)


class Desire:
    """Of all products at once; columns in the order of `ids` (P,)."""

    def __init__(self, market: Market, *, discounts: dict[int, float]):
        offers = [offer for kind in market.kinds for offer in market.of_kind(kind.slug)]
        self.market = market
        self.ids = np.array([offer.product_id for offer in offers], dtype=np.int64)
        self.place = {offer.product_id: place for place, offer in enumerate(offers)}
        self.offers = offers
        self.kinds = [kind.slug for kind in market.kinds]
        self._number = {slug: number for number, slug in enumerate(self.kinds)}
        self._kind = np.array([self._number[offer.kind] for offer in offers])
        self._color = np.array([offer.color for offer in offers])
        self._level = np.array([market.price_level(offer) for offer in offers])
        self._sensitivity = np.array([SENSITIVITY[KINDS[offer.kind].price_sensitivity] for offer in offers])
        self._fixed = FAVORITE * self._favor(offers) + REDUCED * self._sensitivity * np.array(
            [discounts.get(offer.product_id, 0.0) for offer in offers]
        )
        self._tastes: dict[tuple, np.ndarray] = {}

    def probabilities(self, shopper: SimulatedShopper, mood: Mood, *, month: int) -> np.ndarray:
        """(P,): of a click on each product, once it is examined."""
        logits = self._taste(shopper, month).copy()
        logits[self._color == mood.color] += COLOR
        for kinds, weight in (
            ([mood.kind], MOOD),
            ([mood.project], PROJECT),
            ([mood.last_kind], COMPARES),
            (self.market.goes_with(mood.last_kind) if mood.last_kind else [], COMPLETES),
        ):
            numbers = [self._number[kind] for kind in kinds if kind in self._number]
            logits[np.isin(self._kind, numbers)] += weight
        for products, weight in ((mood.seen, SEEN), (mood.due, DUE), (mood.owned, OWNED)):
            logits[[self.place[product] for product in products if product in self.place]] += weight
        return 1 / (1 + np.exp(-logits))

    def _taste(self, shopper: SimulatedShopper, month: int) -> np.ndarray:
        """What is there in every mood. A shopper has one taste in each era, and the market of an era is one object."""
        key = (shopper.number, month)
        if key not in self._tastes:
            departments = shopper.early.departments
            wanted = np.array(
                [
                    departments[department_of(kind).slug] * kind.season[month - 1] * kind.popularity
                    for kind in self.market.kinds
                ]
            )
            more = np.clip(np.log(np.maximum(wanted, 1e-9) / wanted.mean()), -MOST_TASTE, MOST_TASTE)
            dear = self._sensitivity * np.abs(self._level - shopper.purse)
            self._tastes[key] = BASE + TASTE * more[self._kind] - PRICE * dear + self._fixed
        return self._tastes[key]

    def _favor(self, offers: list) -> np.ndarray:
        """Logarithm of how popular a product is beside the mean one of its kind, bounded."""
        popularity = np.array([offer.popularity for offer in offers])
        sums = np.bincount(self._kind, popularity, minlength=len(self.kinds))
        counts = np.bincount(self._kind, minlength=len(self.kinds))
        return np.clip(np.log(popularity / (sums / np.maximum(counts, 1))[self._kind]), -1.5, 1.5)
