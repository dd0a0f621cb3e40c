import torch
from torch.nn import functional as F

from recommender.algorithms.item_table import ItemTable


def table(*, normalized: bool = True) -> ItemTable:
    torch.manual_seed(0)
    known = torch.tensor([False, True, True, True, False])
    behavior, content = torch.randn(5, 3), torch.zeros(5, 2)
    return ItemTable(behavior, content, known, size=4, normalized=normalized)


def test_vectors_and_their_gradients_are_those_of_the_plain_normalization():
    units, plain, slope = table(), table(normalized=False), torch.randn(5, 4)
    ours, theirs = units(None, forget=0.0), F.normalize(plain(None, forget=0.0), dim=-1)
    torch.testing.assert_close(ours, theirs)
    ours.backward(slope)
    theirs.backward(slope)
    assert units.own.weight.grad[1:4].abs().sum() > 0
    for one, other in zip(units.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad)


def test_items_that_nobody_touched_stay_zero_where_nothing_is_told_of_them():
    vectors = table()(None, forget=0.0)
    assert vectors[[0, 4]].abs().sum() == 0
    torch.testing.assert_close(vectors[1:4].norm(dim=1), torch.ones(3))
