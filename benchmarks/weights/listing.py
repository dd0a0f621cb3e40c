"""Real shoppers' next product in a listing: how high does their taste for categories and brands lift it?

A behavior file has no searches. But who looks at a headset next might have found it among headsets (a narrow listing), or
among all electronics (a wide one), most popular first, as a search for that word lists them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from recommender.dataset.readers.formats import open_behavior
from recommender.evaluation.metrics import gains, hits, reciprocal_ranks
from recommender.serving.reranking import HEAD, RECENT, affinity, nearest_first

GRID = tuple(
    {"category": category, "brand": brand}
    for category, brand in (
        (0.0, 0.0),
        (1.0, 0.0),
        (4.0, 0.0),
        (0.0, 0.5),
        (0.0, 1.0),
        (0.0, 2.0),
        (0.0, 4.0),
        (0.0, 8.0),
        (1.0, 0.5),
        (0.5, 2.0),
        (0.5, 4.0),
        (1.0, 4.0),
        (2.0, 4.0),
        (4.0, 4.0),
    )
)
HEADING = "| category | brand | HR@3 | HR@12 | MRR@12 | NDCG@12 | ± |\n|---:|---:|---:|---:|---:|---:|---:|"


@dataclass(frozen=True)
class Kind:
    category: tuple[str, ...]
    brand: str


@dataclass(frozen=True)
class Case:
    """A listing, most popular first, how each product meets the taste so far, and the product looked at next."""

    listing: list[str]
    shares: dict[str, dict[str, float]]
    target: str


def run(file: Path, say) -> None:
    kinds, pasts = read(file)
    for name, depth in (("narrow: the product's own category", None), ("wide: its department", 1)):
        found = list(cases(kinds, pasts, depth=depth))
        say(f"Listings of {file.name}, {name}; {len(found)} cases\n{HEADING}")
        for weights in GRID:
            ranks = np.array([rank(case, weights) for case in found])
            gained = gains(ranks, 12)
            figures = (hits(ranks, 3), hits(ranks, 12), reciprocal_ranks(ranks, 12), gained)
            cells = " | ".join(f"{100 * values.mean():.1f}" for values in figures)
            error = 1.96 * gained.std() / max(len(gained), 1) ** 0.5
            say(f"| {weights['category']:g} | {weights['brand']:g} | {cells} | {100 * error:.1f} |")
        say("")


def read(file: Path) -> tuple[dict[str, Kind], dict[str, list[tuple[str, float]]]]:
    """Products that have a category; of each visitor the products in order of time, with the event's weight."""
    reader = open_behavior(file, "rees46")
    kinds = {
        row.external_id: Kind(row.category, row.brand)
        for batch in reader.products()
        for row in batch
        if row.category
    }
    events = sorted(
        (event.time, place, event.visitor_key, event.product_id, event.kind)
        for place, event in enumerate(event for batch in reader.events() for event in batch)
        if event.product_id in kinds and event.kind in settings.EVENT_WEIGHTS
    )
    pasts = defaultdict(list)
    for _time, _place, visitor, product, kind in events:
        pasts[visitor].append((product, settings.EVENT_WEIGHTS[kind]))
    return kinds, pasts


def cases(kinds: dict[str, Kind], pasts: dict, *, depth: int | None) -> Iterator[Case]:
    """Each product that a visitor looks at for the first time, but for the very first."""
    listings = defaultdict(list)
    for product, kind in kinds.items():
        listings[kind.category[:depth]].append(product)
    looked_at = Counter(product for past in pasts.values() for product in {name for name, _ in past})
    for past in pasts.values():
        own = {product for product, _ in past}
        for place, (target, _weight) in enumerate(past):
            before = past[:place]
            if not before or target in {product for product, _ in before}:
                continue
            # What this very visitor looked at, the target above all, must not tell of its own popularity.
            popularity = {
                product: looked_at[product] - (product in own)
                for product in listings[kinds[target].category[:depth]]
            }
            listing = sorted(popularity, key=lambda product: (-popularity[product], product))[:HEAD]
            if target in listing:
                yield Case(listing, _shares(kinds, before[-RECENT:], listing), target)


def _shares(
    kinds: dict[str, Kind], before: Sequence[tuple[str, float]], products: Sequence[str]
) -> dict[str, dict[str, float]]:
    categories, brands = Counter(), Counter()
    for product, weight in before:
        categories[kinds[product].category] += weight
        brands[kinds[product].brand] += weight
    total = sum(categories.values())
    return {
        product: {
            "category": categories[kinds[product].category] / total,
            "brand": brands[kinds[product].brand] / total if kinds[product].brand else 0.0,
        }
        for product in products
    }


def rank(case: Case, weights: dict[str, float]) -> int:
    affinities = {product: affinity(shares, weights) for product, shares in case.shares.items()}
    return nearest_first(case.listing, affinities).index(case.target) + 1
