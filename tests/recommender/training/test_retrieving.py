"""The best by way of candidates are those of the whole product."""

import numpy as np
import pytest
import torch

from recommender.algorithms.interest import Repeats
from recommender.training.retrieving import GROUP, NEVER, Catalog, joined, refusals

SIZE = 8


def world(rows: int, *, histories: int = 5):
    generator = torch.Generator().manual_seed(rows)
    table = torch.randn(rows, SIZE, generator=generator)
    query = torch.randn(histories, SIZE, generator=generator)
    barred = (torch.rand(rows, generator=generator) < 0.1).nonzero().squeeze(1)
    items = torch.randint(rows, (histories, 6), generator=generator)
    bias = 9 * torch.randn(histories, 6, generator=generator)
    return query, table, barred, Repeats(items, bias)


def plainly(query, table, barred, added, k):
    logits = (query @ table.T).index_fill(1, barred, NEVER)
    return (logits if added is None else added.added_to(logits)).topk(k, dim=1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("rows", [12_288, 8_193, 4_091, 40 * GROUP + 1, 60])
@pytest.mark.parametrize("with_added", [True, False])
def test_the_best_are_those_of_the_whole_product(dtype, rows, with_added):
    query, table, barred, added = world(rows)
    added = added if with_added else None
    values, found = Catalog(table, dtype=dtype).best(query, k=20, barred=barred, added=added)
    expected = plainly(query, table, barred, added, 20)
    torch.testing.assert_close(values, expected.values)
    torch.testing.assert_close(found, expected.indices)


def test_rounding_changes_neither_logits_nor_order_of_what_is_found():
    """Here it may change who is found: thousands of logits lie within its reach."""
    generator = torch.Generator().manual_seed(7)
    table, query = torch.randn(50_000, 128, generator=generator), torch.randn(8, 128, generator=generator)
    nobody = torch.zeros(0, dtype=torch.long)
    values, found = Catalog(table, dtype=torch.bfloat16).best(query, k=100, barred=nobody, added=None)
    torch.testing.assert_close(values, (query @ table.T).gather(1, found))
    assert (values.diff(dim=1) <= 0).all()
    best = plainly(query, table, nobody, None, 100).indices
    shared = [len(set(mine) & set(true)) for mine, true in zip(found.tolist(), best.tolist(), strict=True)]
    assert min(shared) >= 99


def test_what_is_refused_by_one_history_is_left_to_the_others():
    query, table, barred, added = world(8_192)
    catalog = Catalog(table, dtype=torch.bfloat16)
    _, before = catalog.best(query, k=10, barred=barred, added=added)
    refused = refusals(
        [before[0, :3].numpy(), np.array([], dtype=np.int64)] + 3 * [before[0, :1].numpy()], "cpu"
    )
    values, found = catalog.best(query, k=10, barred=barred, added=joined(added, refused))
    assert found[0, :7].tolist() == before[0, 3:].tolist()
    assert found[1].tolist() == before[1].tolist()
    torch.testing.assert_close(values, plainly(query, table, barred, joined(added, refused), 10).values)


def test_where_fewer_are_left_the_rest_has_no_score():
    query, table, _, _ = world(4_096)
    barred = torch.tensor([row for row in range(4_096) if row not in (7, 4_000)])
    values, found = Catalog(table, dtype=torch.bfloat16).best(query, k=5, barred=barred, added=None)
    assert (values.isfinite().sum(dim=1) == 2).all()
    assert all(set(row[:2].tolist()) == {7, 4_000} for row in found)


def test_nobody_refuses_anything():
    nothing = np.array([], dtype=np.int64)
    assert refusals([nothing, nothing], "cpu") is None
    assert joined(None, None) is None
