"""The best of a large table of items, for many interests at once: what a product and a top-k give, in less time.

The table is met in blocks whose logits stay in the processor's cache while the best of each small group is noted; only
the groups with the highest of those can hold the best items. B histories, R rows of the table, E item vector, K best.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from recommender.algorithms.interest import Repeats
from recommender.dataset.vocabulary import PADDING

BLOCK = 4096  # rows met at once
GROUP = 32  # rows with one maximum
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


def best_rows(
    query: Tensor, table: Tensor, *, k: int, barred: Tensor, added: Repeats | None
) -> tuple[Tensor, Tensor]:
    """Logits (B, K) and rows (B, K) of the best `k`, best first: query (B, E) times table (R, E), plus what is added.

    barred (R,): 0, or -inf for who takes no part and comes last where nobody else is left.
    """
    if k * GROUP >= len(table):  # most groups would be looked at anyway
        logits = torch.addmm(barred, query, table.T)
        return (logits if added is None else added.added_to(logits)).topk(k, dim=1)
    logits, highest = _met(query, table, barred)
    if added is not None:
        _add(added, logits, highest)
    groups = highest.topk(k, dim=1, sorted=False).indices  # (B, K)
    values, place = _members(logits, groups).flatten(1).topk(k, dim=1)  # of (B, K · GROUP)
    return values, groups.gather(1, place // GROUP) * GROUP + place % GROUP


def _met(query: Tensor, table: Tensor, barred: Tensor) -> tuple[Tensor, Tensor]:
    """All logits, block after block (R / BLOCK, B, BLOCK), and the highest of each group (B, R / GROUP)."""
    blocks, batch = -(-len(table) // BLOCK), len(query)
    logits = query.new_empty(blocks, batch, BLOCK)
    highest = query.new_empty(batch, blocks, BLOCK // GROUP)
    for number in range(blocks):
        rows = slice(number * BLOCK, (number + 1) * BLOCK)
        part, piece = table[rows], logits[number]
        torch.addmm(barred[rows], query, part.T, out=piece[:, : len(part)])
        piece[:, len(part) :] = NEVER
        torch.amax(piece.unflatten(1, (-1, GROUP)), dim=2, out=highest[:, number])
    return logits, highest.flatten(1)


def _add(added: Repeats, logits: Tensor, highest: Tensor) -> None:
    """To the logits, and then to the highest of their groups."""
    place = _place(logits, added.items)
    logits.view(-1).index_add_(0, place.flatten(), added.bias.to(logits.dtype).flatten())
    groups = added.items // GROUP
    highest.scatter_(1, groups, _members(logits, groups).amax(dim=2))


def _members(logits: Tensor, groups: Tensor) -> Tensor:
    """The logits (B, G, GROUP) of these groups (B, G)."""
    return F.embedding(_place(logits, groups * GROUP) // GROUP, logits.view(-1, GROUP))


def _place(logits: Tensor, rows: Tensor) -> Tensor:
    """Where the logits of these rows (B, N) of the table stand in the whole block of memory."""
    batch = torch.arange(len(rows), device=rows.device)[:, None]
    return (rows // BLOCK * len(rows) + batch) * BLOCK + rows % BLOCK
