import pytest

from recommender.dataset.clean import CleaningRules, clean
from recommender.dataset.sequences import EVENT_KINDS
from tests.factories.sequences import event_table


def rows(events):
    kinds = [EVENT_KINDS[code] for code in events.kinds]
    return list(
        zip(events.visitors.tolist(), events.products.tolist(), kinds, events.times.tolist(), strict=True)
    )


def cleaned(*events, rules=None):
    kept, dropped = clean(event_table(*events), rules=rules or CleaningRules())
    return rows(kept), dict(dropped)


def test_a_click_and_its_own_view_are_one_interaction():
    kept, dropped = cleaned(("a", 1, "click", 10), ("a", 1, "view", 12), ("a", 2, "view", 50))
    assert kept == [("a", 1, "click", 12), ("a", 2, "view", 50)]
    assert dropped == {"repeat": 1}


def test_of_a_run_the_strongest_kind_stays_with_the_last_time():
    kept, _ = cleaned(("a", 1, "view", 10), ("a", 1, "purchase", 40), ("a", 1, "view", 60))
    assert kept == [("a", 1, "purchase", 60)]


def test_a_product_met_again_after_another_one_or_in_another_session_stays():
    kept, dropped = cleaned(
        ("a", 1, "view", 0), ("a", 2, "view", 10), ("a", 1, "view", 20), ("a", 1, "view", 20 + 1800)
    )
    assert [product for _, product, _, _ in kept] == [1, 2, 1, 1]
    assert dropped == {}


def test_two_visitors_of_one_product_are_two_interactions():
    kept, _ = cleaned(("a", 1, "view", 0), ("b", 1, "view", 0))
    assert len(kept) == 2


@pytest.mark.parametrize("kind", ["search", "unfavorite", "cart_remove", "dismiss"])
def test_other_kinds_are_no_interactions(kind):
    kept, dropped = cleaned(("a", 1, "view", 0), ("a", 2, kind, 10))
    assert len(kept) == 1
    assert dropped == {"not an interaction": 1}


def test_events_without_weight_are_dropped():
    events = event_table(("a", 1, "view", 0), ("a", 2, "view", 10))
    events.weights[1] = 0
    kept, dropped = clean(events, rules=CleaningRules())
    assert rows(kept) == [("a", 1, "view", 0)]
    assert dict(dropped) == {"no weight": 1}


def test_events_are_sorted_by_visitor_and_time_and_otherwise_stay_in_order():
    kept, _ = cleaned(
        ("b", 1, "view", 9),
        ("a", 3, "view", 5),
        ("a", 1, "view", 5),
        ("a", 2, "view", 5),
        ("a", 9, "view", 1),
    )
    assert [(visitor, product) for visitor, product, _, _ in kept] == [
        ("a", 9), ("a", 3), ("a", 1), ("a", 2), ("b", 1),
    ]  # fmt: skip


def test_visitors_who_browse_faster_than_people_are_dropped_as_a_whole():
    bot = [("bot", number, "view", 100 + number) for number in range(1, 12)]
    kept, dropped = cleaned(
        ("a", 1, "view", 100),
        *bot,
        ("bot", 99, "purchase", 9_000),
        rules=CleaningRules(browsing_per_minute=9),
    )
    assert kept == [("a", 1, "view", 100)]
    assert dropped == {"outlier visitor": 12}


def test_a_day_of_steady_clicking_is_absurd_too():
    bot = [("bot", number, "click", 100 * number) for number in range(1, 60)]
    _, dropped = cleaned(*bot, ("a", 1, "view", 0), rules=CleaningRules(browsing_per_day=50))
    assert dropped == {"outlier visitor": 59}


def test_an_order_of_hundreds_of_lines_is_no_bot():
    kept, dropped = cleaned(*[("wholesaler", number, "purchase", 0) for number in range(1, 500)])
    assert len(kept) == 499
    assert dropped == {}


def test_nothing_stays_nothing():
    kept, dropped = clean(event_table(("a", 1, "search", 0)), rules=CleaningRules())
    assert len(kept) == 0
    assert dict(dropped) == {"not an interaction": 1}
