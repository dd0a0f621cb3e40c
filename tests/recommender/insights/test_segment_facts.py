import numpy as np
import pytest

from recommender.dataset.sequences import EVENT_KINDS, KIND_CODE
from recommender.insights.segment_facts import FactRules, SegmentFacts
from tests.factories.behavior_table import DAY, HOUR, table_of

LAMP, CHAIR, BOOK = 10, 20, 30
UNTIL = 100 * DAY
WEIGHTS = {"view": 1.0, "purchase": 4.0}


@pytest.fixture
def facts() -> SegmentFacts:
    weights = np.array([WEIGHTS.get(kind, 0.0) for kind in EVENT_KINDS])
    return SegmentFacts(np.array([LAMP, CHAIR, BOOK]), FactRules(weights, half_life_days=10, until=UNTIL))


def liked(facts: SegmentFacts, product: int) -> float:
    return facts.liked[facts.product_ids.tolist().index(product)]


def test_a_visitor_counts_once_for_a_product_by_the_strongest_event(facts):
    facts.add(
        table_of(
            *((1, UNTIL - second, "view", LAMP) for second in range(1, 50)),
            (1, UNTIL, "purchase", LAMP),
            (2, UNTIL, "view", LAMP),
            (2, UNTIL, "view", CHAIR),
        )
    )

    assert (liked(facts, LAMP), liked(facts, CHAIR), liked(facts, BOOK)) == (5, 1, 0)
    assert facts.fans.tolist() == [2, 1, 0]


def test_after_its_half_life_an_event_counts_half(facts):
    facts.add(table_of((1, UNTIL - 10 * DAY, "purchase", LAMP), (2, UNTIL - 20 * DAY, "view", CHAIR)))

    assert (liked(facts, LAMP), liked(facts, CHAIR)) == (2, 0.25)


def test_what_says_nothing_of_liking_or_is_not_in_the_catalog_makes_nobody_a_fan(facts):
    facts.add(
        table_of(
            (1, UNTIL, "dismiss", LAMP),
            (1, UNTIL, "search", 0),
            (1, UNTIL, "view", 15),
            (1, UNTIL, "view", 99),
        )
    )

    assert facts.liked.sum() == facts.fans.sum() == 0
    assert facts.kinds[KIND_CODE["view"]] == 2


def test_visitors_buyers_kinds_and_hours_are_added_up_over_the_parts(facts):
    facts.add(
        table_of(
            (1, 9 * HOUR, "view", LAMP), (1, 9 * HOUR + 5, "purchase", LAMP), (2, 10 * HOUR, "view", LAMP)
        )
    )
    facts.add(table_of((1, DAY + 9 * HOUR, "view", BOOK)))  # another visitor: codes are of a part

    assert (facts.size, facts.buyers) == (3, 1)
    assert facts.kinds[[KIND_CODE["view"], KIND_CODE["purchase"]]].tolist() == [3, 1]
    assert (facts.hours[9], facts.hours[10], facts.hours.sum()) == (3, 1, 4)


def test_popular_is_what_several_people_like_and_what_may_be_sold(facts):
    facts.add(
        table_of(
            *((visitor, UNTIL, "view", LAMP) for visitor in (1, 2)),
            *((visitor, UNTIL, "view", CHAIR) for visitor in (1, 2, 3)),
            (1, UNTIL, "purchase", BOOK),
        )
    )

    products, scores = facts.popular(allowed={LAMP, CHAIR, BOOK}, least_fans=2, most=10)

    assert (products.tolist(), scores.tolist()) == ([CHAIR, LAMP], [3, 2])
    assert facts.popular(allowed={LAMP, BOOK}, least_fans=2, most=10)[0].tolist() == [LAMP]
    assert facts.popular(allowed={LAMP, CHAIR}, least_fans=1, most=1)[0].tolist() == [CHAIR]
