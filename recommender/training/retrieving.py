"""The best of a large table of items, for many interests at once: what a product and a top-k give, in less time.

All logits are made in the fast type first; who is likely among the best is then met again in float32. Of the logits only
the maxima of small groups are put in order: the groups with the highest of those hold all of the best items.
B histories, R rows of the table, E item vector, G rows of a group, W groups, K best, M candidates, N items with something added.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from recommender.algorithms.interest import Repeats
from recommender.dataset.vocabulary import PADDING
from recommender.training.losses import add_at

GROUP = 16  # rows with one maximum
SPARE = 0.25  # candidates beyond the best that are asked for: rounding may put some of those a little too low
NEVER = float("-inf")


def refusals(unwanted: Sequence[np.ndarray], device: torch.device) -> Repeats | None:
    """Items that one history each does not want, as what is added to their logits; None where all want everything."""
    longest = max(map(len, unwanted), default=0)
    if not longest:
        return None
    items = np.full((len(unwanted), longest), PADDING)
    for row, own in zip(items, unwanted, strict=True):
        row[: len(own)] = own
    items = torch.from_numpy(items).to(device)
    return Repeats(items, torch.where(items == PADDING, 0.0, NEVER))


def joined(*parts: Repeats | None) -> Repeats | None:
    """All that is added to the logits of the same histories."""
    real = [part for part in parts if part is not None]
    if not real:
        return None
    return Repeats(torch.cat([part.items for part in real], 1), torch.cat([part.bias for part in real], 1))


class Catalog:
    """The item vectors, ready to be met."""

    def __init__(self, table: Tensor, *, dtype: torch.dtype) -> None:
        """table (R, E) in float32; dtype: what first logits are made in."""
        self.rows, self.groups = len(table), -(-len(table) // GROUP)
        self.table = F.pad(table, (0, 0, 0, self.groups * GROUP - self.rows))  # (G W, E)
        self.rounded = self.table.to(dtype)
        self.behind = torch.arange(self.rows, len(self.table), device=table.device)

    def best(self, query: Tensor, *, k: int, barred: Tensor, added: Repeats | None) -> tuple[Tensor, Tensor]:
        """Logits (B, K) in float32 and rows (B, K) of the best `k`, best first, for the interests `query` (B, E).

        barred: rows that take no part; they come last, with -inf, where nobody else is left. Rounding decides who is
        a candidate: of those about as good as the k-th, another may be shown, but with its true logit and place.
        """
        count = k + round(SPARE * k)
        if count * GROUP >= self.rows:  # most groups would be looked at anyway
            logits = (query @ self.table[: self.rows].T).index_fill_(1, barred, NEVER)
            return (logits if added is None else added.added_to(logits)).topk(k, dim=1)
        logits = query.to(self.rounded.dtype) @ self.rounded.T
        logits.index_fill_(1, torch.cat([barred, self.behind]), NEVER)
        if added is not None:
            add_at(logits, added.items, added.bias)
        rows, never = self._candidates(logits, count)
        values = torch.bmm(F.embedding(rows, self.table), query[..., None]).squeeze(-1)  # (B, M)
        if added is not None:
            values += _added(added, rows)
        values, place = values.masked_fill_(never, NEVER).topk(k, dim=1)
        return values, rows.gather(1, place)

    def _candidates(self, logits: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """Rows (B, M) of the highest logits (B, G W), and which of them are barred or refused, in no order.

        A group is the rows w, W + w, 2 W + w, …: so its maximum is that of whole vectors of memory.
        """
        highest = logits.unflatten(1, (GROUP, -1)).amax(dim=1)  # (B, W)
        groups = highest.topk(count, dim=1, sorted=False).indices  # (B, M)
        members = torch.arange(GROUP, device=logits.device) * self.groups
        rows = (groups[..., None] + members).flatten(1)  # (B, M G)
        values, place = logits.gather(1, rows).topk(count, dim=1, sorted=False)
        return rows.gather(1, place), values == NEVER


def _added(added: Repeats, rows: Tensor) -> Tensor:
    """(B, M): all that is added to the logits of these rows (B, M)."""
    same = rows[..., None] == added.items[:, None]  # (B, M, N)
    return torch.where(same, added.bias[:, None], 0.0).sum(dim=-1)
