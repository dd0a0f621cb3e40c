import itertools
from collections import Counter

import numpy as np
import pytest

from recommender.evaluation.drift.market import QUERIES_FROM, Market, MarketPlan
from recommender.evaluation.drift.visitors import DAY, START, VisitorPlan, visits_of

MARKET = MarketPlan(items=200, categories=5, promoted=2)
PLAN = VisitorPlan()


@pytest.fixture(scope="module")
def market():
    return Market(MARKET, seed=1)


@pytest.fixture(scope="module")
def visits(market):
    return [list(visits_of(number, market, PLAN, seed=5)) for number in range(200)]


def test_a_visitor_lives_through_the_same_again_and_another_seed_gives_another_life(market, visits):
    assert list(visits_of(3, market, PLAN, seed=5)) == visits[3]
    assert [list(visits_of(n, market, PLAN, seed=6)) for n in range(9)] != visits[:9]


def test_events_stand_in_order_of_time_and_name_what_is_on_sale(market, visits):
    for rows in visits:
        assert [row[3] for row in rows] == sorted(row[3] for row in rows)
        for _, product, kind, at in rows:
            period = (at - START) // (PLAN.period_days * DAY)
            if kind == "search":
                assert 0 <= product - QUERIES_FROM < MARKET.categories
            else:
                assert market.on_sale[period, product - 1]


def test_all_kinds_occur_and_purchases_follow_what_was_put_into_the_cart(visits):
    kinds = Counter(row[2] for rows in visits for row in rows)
    assert set(kinds) == {"view", "search", "favorite", "cart_add", "purchase", "click"}
    assert kinds["view"] > kinds["cart_add"] > kinds["purchase"]
    for rows in visits:
        carted = {row[1] for row in rows if row[2] == "cart_add"}
        assert {row[1] for row in rows if row[2] == "purchase"} <= carted


def test_newcomers_come_in_each_period_from_t1_on(visits):
    first = Counter((rows[0][3] - START) // (PLAN.period_days * DAY) for rows in visits if rows)
    assert all(first[MARKET.before + number] > 3 for number in range(5))
    assert sum(first[number] for number in range(MARKET.before)) > 60


def test_what_follows_a_cart_is_a_partner_more_often_than_what_follows_a_view(market, visits):
    followed = {"view": [], "cart_add": []}
    for rows in visits:
        for (_, item, kind, at), (_, other, after, later) in itertools.pairwise(rows):
            if kind in followed and after == "view" and later - at < 120:
                period = (at - START) // (PLAN.period_days * DAY)
                followed[kind].append(other - 1 in market.partners[period, item - 1])
    assert np.mean(followed["cart_add"]) > np.mean(followed["view"]) + 0.15
    assert np.mean(followed["view"]) > 0.4
