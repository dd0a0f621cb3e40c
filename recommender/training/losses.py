"""What a network is taught by: the softmax over the catalog for retrieval, the click loss for re-ranking.

B samples, E item vector, R rows of a table of items, N negatives, K candidates.
"""

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F


def softmax_loss(
    query: Tensor,
    table: Tensor,
    targets: Tensor,
    *,
    shares: Tensor | None = None,
    absent: Tensor | None = None,
    items: Tensor | None = None,
    bias: Tensor | None = None,
) -> Tensor:
    """Cross-entropy over a whole table of items. query (B, E), table (R, E), targets (B,) rows of it, or (B, T) with shares (B, T).

    absent (A,): rows that do not take part. bias (B, L) is added to the logits of items (B, L). Under autocast the products are made in its precision: the noise of that rounding is far below that of a batch.
    """
    dtype = _product_type(query)
    if shares is None:
        targets = targets[:, None]
        shares = query.new_ones(targets.shape, dtype=torch.float32)
    return _FullSoftmax.apply(query.to(dtype), table.to(dtype), targets, shares, absent, items, bias)


def _product_type(query: Tensor) -> torch.dtype:
    device = query.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else query.dtype


class _FullSoftmax(torch.autograd.Function):
    """-sum_t share_t log softmax(query tableᵀ)[target_t], on average over the batch.

    One block (B, R) of memory: first logits, then what they are to the power of e below the row's highest, then the gradient.
    """

    @staticmethod
    def forward(ctx, query, table, targets, shares, absent, items, bias) -> Tensor:  # noqa: PLR0917 — autograd gives them by place
        logits = query @ table.T  # (B, R)
        own = (table[targets].float() @ query.float()[..., None]).squeeze(-1)  # (B, T)
        if items is not None:
            add_at(logits, items, bias)
            own += ((items[:, None, :] == targets[..., None]) * bias.float()[:, None, :]).sum(dim=-1)
        if absent is not None:
            logits.index_fill_(1, absent, float("-inf"))
        highest = logits.amax(dim=1, keepdim=True)  # (B, 1)
        powers = logits.sub_(highest).exp_()  # (B, R)
        total = powers.sum(dim=1).float()  # (B,)
        ctx.save_for_backward(query, table, targets, shares, items, total)
        ctx.powers = powers
        losses = total.log()[:, None] + highest.float() - own  # (B, T)
        return (shares * losses).sum(dim=1).mean()

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
        query, table, targets, shares, items, total = ctx.saved_tensors
        slope, ctx.powers = ctx.powers, None  # (B, R)
        shares = gradient / len(targets) * shares
        slope *= (shares.sum(dim=1) / total)[:, None].to(slope.dtype)
        add_at(slope, targets, -shares)
        of_bias = None if items is None else slope.gather(1, items)
        return slope @ table, slope.T @ query, None, None, None, None, of_bias


def add_at(block: Tensor, columns: Tensor, values: Tensor) -> None:
    """Adds values (B, N) to these columns of a block (B, R). In bfloat16, scatter_add_ walks the whole block: 11 ms, not 0.01."""
    rows = torch.arange(len(block), device=block.device)[:, None] * block.shape[1]
    block.view(-1).index_add_(0, (rows + columns).flatten(), values.to(block.dtype).flatten())


def sampled_softmax_loss(
    query: Tensor,
    table: Tensor,
    targets: Tensor,
    drawn: Tensor,
    log_expected: Tensor,
    *,
    items: Tensor | None = None,
    bias: Tensor | None = None,
) -> Tensor:
    """Softmax over the target and a sample that stands for the rest of the catalog.

    query (B, E); targets (B,) and drawn (N,) are rows of table (R, E); they were drawn with replacement from a distribution q,
    and log_expected (N,) = log(N q) says how often each was expected. Subtracting it (logQ) makes the sampled sum an unbiased
    estimate of the full one. Draws that hit a sample's own target are left out. bias (B, L) is added to the logits of items
    (B, L). What was drawn twice is met once and counts twice. Precision as in `softmax_loss`.
    """
    dtype = _product_type(query)
    met, place, counts = drawn.unique(return_inverse=True, return_counts=True)
    offsets = torch.empty(len(met), device=query.device).index_copy_(0, place, -log_expected.float())
    column = torch.full((len(table),), len(met), device=query.device).index_copy_(
        0, met, torch.arange(len(met), device=query.device)
    )
    # The last column is for whom nobody drew.
    negatives = F.embedding(torch.cat([met, met[:1]]), table).to(dtype)
    same = None if items is None else items == targets[:, None]
    return _SampledSoftmax.apply(
        query.to(dtype),
        negatives,
        F.embedding(targets, table).to(dtype),
        offsets + counts.log(),
        column[targets],
        None if items is None else column[items],
        same,
        bias,
    )


class _SampledSoftmax(torch.autograd.Function):
    """The target's logit stands beside a block (B, U + 1) of those that were drawn, whose last column takes what has no other.

    As in _FullSoftmax the block is first logits, then their powers, then the gradient.
    """

    @staticmethod
    def forward(ctx, query, negatives, wanted, offsets, hit, columns, same, bias) -> Tensor:  # noqa: PLR0917
        logits = query @ negatives.T  # (B, U + 1)
        logits[:, :-1] += offsets.to(logits.dtype)
        own = (wanted.float() * query.float()).sum(dim=1)  # (B,)
        if columns is not None:
            add_at(logits, columns, bias)
            own += (same * bias.float()).sum(dim=1)
        logits.scatter_(1, hit[:, None], float("-inf"))
        logits[:, -1] = float("-inf")
        highest = torch.maximum(logits.amax(dim=1), own.to(logits.dtype))[:, None]  # (B, 1)
        powers = logits.sub_(highest).exp_()
        of_own = (own - highest.squeeze(1).float()).exp()
        total = powers.sum(dim=1, dtype=torch.float32) + of_own  # (B,)
        ctx.save_for_backward(query, negatives, wanted, columns, same, of_own, total)
        ctx.powers = powers
        return (total.log() + highest.squeeze(1).float() - own).mean()

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
        query, negatives, wanted, columns, same, of_own, total = ctx.saved_tensors
        slope, ctx.powers = ctx.powers, None  # (B, U + 1)
        gradient = gradient / len(total)
        slope *= (gradient / total)[:, None].to(slope.dtype)
        of_own = (gradient * (of_own / total - 1))[:, None]  # (B, 1)
        of_bias = None if columns is None else slope.gather(1, columns).float() + of_own * same
        of_own = of_own.to(query.dtype)
        of_query = torch.addcmul(slope @ negatives, of_own, wanted)
        return of_query, slope.T @ query, of_own * query, None, None, None, None, of_bias


def shared_sample_loss(
    positive: Tensor, negative: Tensor, log_expected: Tensor, same: Tensor, *, shares: Tensor, twice: Tensor
) -> Tensor:
    """The same with several targets of a sample, logits positive (B, T), and how much each counts, shares (B, T).

    negative (B, N): logits of what was drawn. All of them stand in the sampled sum as they are, those that stand in their row before, twice (B, T), once;
    same (B, N) marks draws that hit any of them.
    """
    positive = positive.float()
    corrected = (negative.float() - log_expected).masked_fill(same, float("-inf"))
    once = positive.masked_fill(twice, float("-inf"))
    total = torch.cat([once, corrected], dim=1).logsumexp(dim=1, keepdim=True)  # (B, 1)
    return (shares * (total - positive)).sum(dim=1).mean()


def bpr_max_loss(positive: Tensor, negative: Tensor, same: Tensor, *, penalty: float) -> Tensor:
    """BPR-max (Hidasi & Karatzoglou 2018): the chance to stand above the strongest negative, and its size as a brake.

    positive (B,), negative (B, N), same (B, N) marks the row's own target. The softmax over the negatives weighs them:
    -log sum_j s_j sigmoid(r_i - r_j) + penalty * sum_j s_j r_j^2.
    """
    positive, negative = positive.float()[:, None], negative.float()
    log_weights = negative.masked_fill(same, float("-inf")).log_softmax(dim=1)
    above = torch.logsumexp(log_weights + F.logsigmoid(positive - negative), dim=1)
    size = (log_weights.exp() * negative**2).sum(dim=1)
    return (penalty * size - above).mean()


def click_loss(logits: Tensor, again: Tensor) -> Tensor:
    """Binary cross-entropy of the click head (B, K): column 0 was clicked, the others were not.

    again (B, K) marks the target itself: where it was drawn once more as a negative, that column does not count.
    """
    clicked = torch.zeros_like(logits, dtype=torch.float32)
    clicked[:, 0] = 1.0
    counts = ~again | (clicked > 0)
    losses = F.binary_cross_entropy_with_logits(logits.float(), clicked, reduction="none")
    return (losses * counts).sum() / counts.sum()


def hard_negatives(scores: Tensor, same: Tensor, *, pool: int, count: int) -> Tensor:
    """(B, count) columns of `scores` (B, M), drawn evenly from each row's `pool` best, never where `same` (B, M).

    Negatives come from where the head will work: the candidates that retrieval hands to it.
    """
    masked = scores.detach().masked_fill(same, float("-inf"))
    best = masked.topk(max(1, min(pool, masked.shape[1] - 1)), dim=1).indices
    draw = torch.rand(best.shape, device=best.device)
    return best.gather(1, draw.topk(min(count, best.shape[1]), dim=1).indices)


def batch_negatives(targets: Tensor, *, count: int) -> Tensor:
    """(B, count) targets of other samples in the batch: negatives as popular as the targets are."""
    draw = torch.randint(len(targets), (len(targets), count), device=targets.device)
    return targets[draw]
