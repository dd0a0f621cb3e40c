from decimal import Decimal

from recommender.insights.traffic.totals import Totals


def test_ratios_of_a_small_day():
    total = Totals(
        sessions=8, visitors=5, new_visitors=3, bounces=2, buying_sessions=1, product_views=20, searches=4,
        orders=3, unrated_orders=1, revenue=Decimal("50.00"),
    )  # fmt: skip
    assert total.returning_visitors == 2
    assert total.page_views == 24
    assert total.conversion == 12.5
    assert total.bounce_rate == 25.0
    assert total.average_order == Decimal("25.00")


def test_nothing_has_no_ratios():
    assert (Totals().conversion, Totals().bounce_rate, Totals().average_order) == (None, None, None)
    assert Totals(orders=1, unrated_orders=1).average_order is None


def test_sums_and_shares():
    hour = Totals(sessions=10, revenue=Decimal("9.99"))
    assert Totals.of([hour, hour]) == Totals(sessions=20, revenue=Decimal("19.98"))
    assert Totals.of([hour]).plus(hour, Decimal("0.25")).rounded() == Totals(
        sessions=12, revenue=Decimal("12.49")
    )
