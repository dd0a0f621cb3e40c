"""The truth about clicks, by hand: two mugs and a trowel."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import log

import numpy as np
import pytest

from shop.demo.market import Market, Offer
from shop.demo.shoppers import Taste, draw_shopper
from shop.demo.simulation import desire as d
from shop.demo.simulation.desire import Desire, Mood

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def offer(pk: int, kind: str, *, color="sand", price="10.00") -> Offer:
    return Offer(pk, kind, color, Decimal(price), 1.0, THEN, None)


@pytest.fixture
def market():
    return Market([offer(1, "mug"), offer(2, "mug", color="moss", price="30.00"), offer(3, "trowel")])


@pytest.fixture
def shopper(market):
    """Likes the cheap, and the kitchen as much as the garden."""
    drawn = draw_shopper(5, market, seed=0)
    return replace(drawn, early=Taste(dict.fromkeys(market.departments, 1.0)), purse=0.0)


def logits(market, shopper, mood, *, discounts=None, month=5) -> dict[int, float]:
    desire = Desire(market, discounts=discounts or {})
    found = desire.probabilities(shopper, mood, month=month)
    return {int(pk): log(p / (1 - p)) for pk, p in zip(desire.ids, found, strict=True)}


def test_the_whole_sum_by_hand(market, shopper):
    found = logits(market, shopper, Mood(kind="teapot"))
    wanted = {kind.slug: kind.season[4] * kind.popularity for kind in market.kinds}
    mean = np.mean(list(wanted.values()))
    more = d.TASTE * log(wanted["mug"] / mean)
    assert found[1] == pytest.approx(d.BASE + more)
    # The dearest of its kind, for an empty purse: the whole distance, times the sensitivity of mugs.
    assert found[2] == pytest.approx(found[1] - d.PRICE * d.SENSITIVITY["medium"] * 1.0)


@pytest.mark.parametrize(
    ("changed", "more"),
    [
        ({"kind": "mug"}, d.MOOD),
        ({"color": "sand"}, d.COLOR),
        ({"project": "mug"}, d.PROJECT),
        ({"last_kind": "mug"}, d.COMPARES),
        ({"last_kind": "teapot"}, d.COMPLETES),
        ({"seen": {1}}, d.SEEN),
        ({"due": {1}}, d.DUE),
        ({"owned": {1}}, d.OWNED),
    ],
)
def test_each_part_of_the_mood_moves_the_logit_by_its_weight(market, shopper, changed, more):
    before = logits(market, shopper, Mood(kind="sofa"))
    after = logits(market, shopper, Mood(**{"kind": "sofa"} | changed))
    assert after[1] - before[1] == pytest.approx(more)


def test_a_discount_counts_by_its_share(market, shopper):
    mood = Mood(kind="sofa")
    reduced = logits(market, shopper, mood, discounts={1: 0.2})[1] - logits(market, shopper, mood)[1]
    assert reduced == pytest.approx(d.REDUCED * d.SENSITIVITY["medium"] * 0.2)


def test_a_department_that_is_liked_more_is_clicked_more(market, shopper):
    gardener = replace(
        shopper, early=Taste({slug: 9.0 if slug == "garden" else 1.0 for slug in market.departments})
    )
    mood = Mood(kind="sofa")
    assert logits(market, gardener, mood)[3] > logits(market, shopper, mood)[3]
    assert logits(market, gardener, mood)[1] < logits(market, shopper, mood)[1]
