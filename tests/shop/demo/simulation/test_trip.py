"""One visit to a shop that shows one shelf, whatever comes."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import numpy as np
import pytest

from shop.demo.assortment import iter_products
from shop.demo.market import Market, Offer
from shop.demo.shoppers import draw_shopper
from shop.demo.simulation import trip as trips
from shop.demo.simulation.attention import examined
from shop.demo.simulation.desire import Desire
from shop.demo.simulation.storefront import FOR_YOU, NoShelves, SeenShelf
from shop.demo.simulation.trip import LongMemory, Trip

AT = datetime(2026, 3, 5, 18, tzinfo=UTC)
SLATE = UUID(int=7)


class OneShelf(NoShelves):
    def __init__(self, product_ids):
        self.product_ids = tuple(product_ids)
        self.seen, self.clicked = [], []

    def home(self):
        return [SeenShelf(FOR_YOU, SLATE, self.product_ids)]

    def saw(self, shelf, positions):
        self.seen += positions

    def view(self, product_id, *, clicked=None):
        if clicked:
            self.clicked.append(clicked.position)


@pytest.fixture(scope="module")
def desire() -> Desire:
    offers = [
        Offer(
            number,
            spec.kind_slug,
            spec.color,
            spec.price,
            spec.popularity,
            datetime(2025, 1, 1, tzinfo=UTC),
            spec.replenishment_days,
        )
        for number, spec in enumerate(iter_products(products=120, seed=7), start=1)
    ]
    return Desire(Market(offers), discounts={})


def visit(desire, store, *, seed=0, number=3) -> Trip:
    shopper = draw_shopper(number, desire.market, seed=1)
    trip = Trip(shopper, desire, LongMemory(), AT, store=store, rng=Random(seed))
    trip.run()
    return trip


def test_everything_seen_is_told_once_and_from_the_first_position_on(desire, monkeypatch):
    monkeypatch.setattr(trips, "COMES_HOME", 1.0)
    monkeypatch.setattr(trips, "RETURNS_HOME", 0.0)
    store = OneShelf(desire.ids[:12].tolist())
    trip = visit(desire, store)
    assert store.seen == list(range(1, trip.glances[0].impressions + 1))
    assert trip.glances[0].clicks == len(store.clicked)


def test_a_glance_weighs_what_was_shown_against_the_best_there_is(desire, monkeypatch):
    monkeypatch.setattr(trips, "COMES_HOME", 1.0)
    monkeypatch.setattr(trips, "RETURNS_HOME", 0.0)
    monkeypatch.setattr(Trip, "_open", lambda *_, **__: None)
    wishes = np.linspace(0.0, 0.4, len(desire.ids))
    monkeypatch.setattr(Trip, "wishes", lambda _self: wishes)
    monkeypatch.setattr(trips, "DISMISSES", 0.0)
    shown = [int(desire.ids[0]), int(desire.ids[-1])]
    glances = [g for seed in range(8) for g in visit(desire, OneShelf(shown), seed=seed).glances]
    both = next(glance for glance in glances if glance.impressions == 2)
    looks = examined(np.array([1, 2]))
    assert both.attraction == pytest.approx(looks @ [wishes[0], wishes[-1]])
    assert both.best == pytest.approx(looks @ [wishes[-1], wishes[-2]])
    assert all(glance.attraction <= glance.best for glance in glances)


def test_clicks_are_as_frequent_as_the_truth_says(desire, monkeypatch):
    monkeypatch.setattr(trips, "COMES_HOME", 1.0)
    monkeypatch.setattr(trips, "RETURNS_HOME", 0.0)
    monkeypatch.setattr(trips, "COMES_BACK", 1.0)
    monkeypatch.setattr(Trip, "_open", lambda *_, **__: None)
    monkeypatch.setattr(Trip, "wishes", lambda _self: np.full(len(desire.ids), 0.3))
    glances = [
        g for seed in range(400) for g in visit(desire, OneShelf(desire.ids[:12].tolist()), seed=seed).glances
    ]
    expected = sum(glance.attraction for glance in glances)
    assert sum(glance.clicks for glance in glances) == pytest.approx(expected, rel=0.1)


def test_the_same_chances_make_the_same_visit(desire):
    ids = desire.ids[:12].tolist()
    first, again = visit(desire, OneShelf(ids), seed=5), visit(desire, OneShelf(ids), seed=5)
    assert first.acts == again.acts
    assert first.glances == again.glances
    assert visit(desire, OneShelf(ids), seed=6).acts != first.acts


def test_what_is_not_liked_at_all_may_be_sent_away_and_is_not_the_oracles_either(desire, monkeypatch):
    monkeypatch.setattr(trips, "COMES_HOME", 1.0)
    monkeypatch.setattr(trips, "DISMISSES", 1.0)
    monkeypatch.setattr(Trip, "wishes", lambda _self: np.full(len(desire.ids), 0.001))
    trip = visit(desire, OneShelf([int(desire.ids[0])]), seed=1)
    assert trip.memory.dismissed == {int(desire.ids[0])}
    assert trip.acts[0].kind == "dismiss"
