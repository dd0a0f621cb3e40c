from datetime import UTC, datetime, timedelta

import pytest

from recommender.behavior.models import EventKind, Visitor
from recommender.insights.prediction.selectors import expected_buyers, leaves_without_buying
from tests.factories.loop import view
from tests.factories.prediction import make_prediction

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def visitor(*acts: tuple[str, int, int], **said) -> Visitor:
    """Acts are (kind, product, days ago)."""
    made = Visitor.objects.create()
    for kind, product, days in acts:
        view(made, product, at=NOW - timedelta(days=days), kind=kind)
    if said:
        make_prediction(made, **said)
    return made


def test_a_probability_is_shared_out_among_what_somebody_looked_at_and_did_not_buy():
    visitor(
        (EventKind.VIEW, 1, 2), (EventKind.VIEW, 1, 1), (EventKind.CART_ADD, 2, 1),
        (EventKind.VIEW, 3, 3), (EventKind.PURCHASE, 3, 2), (EventKind.VIEW, 4, 31),
        within_7_days=0.4,
    )  # fmt: skip
    visitor((EventKind.VIEW, 2, 1), within_7_days=0.2)
    visitor((EventKind.VIEW, 2, 1))  # of whom nothing was said

    # Views weigh 1, carts 3: the first gives a quarter of 0.4 to 1 and three quarters to 2.
    assert expected_buyers(now=NOW) == pytest.approx({1: 0.1, 2: 0.3 + 0.2})


def test_it_costs_one_query(django_assert_num_queries):
    visitor((EventKind.VIEW, 1, 2), within_7_days=0.4)
    with django_assert_num_queries(1):
        expected_buyers(now=NOW)


@pytest.mark.parametrize(
    ("probability", "minutes", "leaves"),
    [(0.1, 5, True), (0.5, 5, False), (0.1, 31, False), (None, 5, False)],
)
def test_who_probably_leaves_is_told_by_the_visit_that_goes_on(probability, minutes, leaves):
    made = visitor(within_session=probability, session_asked_at=NOW - timedelta(minutes=minutes))

    assert leaves_without_buying(made.pk, now=NOW) == leaves
