"""The best in blocks and groups are those of the whole product."""

import numpy as np
import pytest
import torch

from recommender.algorithms.interest import Repeats
from recommender.training.retrieving import BLOCK, GROUP, NEVER, best_rows, joined, refusals

SIZE = 8


def world(rows: int, *, histories: int = 5):
    generator = torch.Generator().manual_seed(rows)
    table = torch.randn(rows, SIZE, generator=generator)
    query = torch.randn(histories, SIZE, generator=generator)
    barred = torch.where(torch.rand(rows, generator=generator) < 0.1, NEVER, 0.0)
    items = torch.randint(rows, (histories, 6), generator=generator)
    bias = 9 * torch.randn(histories, 6, generator=generator)
    return query, table, barred, Repeats(items, bias)


def plainly(query, table, barred, added, k):
    logits = query @ table.T + barred
    return (logits if added is None else added.added_to(logits)).topk(k, dim=1)


@pytest.mark.parametrize("rows", [3 * BLOCK, 2 * BLOCK + 1, BLOCK - 5, 40 * GROUP + 1, 60])
@pytest.mark.parametrize("with_added", [True, False])
def test_the_best_are_those_of_the_whole_product(rows, with_added):
    query, table, barred, added = world(rows)
    added = added if with_added else None
    values, found = best_rows(query, table, k=20, barred=barred, added=added)
    expected = plainly(query, table, barred, added, 20)
    torch.testing.assert_close(values, expected.values)
    torch.testing.assert_close(found, expected.indices)


def test_what_is_refused_by_one_history_is_left_to_the_others():
    query, table, barred, added = world(2 * BLOCK)
    _, before = best_rows(query, table, k=10, barred=barred, added=added)
    refused = refusals(
        [before[0, :3].numpy(), np.array([], dtype=np.int64)] + 3 * [before[0, :1].numpy()], "cpu"
    )
    values, found = best_rows(query, table, k=10, barred=barred, added=joined(added, refused))
    assert found[0, :7].tolist() == before[0, 3:].tolist()
    assert found[1].tolist() == before[1].tolist()
    torch.testing.assert_close(values, plainly(query, table, barred, joined(added, refused), 10).values)


def test_where_fewer_are_left_the_rest_has_no_score():
    query, table, _, _ = world(BLOCK)
    barred = torch.full((BLOCK,), NEVER)
    barred[[7, 4000]] = 0
    values, found = best_rows(query, table, k=5, barred=barred, added=None)
    assert (values.isfinite().sum(dim=1) == 2).all()
    assert all(set(row[:2].tolist()) == {7, 4000} for row in found)


def test_nobody_refuses_anything():
    nothing = np.array([], dtype=np.int64)
    assert refusals([nothing, nothing], "cpu") is None
    assert joined(None, None) is None
