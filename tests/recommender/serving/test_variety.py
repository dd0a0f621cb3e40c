import numpy as np
import pytest

from recommender.serving.variety import VARIED_PLACES, Limit, at_most, marginally_relevant, spread

# Items 1 to 3 are the same thing, 4 is another one; 0 is padding.
VECTORS = np.array([[0, 0], [1, 0], [1, 0], [1, 0], [0, 1]], dtype=np.float32)


def test_the_best_stays_first_and_what_is_like_it_steps_back():
    order = marginally_relevant([1, 2, 3, 4], [1.0, 0.9, 0.8, 0.7], VECTORS, diversity=0.5)

    assert order == [1, 4, 2, 3]


def test_without_diversity_the_order_stays():
    assert marginally_relevant([3, 1, 2], [3.0, 2.0, 1.0], VECTORS, diversity=0) == [3, 1, 2]


def test_relevance_wins_where_little_diversity_is_asked_for():
    assert marginally_relevant([1, 2, 4], [1.0, 0.99, 0.0], VECTORS, diversity=0.2) == [1, 2, 4]


def test_equal_scores_and_long_lists_lose_nothing():
    items = list(range(1, 60))
    vectors = np.random.default_rng(0).normal(size=(60, 4))
    order = marginally_relevant(items, [1.0] * len(items), vectors, diversity=0.3)

    assert sorted(order) == items
    assert order[VARIED_PLACES:] == sorted(order[VARIED_PLACES:])  # nobody looks that far: the order stays


@pytest.mark.parametrize(
    ("items", "share", "expected"),
    [
        ("aabbcc", 0.5, "aabbcc"),
        ("aaabbb", 0.5, "aabbab"),
        ("aaaabc", 0.25, "abcaaa"),  # one of a kind at least; where only one kind is left, it fills up
        ("aaaa", 0.25, "aaaa"),
        ("", 0.25, ""),
    ],
)
def test_four_in_a_row_hold_at_most_their_share_of_a_kind(items, share, expected):
    limits = [Limit(str, at_most(share, k=4))]

    assert "".join(spread(items, k=4, limits=limits)) == expected


def test_several_limits_hold_at_once_and_what_has_no_kind_is_free():
    letter = Limit(lambda item: item[0], 2)
    number = Limit(lambda item: item[1] if item[1] != "0" else None)

    order = spread(["a1", "b1", "a0", "a2", "b0", "c0"], k=4, limits=[letter, number])

    assert order == ["a1", "a0", "b0", "c0", "b1", "a2"]


def test_what_the_page_shows_beside_the_row_counts():
    limits = [Limit(str, held={"a"})]

    assert spread(["a", "b", "c"], k=2, limits=limits) == ["b", "c", "a"]
