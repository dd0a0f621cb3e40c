import numpy as np
import pytest

from recommender.dataset.sequences import KIND_CODE
from recommender.insights.behavior_table import behavior_table
from recommender.insights.case_features import case_features
from recommender.insights.cases import SESSION, purchase_cases
from recommender.insights.event_sequences import CHANNELS, event_sequences
from tests.factories.behavior_table import DAY, HOUR, planted_shop, table_of


def features_of_last(table) -> dict[str, float]:
    cases = purchase_cases(table, horizon=SESSION, until=10**9, every_prefix=True)
    names, values = case_features(table, cases)
    return dict(zip(names, values[-1], strict=True))


def test_the_session_so_far_is_counted_and_timed():
    found = features_of_last(
        table_of(
            (1, 0, "search", 0, np.nan, 3),
            (1, 10, "view", 5, 20.0),
            (1, 40, "view", 6, 10.0),
            (1, 50, "cart_add", 6, 10.0),
            (1, 90, "view", 5, 20.0),
        )
    )
    assert np.expm1(found["browsing_seconds"]) == pytest.approx(90)
    assert np.expm1(found["view_count"]) == pytest.approx(3)
    assert np.expm1(found["in_cart"]) == pytest.approx(1)
    assert np.expm1(found["search_words"]) == pytest.approx(3)
    assert np.expm1(found["different_products"]) == pytest.approx(2)
    assert np.expm1(found["mean_cart_price"]) == pytest.approx(10)
    assert found["last_price"] == pytest.approx(np.log1p(20))


def test_earlier_sessions_give_frequency_and_recency():
    found = features_of_last(
        table_of(
            (1, 0, "view"),
            (1, 10, "purchase", 1),
            (1, 10, "purchase", 2),
            (1, DAY, "view"),
            (1, 3 * DAY, "view"),
        )
    )
    assert np.expm1(found["earlier_sessions"]) == pytest.approx(2)
    assert np.expm1(found["earlier_orders"]) == pytest.approx(1), "two lines are one order"
    assert found["purchase_frequency"] == pytest.approx(0.5)
    assert np.expm1(found["days_since_last_event"]) == pytest.approx(2)
    assert np.expm1(found["days_since_last_purchase"]) == pytest.approx(3, abs=1e-3)


def test_what_is_not_there_is_missing_and_not_zero():
    found = features_of_last(table_of((2, 0, "view"), (1, 0, "purchase"), (1, HOUR, "view", 1, np.nan)))
    assert np.isnan(found["purchase_frequency"]), "the other visitor's order is not this one's"
    found = features_of_last(table_of((1, 0, "view", 1, np.nan)))
    assert np.isnan(found["mean_price"])
    assert np.isnan(found["days_since_last_event"])


def test_a_sequence_ends_with_the_event_of_its_case():
    table = table_of(
        (1, 0, "view"), (1, HOUR, "view", 2), (1, HOUR + 9, "cart_add", 2), (1, HOUR + 20, "view", 3)
    )
    cases = purchase_cases(table, horizon=SESSION, until=10**9, every_prefix=True)

    found = event_sequences(table, cases, max_events=3)

    assert found.lengths.tolist() == [1, 2, 3, 3]
    view, cart = KIND_CODE["view"] + 1, KIND_CODE["cart_add"] + 1
    assert found.kinds.tolist() == [[view, 0, 0], [view, view, 0], [view, view, cart], [view, cart, view]]
    third = dict(zip(CHANNELS, found.channels[2].T, strict=True))
    assert third["is_this_session"].tolist() == [0, 1, 1]
    assert third["is_same_product"].tolist() == [0, 0, 1]
    assert np.expm1(third["log_seconds_until_case"]).round().tolist() == [HOUR + 9, 9, 0]


def test_the_future_never_changes_what_is_known_of_a_case():
    """Everything after each case's moment is thrown away or made up anew: features and sequences stay the same."""
    table = planted_shop(sessions=120)
    cases = purchase_cases(table, horizon=SESSION, until=10**9)
    _, whole = case_features(table, cases)
    sequences = event_sequences(table, cases)
    rng = np.random.default_rng(5)
    for number in range(0, len(cases), 7):
        case = cases.take([number])
        known = table.take(table.times <= case.moments[0])
        late = table.take(table.times > case.moments[0])
        for future in (0, len(late)):
            invented = rng.permutation(len(late))[:future]
            both = behavior_table(
                visitors=np.append(known.visitors, late.visitors[invented]),
                products=np.append(known.products, late.products[rng.permutation(invented)]),
                kinds=np.append(known.kinds, late.kinds[rng.permutation(invented)]),
                times=np.append(known.times, late.times[invented]),
                prices=np.append(known.prices, 99 * late.prices[invented]),
                words=np.append(known.words, late.words[invented] + 7),
            )
            place = np.flatnonzero(
                (both.visitors == table.visitors[case.places[0]]) & (both.times <= case.moments[0])
            )[-1]
            moved = type(case)(np.array([place]), case.moments, case.buys, case.settled_at)
            # Running totals of another table round differently in the last digits.
            np.testing.assert_allclose(case_features(both, moved)[1][0], whole[number], atol=1e-9)
            again = event_sequences(both, moved)
            np.testing.assert_array_equal(again.kinds[0], sequences.kinds[number])
            real = slice(0, sequences.lengths[number])
            np.testing.assert_array_equal(again.channels[0, real], sequences.channels[number, real])
