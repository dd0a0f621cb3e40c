"""Behavior tables for tests: a few facts written out, or a planted habit of buying."""

import numpy as np

from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import BehaviorTable, behavior_table

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def table_of(*facts: tuple) -> BehaviorTable:
    """Facts are (visitor, second, kind) and, where it matters, product, price and search words."""
    rows = [(*fact, *(1, 10.0, 0)[len(fact) - 3 :]) for fact in facts]
    visitors, times, kinds, products, prices, words = zip(*rows, strict=True)
    return behavior_table(
        visitors=visitors,
        products=products,
        kinds=[KIND_CODE[kind] for kind in kinds],
        times=times,
        prices=prices,
        words=words,
    )


def planted_shop(*, sessions: int = 900, seed: int = 0, noise: float = 0.05) -> BehaviorTable:
    """Who begins with the cart and lingers over it buys in the end; nobody else does, but for the noise."""
    rng = np.random.default_rng(seed)
    facts = []
    for number in range(sessions):
        visitor, at = int(rng.integers(sessions // 3)), number * HOUR
        carts, lingers = rng.random() < 0.5, rng.random() < 0.5
        facts.append((visitor, at, "cart_add" if carts else "favorite", 1, 20.0))
        at += 600 if lingers else 30
        for step in range(int(rng.integers(2, 6))):
            facts.append((visitor, at, "view", step + 1, float(rng.integers(5, 50))))
            at += int(rng.integers(20, 60))
        if (carts and lingers) != (rng.random() < noise):
            facts.append((visitor, at + MINUTE, "purchase", 1, 20.0))
    return table_of(*facts)
