"""The assortment as simulated shoppers see it: what there is of a kind, in which color, at which price."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from random import Random

from shop.demo.kinds import KINDS, department_of
from shop.demo.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Offer:
    product_id: int
    kind: str
    color: str
    price: Decimal
    popularity: float
    released_at: datetime
    replenishment_days: int | None


class Rack:
    """Offers to choose from, the popular ones more often."""

    def __init__(self, offers: list[Offer]):
        self.offers = offers
        self._reach = list(accumulate(offer.popularity for offer in offers))

    def pick(self, at: datetime, rng: Random) -> Offer | None:
        """An offer that was for sale at that moment; None where luck does not find one."""
        for _ in range(5):
            offer = self.offers[bisect_right(self._reach, rng.random() * self._reach[-1])]
            if offer.released_at <= at:
                return offer
        return None


class Market:
    def __init__(self, offers: list[Offer]):
        by_kind, by_look = defaultdict(list), defaultdict(list)
        for offer in offers:
            by_kind[offer.kind].append(offer)
            by_look[offer.kind, offer.color].append(offer)
        self._kinds = {kind: Rack(found) for kind, found in by_kind.items()}
        self._looks = {look: Rack(found) for look, found in by_look.items()}
        self._ladders = {kind: sorted(found, key=_by_price) for kind, found in by_kind.items()}
        self._rungs = {
            offer.product_id: i for ladder in self._ladders.values() for i, offer in enumerate(ladder)
        }
        self.kinds: list[Kind] = [KINDS[kind] for kind in by_kind]
        self.departments = sorted({department_of(kind).slug for kind in self.kinds})

    def pick(self, kind: str, color: str | None, at: datetime, rng: Random) -> Offer | None:
        rack = self._looks.get((kind, color)) or self._kinds.get(kind)
        return rack.pick(at, rng) if rack else None

    def beside(self, offer: Offer, step: int, at: datetime) -> Offer | None:
        """The next offer of the kind up (+) or down (−) the ladder of prices."""
        ladder, rung = self._ladders[offer.kind], self._rungs[offer.product_id]
        while 0 <= (rung := rung + step) < len(ladder):
            if ladder[rung].released_at <= at:
                return ladder[rung]
        return None

    def how_many(self, kind: str) -> int:
        return len(self._ladders.get(kind, ()))

    def price_level(self, offer: Offer) -> float:
        """Where the price stands in its kind: 0 is the cheapest, 1 the dearest."""
        return self._rungs[offer.product_id] / max(1, len(self._ladders[offer.kind]) - 1)

    def of_kind(self, kind: str) -> list[Offer]:
        """From the cheapest to the dearest."""
        return self._ladders[kind]

    def goes_with(self, kind: str) -> list[str]:
        """Kinds that complete this one, the most natural first, as far as the shop has them."""
        return [other for other in KINDS[kind].complements if other in self._kinds]


def _by_price(offer: Offer) -> tuple:
    return offer.price, offer.product_id
