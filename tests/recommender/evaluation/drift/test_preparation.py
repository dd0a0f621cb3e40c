import numpy as np

from recommender.dataset.clean import CleaningRules
from recommender.evaluation.drift.preparation import PreparationRules, prepared
from tests.factories.sequences import START, event_table


def kept(events, **rules):
    found, dropped = prepared(events, PreparationRules(**rules))
    return list(
        zip(found.visitors.tolist(), found.products.tolist(), found.times.tolist(), strict=True)
    ), dropped


def test_the_same_kind_of_event_on_the_same_item_counts_once_in_a_session_the_first_time():
    hour = 3_600
    events = event_table(
        ("a", 1, "view", START),
        ("a", 2, "view", START + 10),
        ("a", 1, "view", START + 20),
        ("a", 1, "cart_add", START + 30),
        ("a", 1, "view", START + hour),
        ("b", 1, "view", START + 5),
    )
    found, dropped = kept(events)
    assert found == [
        ("a", 1, START), ("a", 2, START + 10), ("a", 1, START + 30), ("a", 1, START + hour), ("b", 1, START + 5),
    ]  # fmt: skip
    assert dropped == {"repeat in a session": 1}


def test_repeats_can_be_kept():
    events = event_table(("a", 1, "view", START), ("a", 1, "view", START + 20))
    assert len(kept(events, once_in_a_session=False)[0]) == 2


def test_events_without_an_item_and_visitors_faster_than_people_are_dropped():
    quick = [("bot", 1 + number, "view", START + number) for number in range(6)]
    events = event_table(*quick, ("a", 0, "view", START), ("a", 3, "search", START + 1))
    found, dropped = kept(events, cleaning=CleaningRules(browsing_per_minute=5))
    assert found == [("a", 3, START + 1)]
    assert dropped == {"missing value": 1, "outlier visitor": 6}


def test_events_come_out_by_visitor_and_time():
    events = event_table(
        ("b", 1, "view", START + 9), ("a", 2, "view", START + 5), ("a", 3, "view", START + 1)
    )
    found, _ = prepared(events, PreparationRules())
    assert found.visitors.tolist() == ["a", "a", "b"]
    assert (np.diff(found.times[:2]) > 0).all()
