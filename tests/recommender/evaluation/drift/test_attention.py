import numpy as np
import pytest

from recommender.dataset.sequences import KIND_CODE, Histories
from recommender.evaluation.drift.attention import AttentionSums

VIEW, SEARCH, PURCHASE = (KIND_CODE[kind] for kind in ("view", "search", "purchase"))


def histories(items, kinds):
    return Histories(np.array(items), np.array(kinds, dtype=np.int8), np.zeros_like(items))


@pytest.fixture
def sums():
    found = AttentionSums()
    found.add(
        histories(
            [[1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 2, 3], [0, 0, 0, 0, 1, 2]],
            [
                [SEARCH, VIEW, VIEW, VIEW, VIEW, PURCHASE],
                [0, 0, 0, VIEW, VIEW, VIEW],
                [0, 0, 0, 0, VIEW, VIEW],
            ],
        ),
        np.array([[0.1, 0.1, 0.2, 0.1, 0.2, 0.3], [0, 0, 0, 0.2, 0.3, 0.5], [0, 0, 0, 0, 0.5, 0.5]]),
    )
    return found


def test_attention_is_told_against_an_even_share_by_kind_and_third_of_the_history(sums):
    """The first history has six events, so that 1/6 is an even share, the second three; the third is too short for thirds."""
    found = sums.by_stage()
    assert found["search"] == [pytest.approx(0.6), None, None]
    assert found["view"] == [
        pytest.approx((0.6 + 0.6) / 2), pytest.approx((1.2 + 0.6 + 0.9) / 3), pytest.approx((1.2 + 1.5) / 2),
    ]  # fmt: skip
    assert found["purchase"] == [None, None, pytest.approx(1.8)]
    assert set(found) == {"view", "search", "purchase"}


def test_by_kind_takes_all_stages_together(sums):
    assert sums.by_kind() == {
        "view": pytest.approx((0.6 + 1.2 + 0.6 + 1.2 + 0.6 + 0.9 + 1.5) / 7),
        "search": pytest.approx(0.6),
        "purchase": pytest.approx(1.8),
    }


def test_sums_of_several_parts_join(sums):
    joined = AttentionSums.joined([sums, sums])
    assert joined.by_kind() == sums.by_kind()
    assert joined.events.sum() == 2 * sums.events.sum() == 18
