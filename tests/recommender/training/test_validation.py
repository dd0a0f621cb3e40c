import pytest
import torch

from recommender.training.validation import quality, ranks_of


def test_of_equal_scores_half_stand_before_the_target():
    scores = torch.tensor([[float("-inf"), 3.0, 1.0, 2.0], [float("-inf"), 1.0, 1.0, 1.0]])
    assert ranks_of(scores, torch.tensor([3, 1])).tolist() == [2.0, 2.0]


def test_hit_rate_and_reciprocal_rank_end_at_twenty():
    measured = quality(torch.tensor([1.0, 4.0, 20.0, 21.0]))
    assert measured["HR@20"] == pytest.approx(0.75)
    assert measured["MRR@20"] == pytest.approx((1 + 1 / 4 + 1 / 20) / 4)
