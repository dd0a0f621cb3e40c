from random import Random

import numpy as np
import pytest

from recommender.evaluation.drift.market import Market, MarketPlan

PLAN = MarketPlan(items=200, categories=5, promoted=2)
T1, T3 = PLAN.before, PLAN.before + PLAN.promotion


@pytest.fixture(scope="module")
def market():
    return Market(PLAN, seed=1)


def test_before_t1_the_range_stays_and_then_as_many_items_come_as_leave(market):
    assert (market.on_sale[:T1] == market.on_sale[0]).all()
    assert len(set(market.on_sale.sum(axis=1).tolist())) == 1
    for period in range(T1, PLAN.periods):
        came = market.on_sale[period] & ~market.on_sale[period - 1]
        left = market.on_sale[period - 1] & ~market.on_sale[period]
        assert came.sum() == left.sum() == 12
        assert not market.on_sale[:period, came].any()


def test_partners_are_on_sale(market):
    for period in range(PLAN.periods):
        assert market.on_sale[period][market.partners[period]].all()


def changed(market, period):
    return (market.partners[period] != market.partners[period - 1]).any(axis=1).mean()


def test_partners_drift_little_before_the_promotion_much_in_it_and_on_after_it(market):
    assert changed(market, 1) == 0
    assert changed(market, T1 + 1) < changed(market, T3)
    assert changed(market, PLAN.periods - 1) > changed(market, T1 + 1)
    bundled = np.isin(market.category[market.partners[T3][:, 0]], market.promoted).mean()
    usual = np.isin(market.category[market.partners[T3 - 1][:, 0]], market.promoted).mean()
    assert bundled > usual + 0.1
    assert [period for period in range(PLAN.periods) if market.is_promotion(period)] == [T3]


def test_what_is_picked_is_of_the_category_and_on_sale_and_appealing_items_come_more_often(market):
    rng = Random(0)
    picked = [market.pick(2, T3, rng) for _ in range(2_000)]
    assert set(market.category[picked].tolist()) == {2}
    assert market.on_sale[T3][picked].all()
    counts = np.bincount(picked, minlength=PLAN.items)
    shelf = np.flatnonzero(market.on_sale[T3] & (market.category == 2))
    assert np.corrcoef(counts[shelf], market.appeal[shelf])[0, 1] > 0.95


def test_a_range_too_small_for_its_categories_is_refused_in_words():
    with pytest.raises(ValueError, match="plan more items"):
        Market(MarketPlan(items=10, categories=9, promoted=1), seed=1)
