from recommender.insights.visitor_behavior import NAMES, visitor_behavior
from tests.factories.behavior_table import DAY, table_of


def test_the_five_behaviors_recency_and_value_are_counted():
    table = table_of(
        (1, 0, "view"), (1, 1, "click"), (1, 2, "favorite"), (1, 3, "cart_add"), (1, 4, "search", 0),
        (1, 10, "purchase", 1, 10.0), (1, 10, "purchase", 2, 5.0), (1, 20, "purchase", 1, 10.0), (1, 30, "review"),
        (2, DAY, "view"),
    )  # fmt: skip

    behavior = visitor_behavior(table, until=30 + 2 * DAY)

    assert behavior.visitors.tolist() == [1, 2]
    first, second = (dict(zip(NAMES, row, strict=True)) for row in behavior.values.tolist())
    assert first == {
        "browse": 2,
        "favorite": 1,
        "cart": 1,
        "repurchase": 1,
        "review": 1,
        "days_since_last": 2,
        "value": 25,
    }
    assert second == dict.fromkeys(NAMES, 0) | {"browse": 1, "days_since_last": 1 + 30 / DAY}


def test_what_happens_later_is_not_counted():
    table = table_of((1, 0, "view"), (1, 5, "view"), (2, 5, "view"))

    behavior = visitor_behavior(table, until=5)

    assert behavior.visitors.tolist() == [1]
    assert behavior.values[0, NAMES.index("browse")] == 1
