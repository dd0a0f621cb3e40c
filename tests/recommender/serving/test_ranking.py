from recommender.dataset.vocabulary import Vocabulary
from recommender.serving.ranking import candidate_mask, just_seen_last, with_due_products


def test_the_mask_knows_products_by_their_item_and_never_padding():
    mask = candidate_mask(Vocabulary.of([10, 20, 30]), {30, 10, 99})

    assert mask.tolist() == [False, True, False, True]


def test_due_products_take_every_third_place_and_leave_their_own():
    assert with_due_products([1, 2, 3, 4, 5, 6], [6, 7]) == [1, 2, 6, 3, 4, 7]


def test_no_more_than_four_due_products_are_pushed_up():
    mixed = with_due_products(list(range(1, 21)), [31, 32, 33, 34, 35])

    assert [place for place, item in enumerate(mixed, 1) if item > 30] == [3, 6, 9, 12]
    assert len(mixed) == 20


def test_without_due_products_the_order_stays():
    assert with_due_products([3, 1, 2], []) == [3, 1, 2]


def test_what_was_just_seen_comes_last_in_its_own_order():
    assert just_seen_last([5, 3, 8, 1], {8, 5, 99}) == [3, 1, 5, 8]
