from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

import pytest

from shop.demo.assortment import iter_products
from shop.demo.market import Market, Offer
from shop.demo.shoppers import draw_shopper
from shop.demo.visits import simulate

END = datetime(2026, 3, 1, tzinfo=UTC)
START = END - timedelta(days=90)


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(
        [
            Offer(
                product_id=number,
                kind=spec.kind_slug,
                color=spec.color,
                price=spec.price,
                popularity=spec.popularity,
                released_at=END - timedelta(days=spec.days_before_end_released),
                replenishment_days=spec.replenishment_days,
            )
            for number, spec in enumerate(iter_products(products=400, seed=3), start=1)
        ]
    )


@pytest.fixture(scope="module")
def visits(market):
    """Visits of 300 shoppers, each with its shopper."""
    found = []
    for number in range(1, 301):
        shopper = draw_shopper(number, market, seed=5)
        found += [(shopper, visit) for visit in simulate(shopper, market, start=START, end=END, seed=5)]
    return found


def test_the_same_seed_gives_the_same_past(market):
    shopper = draw_shopper(9, market, seed=5)
    first = list(simulate(shopper, market, start=START, end=END, seed=5))
    again = list(simulate(draw_shopper(9, market, seed=5), market, start=START, end=END, seed=5))
    other = list(simulate(draw_shopper(9, market, seed=6), market, start=START, end=END, seed=6))
    assert first == again
    assert first != other


def test_visits_lie_in_the_period_and_in_order(visits):
    assert len(visits) > 500
    for _, visit in visits:
        times = [act.at for act in visit.acts]
        assert times == sorted(times)
        assert START <= times[0] <= times[-1] <= END


def test_nobody_sees_a_product_before_it_was_released(visits):
    acts = [act for _, visit in visits for act in visit.acts if act.offer]
    assert all(act.offer.released_at <= act.at for act in acts)
    assert any(act.offer.released_at > START for act in acts), "new products are found too"


def test_what_is_bought_was_put_into_the_cart_before(visits):
    bought = 0
    for _, visit in visits:
        carted = set()
        for act in visit.acts:
            if act.kind == "cart_add":
                carted.add(act.offer.product_id)
            elif act.kind == "cart_remove":
                carted.discard(act.offer.product_id)
            elif act.kind == "purchase":
                assert act.offer.product_id in carted
                assert act.amount == act.offer.price * act.quantity
                bought += 1
    assert bought > 100


def test_comparing_shoppers_keep_their_direction_on_the_ladder_of_prices(visits):
    with_trait = against = 0
    for shopper, visit in visits:
        seen = [act.offer for act in visit.acts if act.kind == "view"]
        for before, after in pairwise(seen):
            if before.kind == after.kind and before.price != after.price:
                goes_up = after.price > before.price
                with_trait += goes_up == (shopper.price_step > 0)
                against += goes_up != (shopper.price_step > 0)
    assert with_trait > 1.5 * against


def test_consumables_are_bought_again_at_their_rhythm(visits):
    gaps = []
    bought = {}
    for shopper, visit in visits:
        for act in visit.acts:
            if act.kind == "purchase" and act.offer.replenishment_days:
                key = (shopper.number, act.offer.product_id)
                if key in bought:
                    gaps.append((act.at - bought[key]).days / act.offer.replenishment_days)
                bought[key] = act.at
    assert len(gaps) >= 20
    assert 0.9 < median(gaps) < 1.5
    assert sum(gap >= 0.8 for gap in gaps) > 0.75 * len(gaps)


def test_tastes_drift(market):
    shoppers = [draw_shopper(number, market, seed=5) for number in range(1, 201)]
    drifting = sum(shopper.early != shopper.late for shopper in shoppers)
    assert 40 < drifting < 120
