from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from recommender.behavior.models import EventKind
from recommender.dataset.sequences import KIND_CODE
from recommender.insights.extract import behavior_of_shop
from tests.factories.behavior import EventFactory, VisitSessionFactory
from tests.factories.loop import make_products

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_whole_log_is_read_searches_and_changes_of_mind_too():
    lamp = make_products(1, price="12.50")[0].pk
    visit = VisitSessionFactory()
    facts = [
        {"kind": EventKind.SEARCH, "product_id": None, "query": "green  desk lamp"},
        {"kind": EventKind.VIEW, "product_id": lamp},
        {"kind": EventKind.CART_REMOVE, "product_id": lamp + 1},
        {"kind": EventKind.PURCHASE, "product_id": lamp, "quantity": 2, "amount": Decimal("20.00")},
    ]
    for minute, fact in enumerate(facts):
        EventFactory(session=visit, occurred_at=NOW + timedelta(minutes=minute), **fact)

    table = behavior_of_shop(until=NOW + timedelta(hours=1))

    assert table.kinds.tolist() == [KIND_CODE[str(fact["kind"])] for fact in facts]
    assert table.words.tolist() == [3, 0, 0, 0]
    assert table.products.tolist() == [0, lamp, lamp + 1, lamp]
    np.testing.assert_array_equal(table.prices, [np.nan, 12.5, np.nan, 10.0])


def test_what_happens_at_the_moment_or_later_is_not_read():
    visit = VisitSessionFactory()
    for minutes in (-1, 0, 1):
        EventFactory(session=visit, occurred_at=NOW + timedelta(minutes=minutes))

    assert len(behavior_of_shop(until=NOW)) == 1
    assert len(behavior_of_shop(until=NOW, since=NOW)) == 0


def test_reading_takes_three_queries_whatever_the_log_holds(django_assert_num_queries):
    visit = VisitSessionFactory()
    for minutes in range(5):
        EventFactory(session=visit, occurred_at=NOW - timedelta(minutes=minutes))

    with django_assert_num_queries(3):
        behavior_of_shop(until=NOW)
