import polars as pl
import pytest

from recommender.dataset.sequences import histories_of, targets_of
from recommender.dataset.weekly import cycles, read_weekly

# In file order: sessions 7 and 8 are interleaved, session 8 goes on in week 1, item 50 is new in week 2.
CLICKS = [
    (7, 10, 0), (8, 30, 0), (7, 20, 0), (8, 10, 0),
    (8, 20, 1), (8, 40, 1), (9, 20, 1), (9, 10, 1), (9, 30, 1),
    (5, 10, 2), (5, 50, 2), (5, 20, 2), (6, 50, 2), (6, 10, 2),
]  # fmt: skip


@pytest.fixture
def clicks(tmp_path):
    path = tmp_path / "clicks.parquet"
    pl.DataFrame(CLICKS, schema=["session_id", "item_id", "week"], orient="row").write_parquet(path)
    return read_weekly(path)


def cases(cycle, samples):
    """(history, target) of each sample, as the file's own item numbers."""
    sequences, decode = cycle.dataset.sequences, cycle.dataset.vocabulary.decode
    histories = decode(histories_of(sequences, samples, max_length=9).items)
    targets = decode(targets_of(sequences, samples))
    return [
        ([item for item in history if item], target)
        for history, target in zip(histories.tolist(), targets.tolist(), strict=True)
    ]


def test_a_cycle_learns_from_all_weeks_so_far_and_is_judged_on_the_next(clicks):
    (cycle,) = cycles(clicks, [1])
    assert cases(cycle, cycle.past) == [([10], 20), ([30], 10)]
    assert cases(cycle, cycle.new) == [([20], 40), ([20], 10), ([20, 10], 30)]
    assert cases(cycle, cycle.training) == cases(cycle, cycle.past) + cases(cycle, cycle.new)


def test_clicks_on_items_that_nobody_could_know_are_not_judged(clicks):
    (cycle,) = cycles(clicks, [1])
    assert cases(cycle, cycle.test) == [([10], 20)]


def test_the_vocabulary_grows_with_the_weeks(clicks):
    found = [cycle.dataset.vocabulary.product_ids.tolist() for cycle in cycles(clicks, [0, 1])]
    assert found == [[10, 20, 30], [10, 20, 30, 40]]


def test_times_keep_the_order_of_sessions_and_clicks(clicks):
    (cycle,) = cycles(clicks, [1])
    assert (cycle.dataset.sequences.times[1:] > cycle.dataset.sequences.times[:-1]).all()


def test_the_last_week_has_nothing_to_be_judged_on(clicks):
    with pytest.raises(ValueError, match="No week follows"):
        next(cycles(clicks, [2]))
