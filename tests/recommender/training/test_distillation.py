import math

import numpy as np
import pytest
import torch

from recommender.training.distillation import (
    WEIGHTINGS,
    Distillation,
    discrepancy_weights,
    exemplars,
    failure,
    mixed_shares,
    position_weights,
)
from recommender.training.losses import softmax_loss


@pytest.mark.parametrize("name", WEIGHTINGS)
def test_weights_of_places_sum_to_one_and_never_rise(name):
    weights = position_weights(name, 10, decay=3.0)
    assert weights.sum().item() == pytest.approx(1)
    assert (weights.diff() <= 1e-7).all()


@pytest.mark.parametrize(
    ("name", "ratio"),
    [("inverse_rank", 1 / 2), ("equal", 1), ("geometric", 1 - 1 / 4), ("exponential", math.exp(-1 / 4))],
)
def test_the_second_place_weighs_what_equation_3_says(name, ratio):
    weights = position_weights(name, 5, decay=4.0)
    assert (weights[1] / weights[0]).item() == pytest.approx(ratio)


def test_an_unknown_weighting_is_refused_in_words():
    with pytest.raises(ValueError, match="known are inverse_rank"):
        position_weights("loud", 5, decay=1.0)


def test_equation_2_on_a_small_case():
    """The base ranks item 2 before item 1; nothing but its list teaches, and both samples are trusted alike."""
    weights = position_weights("inverse_rank", 2, decay=1.0)  # 2/3, 1/3
    shares = mixed_shares(torch.tensor([0.5, 0.5]), weights, Distillation(alpha=1, beta=0))
    assert shares.tolist() == [pytest.approx([0, 2 / 3, 1 / 3])] * 2


def test_the_loss_and_gradient_of_equation_2_reach_the_successor():
    """It gives three items 1/2, 1/4, 1/4; the base ranks item 2 before item 1."""
    table = torch.log(torch.tensor([[0.5], [0.25], [0.25]])).requires_grad_()
    shares = mixed_shares(
        torch.tensor([0.5]), position_weights("inverse_rank", 2, decay=1.0), Distillation(1, 0)
    )
    loss = softmax_loss(torch.ones(1, 1), table, torch.tensor([[2, 1, 0]]), shares=shares)
    assert loss.item() == pytest.approx(2 / 3 * math.log(4) + 1 / 3 * math.log(2))
    loss.backward()
    assert table.grad[1] < 0
    assert table.grad[2] > 0


def test_the_base_fails_by_what_it_denied_the_label():
    assert failure(torch.tensor([0.0, math.log(4)])).tolist() == pytest.approx([0, 0.75])


def test_equation_1_on_a_small_case():
    """The base is trusted 0.8 and 0.4, of mean 0.6; it is to be corrected 0.2 and 0.6, of mean 0.4."""
    losses, failed = torch.tensor([[1.0, 10.0], [3.0, 20.0]]), torch.tensor([0.2, 0.6])
    shares = mixed_shares(failed, torch.ones(1), Distillation(alpha=0.5, beta=0.25))
    expected = 0.25 * 2 + 0.5 * (8 + 8) / 0.6 / 2 + 0.25 * (0.2 + 1.8) / 0.4 / 2
    assert (shares * losses).sum(dim=1).mean().item() == pytest.approx(expected)


def test_without_alpha_and_beta_only_the_labels_teach():
    shares = mixed_shares(torch.tensor([0.1, 0.9]), torch.ones(1), Distillation(0, 0))
    assert shares.tolist() == [[1, 0], [1, 0]]


@pytest.mark.parametrize(("alpha", "beta"), [(-0.1, 0), (0, -0.1), (0.6, 0.5)])
def test_shares_must_be_shares(alpha, beta):
    with pytest.raises(ValueError, match="shares"):
        Distillation(alpha=alpha, beta=beta)


def test_places_where_the_successor_agrees_are_taught_no_more():
    logits = torch.tensor([[0.0, 9.0, 8.0, 7.0, 6.0]])
    agreed = discrepancy_weights(logits, torch.tensor([[1, 2]]), mu=1.0, sampled=4)
    assert agreed[0, 0] == 0
    torch.manual_seed(0)
    wide = torch.arange(501.0)[None, :]  # item 1 is the successor's last
    assert discrepancy_weights(wide, torch.tensor([[1]]), mu=0.1, sampled=500)[0, 0] > 0.9


def test_exemplars_follow_the_frequency_of_items_and_the_base_does_them_best():
    targets = np.array([1, 1, 1, 1, 2, 2, 3, 3])
    losses = np.array([4.0, 1.0, 3.0, 2.0, 9.0, 8.0, 5.0, 6.0])
    assert exemplars(targets, losses, count=4).tolist() == [1, 3, 5, 6]


def test_exemplars_number_what_was_asked_for_or_all_there_are():
    rng = np.random.default_rng(0)
    targets, losses = rng.integers(1, 30, 200), rng.random(200)
    assert len(exemplars(targets, losses, count=77)) == 77
    assert len(exemplars(targets, losses, count=500)) == 200
    assert len(exemplars(targets, losses, count=0)) == 0
