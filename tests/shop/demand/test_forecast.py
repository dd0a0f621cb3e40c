import numpy as np
import pytest

from shop.demand.forecast import blended, expected_pieces, pieces_to_order


def test_a_steady_product_goes_on_as_it_was():
    sold = np.full((1, 28), 2.0)

    assert expected_pieces(sold, np.array([28.0]), np.array([1])) == pytest.approx([28])


def test_newer_days_count_more_and_a_category_pulls():
    sold = np.array([[4.0, 0.0], [0.0, 4.0]])  # yesterday, today
    ages, kinds = np.array([2.0, 2.0]), np.array([1, 1])

    # Weights 1/2 and 1: (2, 4) pieces in 1.5 days each; the category's rate is 6 / 3 = 2, as if 3 pieces more.
    expected = expected_pieces(sold, ages, kinds, days=1, half_life=1, prior_pieces=3)

    assert expected == pytest.approx([(2 + 3) / 3, (4 + 3) / 3])


def test_days_before_a_product_was_sold_say_nothing():
    sold = np.array([[0.0, 0.0, 3.0]])

    assert expected_pieces(sold, np.array([1.0]), np.array([1]), days=1) == pytest.approx([3])


def test_a_product_that_sold_nothing_is_expected_to_sell_less_than_its_category_but_something():
    sold = np.array([[0.0] * 14, [2.0] * 14])

    nothing, steady = expected_pieces(sold, np.array([14.0, 14.0]), np.array([1, 1]))

    assert 0 < nothing < steady < 28


def test_likely_buyers_share_out_a_part_and_the_sum_stays():
    own, interest = np.array([6.0, 2.0]), np.array([1.0, 3.0])

    assert blended(own, interest, weight=0.5) == pytest.approx([4.0, 4.0])
    assert blended(own, np.zeros(2), weight=0.5) == pytest.approx(own)


@pytest.mark.parametrize(
    ("expected", "stock", "pieces"), [(0.0, 0, 0), (4.0, 0, 7), (4.0, 5, 2), (4.0, 7, 0), (100.0, 100, 13)]
)
def test_what_is_ordered_lasts_in_nine_of_ten_cases(expected, stock, pieces):
    # 4 + 1.28 · 2 = 6.6, so 7; 100 + 1.28 · 10 = 112.8, so 113.
    assert pieces_to_order(expected, stock=stock) == pieces
