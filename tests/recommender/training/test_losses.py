import math

import pytest
import torch
from torch.nn import functional as F

from recommender.training.losses import (
    batch_negatives,
    bpr_max_loss,
    click_loss,
    hard_negatives,
    sampled_softmax_loss,
    softmax_loss,
)


def test_the_softmax_of_a_case_worked_by_hand():
    query, table = torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 5.0], [1.0, -5.0]])
    assert softmax_loss(query, table, torch.tensor([1])).item() == pytest.approx(math.log(2))


def test_the_softmax_and_its_gradients_are_those_of_the_plain_cross_entropy():
    torch.manual_seed(0)
    query, table = torch.randn(5, 3, requires_grad=True), torch.randn(7, 3, requires_grad=True)
    targets = torch.tensor([0, 6, 2, 2, 4])
    ours = torch.autograd.grad(3 * softmax_loss(query, table, targets), [query, table])
    plain = torch.autograd.grad(3 * F.cross_entropy(query @ table.T, targets), [query, table])
    torch.testing.assert_close(softmax_loss(query, table, targets), F.cross_entropy(query @ table.T, targets))
    for one, other in zip(ours, plain, strict=True):
        torch.testing.assert_close(one, other)


def test_absent_rows_take_no_part():
    torch.manual_seed(0)
    query, table = torch.randn(2, 3, requires_grad=True), torch.randn(6, 3, requires_grad=True)
    targets, present = torch.tensor([1, 4]), [1, 2, 4, 5]
    loss = softmax_loss(query, table, targets, absent=torch.tensor([0, 3]))
    plain = F.cross_entropy(query @ table[present].T, torch.tensor([0, 2]))
    torch.testing.assert_close(loss, plain)
    of_loss, of_plain = torch.autograd.grad(loss, [query, table]), torch.autograd.grad(plain, [query, table])
    for one, other in zip(of_loss, of_plain, strict=True):
        torch.testing.assert_close(one, other)


def test_a_bias_on_some_items_is_part_of_their_logits():
    torch.manual_seed(0)
    query, table, bias = (torch.randn(*size, requires_grad=True) for size in ((2, 3), (5, 3), (2, 3)))
    targets, items = torch.tensor([4, 0]), torch.tensor([[4, 4, 1], [2, 3, 1]])  # two events on the target
    given = [query, table, bias]
    loss = softmax_loss(query, table, targets, items=items, bias=bias)
    plain = F.cross_entropy((query @ table.T).scatter_add(1, items, bias), targets)
    torch.testing.assert_close(loss, plain)
    for one, other in zip(torch.autograd.grad(loss, given), torch.autograd.grad(plain, given), strict=True):
        torch.testing.assert_close(one, other)


def test_several_targets_share_the_loss_of_a_sample():
    torch.manual_seed(0)
    query, table, bias = (torch.randn(*size, requires_grad=True) for size in ((2, 3), (5, 3), (2, 2)))
    targets, shares = torch.tensor([[4, 1, 2], [0, 3, 1]]), torch.tensor([[0.5, 0.2, 0.1], [1.0, 0.0, 2.0]])
    items, given = torch.tensor([[4, 1], [2, 3]]), [query, table, bias]
    loss = softmax_loss(query, table, targets, shares=shares, items=items, bias=bias)
    logits = (query @ table.T).scatter_add(1, items, bias)
    plain = -(shares * logits.log_softmax(dim=1).gather(1, targets)).sum(dim=1).mean()
    torch.testing.assert_close(loss, plain)
    for one, other in zip(torch.autograd.grad(loss, given), torch.autograd.grad(plain, given), strict=True):
        torch.testing.assert_close(one, other)


def test_under_autocast_the_softmax_stays_close_to_full_precision():
    torch.manual_seed(0)
    query, table, targets = torch.randn(64, 16), torch.randn(500, 16), torch.arange(64)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = softmax_loss(query, table, targets)
    assert rounded.dtype == torch.float32
    exact = softmax_loss(query, table, targets)
    assert rounded.item() != exact.item()
    assert rounded.item() == pytest.approx(exact.item(), rel=2e-3)


def test_the_sampled_softmax_with_log_q_estimates_the_full_one():
    torch.manual_seed(0)
    query, table, targets = torch.randn(4, 3), torch.randn(12, 3), torch.tensor([1, 5, 5, 11])
    full = F.cross_entropy(query @ table.T, targets)
    chance = torch.rand(12) + 0.05
    chance /= chance.sum()
    drawn = torch.multinomial(chance, 200_000, replacement=True)
    log_expected = (200_000 * chance[drawn]).log()
    sampled = sampled_softmax_loss(query, table, targets, drawn, log_expected)
    assert sampled.item() == pytest.approx(full.item(), abs=0.01)
    uncorrected = torch.full_like(log_expected, math.log(200_000 / 12))
    other = sampled_softmax_loss(query, table, targets, drawn, uncorrected)
    assert other.item() != pytest.approx(full.item(), abs=0.01)


def test_every_item_drawn_once_gives_the_full_softmax_exactly():
    torch.manual_seed(0)
    query, table, targets = torch.randn(3, 2), torch.randn(6, 2), torch.tensor([0, 2, 5])
    sampled = sampled_softmax_loss(query, table, targets, torch.arange(6), torch.zeros(6))
    torch.testing.assert_close(sampled, F.cross_entropy(query @ table.T, targets))


def plain_sampled_softmax(query, table, targets, drawn, log_expected, *, items, bias):
    """As it is written: a logit for each draw, the target's own beside them."""
    added = torch.zeros(len(query), len(table)).scatter_add(1, items, bias)
    logits = query @ table.T + added
    same = drawn[None, :] == targets[:, None]
    negative = (logits[:, drawn] - log_expected).masked_fill(same, float("-inf"))
    positive = logits.gather(1, targets[:, None])
    return (torch.cat([positive, negative], dim=1).logsumexp(dim=1) - positive.squeeze(1)).mean()


def test_the_sampled_softmax_and_its_gradients_are_those_of_the_plain_one():
    """Some are drawn twice, some targets are drawn, some items of the history are neither drawn nor the target."""
    torch.manual_seed(0)
    query, table = torch.randn(5, 3), torch.randn(9, 3)
    targets, drawn = torch.tensor([1, 4, 8, 4, 2]), torch.tensor([4, 3, 3, 7, 1, 6, 3])
    items, log_expected = torch.randint(0, 9, (5, 4)), torch.randn(9)[drawn]
    items[0, :2] = targets[0]
    leaves = [query, table, torch.randn(5, 4)]
    found = []
    for loss in (sampled_softmax_loss, plain_sampled_softmax):
        own = [leaf.clone().requires_grad_() for leaf in leaves]
        value = loss(own[0], own[1], targets, drawn, log_expected, items=items, bias=own[2])
        value.backward()
        found.append([value.detach(), *(leaf.grad for leaf in own)])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other)


def test_under_autocast_the_sampled_softmax_stays_close_to_full_precision():
    torch.manual_seed(0)
    query, table = (F.normalize(torch.randn(size, 16), dim=-1) for size in (64, 300))
    targets, drawn = torch.randint(0, 300, (64,)), torch.randint(0, 300, (100,))
    inputs = (query / 0.07, table, targets, drawn, torch.zeros(100))
    exact = sampled_softmax_loss(*inputs)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = sampled_softmax_loss(*inputs)
    assert rounded.item() == pytest.approx(exact.item(), rel=2e-3)


def test_the_click_loss_of_a_case_worked_by_hand():
    logits = torch.tensor([[0.0, 0.0, 50.0]])
    again = torch.tensor([[True, False, True]])  # the last negative is the target itself: no mistake
    assert click_loss(logits, again).item() == pytest.approx(math.log(2))


def test_hard_negatives_are_among_the_best_and_never_the_target():
    torch.manual_seed(0)
    scores = torch.arange(10.0).repeat(50, 1)
    same = torch.zeros(50, 10, dtype=torch.bool)
    same[:, 9] = True
    drawn = hard_negatives(scores, same, pool=3, count=2)
    assert drawn.shape == (50, 2)
    assert set(drawn.flatten().tolist()) == {6, 7, 8}
    assert (drawn[:, 0] != drawn[:, 1]).all()


def test_batch_negatives_are_targets_of_the_batch():
    torch.manual_seed(0)
    drawn = batch_negatives(torch.tensor([3, 5, 9]), count=4)
    assert drawn.shape == (3, 4)
    assert set(drawn.flatten().tolist()) <= {3, 5, 9}


def test_bpr_max_of_a_case_worked_by_hand():
    """Negatives 0 and 1 against a target at 2; the third negative is the target itself."""
    strong, weak = math.e / (1 + math.e), 1 / (1 + math.e)
    above = strong / (1 + math.exp(-1)) + weak / (1 + math.exp(-2))
    loss = bpr_max_loss(
        torch.tensor([2.0]),
        torch.tensor([[1.0, 0.0, 2.0]]),
        torch.tensor([[False, False, True]]),
        penalty=0.5,
    )
    assert loss.item() == pytest.approx(-math.log(above) + 0.5 * strong)
