"""The world of the shoppers who live in the shop: its goods as they see them, and tastes that nobody else knows.

All of it follows from the seed. Nothing of a taste is ever written down: models see only what shoppers do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp
from random import Random
from uuid import UUID, uuid5

from config.errors import Conflict
from shop.catalog.models import Product
from shop.demo.assortment import iter_products
from shop.demo.kinds import COLORS
from shop.demo.market import Market, Offer
from shop.demo.shoppers import SimulatedShopper, Taste, draw_shopper

GOODS_SEED = 7  # of the assortment that `seed_demo` makes
LOYALTY = 2.0  # they come this many times as often as the shoppers of the demo's past
FASHION = 0.7  # standard deviation of the logarithm of how much a kind of product is in fashion
NAMESPACE = UUID("5f0f1d3e-6d5c-4c0b-9d59-0f6c6a1e7b52")


@dataclass(frozen=True)
class Goods:
    """What is for sale, at the prices of now. Columns of `seed_demo` that the database does not have come from its seed."""

    offers: tuple[Offer, ...]
    discounts: dict[int, float]
    """Of reduced products: by what share."""
    families: dict[int, tuple[int, ...]]
    """A product in all its variants."""


@dataclass(frozen=True)
class LivingShopper:
    number: int
    visitor_id: UUID
    eras: tuple[SimulatedShopper, SimulatedShopper]
    """Before the drift and after it; the same where this shopper does not drift."""


def read_goods(*, seed: int = GOODS_SEED) -> Goods:
    """Raises Conflict where the shop does not sell what `seed_demo` made: of other goods the shoppers know nothing."""
    rows = {
        slug: row
        for slug, *row in Product.objects.active().values_list(
            "slug", "pk", "price", "list_price", "released_at", "variant_group"
        )
    }
    offers, discounts, families = [], {}, {}
    for spec in iter_products(products=Product.objects.count(), seed=seed):
        if spec.slug not in rows:
            continue
        pk, price, list_price, released_at, family = rows[spec.slug]
        offers.append(
            Offer(
                pk, spec.kind_slug, spec.color, price, spec.popularity, released_at, spec.replenishment_days
            )
        )
        families.setdefault(family or pk, []).append(pk)
        if list_price:
            discounts[pk] = float(1 - price / list_price)
    if not offers:
        raise Conflict("Simulated shoppers know only the goods that seed_demo makes, and this shop has none.")
    by_product = {pk: tuple(family) for family in families.values() for pk in family}
    return Goods(tuple(offers), discounts, by_product)


class World:
    """Two eras of one market: the drift turns the first into the second."""

    def __init__(self, goods: Goods, *, seed: int):
        self.goods, self.seed = goods, seed
        self.markets = tuple(_market(goods.offers, seed=seed, era=era) for era in (0, 1))

    def shopper(self, number: int, *, drift_share: float = 1.0) -> LivingShopper:
        """The same number and seed give the same shopper, whatever the others are."""
        visitor_id = visitor_id_of(number, seed=self.seed)
        # The first of the drawn shoppers is the demo's own, who is not like the others.
        drawn = draw_shopper(number + 1, self.markets[0], seed=self.seed)
        early = replace(
            drawn, visitor_id=visitor_id, is_member=False, late=drawn.early, visits=LOYALTY * drawn.visits
        )
        rng = Random(f"drift:{self.seed}:{number}")
        late = early
        if rng.random() < drift_share:
            taste = Taste.drawn(self.markets[0], rng)
            late = replace(early, early=taste, late=taste, colors=tuple(rng.sample(COLORS, 2)))
        return LivingShopper(number, visitor_id, (early, late))

    def shoppers(self, count: int, *, drift_share: float = 1.0) -> Iterable[LivingShopper]:
        return (self.shopper(number, drift_share=drift_share) for number in range(1, count + 1))


def visitor_id_of(number: int, *, seed: int) -> UUID:
    return uuid5(NAMESPACE, f"{seed}:{number}")


def _market(offers: Iterable[Offer], *, seed: int, era: int) -> Market:
    """In every era other kinds are in fashion; the second also has other favorites within each kind."""
    rng = Random(f"fashion:{seed}:{era}")
    market = Market(list(offers))
    if era:
        market = Market(_other_favorites(offers, rng))
    market.kinds = [
        replace(kind, popularity=kind.popularity * exp(rng.gauss(0.0, FASHION))) for kind in market.kinds
    ]
    return market


def _other_favorites(offers: Iterable[Offer], rng: Random) -> list[Offer]:
    """How popular each is, dealt anew among the products of a kind."""
    by_kind: dict[str, list[Offer]] = {}
    for offer in offers:
        by_kind.setdefault(offer.kind, []).append(offer)
    dealt = []
    for found in by_kind.values():
        levels = [offer.popularity for offer in found]
        rng.shuffle(levels)
        dealt += [replace(offer, popularity=level) for offer, level in zip(found, levels, strict=True)]
    return dealt
