"""What keeps an update near what was known: the distance to the last snapshot, plain or weighed by importance.

Li & Jiang, equations 10, 11, 16: lambda · |theta - theta_last|²; its step is the gradient plus 2 lambda (theta - theta_last).
EWC (Kirkpatrick et al. 2017): lambda/2 · sum F (theta - theta_last)², F the diagonal of the Fisher information.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

Weights = dict[str, Tensor]


def snapshot(network: nn.Module) -> Weights:
    """The weights as they are now, by name."""
    return {name: weight.detach().clone() for name, weight in network.named_parameters()}


def squared_distance(network: nn.Module, last: Weights, importance: Weights | None = None) -> Tensor:
    """Sum over all weights of importance · (theta - theta_last)²; importance 1 where none is given."""
    parts = []
    for name, weight in network.named_parameters():
        squares = (weight - last[name]).square()
        parts.append((squares if importance is None else squares * importance[name]).sum())
    return torch.stack(parts).sum()


def fisher_diagonal(network: nn.Module, batches: Iterable, losses: Callable[..., Tensor]) -> Weights:
    """The empirical Fisher information: the mean over samples of the squared gradient of -log P(target).

    losses(*batch) gives one loss a sample (B,); each is differentiated by itself, so hand over few samples.
    """
    found = {name: torch.zeros_like(weight) for name, weight in network.named_parameters()}
    samples = 0
    for batch in batches:
        for loss in losses(*batch):
            samples += 1
            network.zero_grad(set_to_none=True)
            loss.backward(retain_graph=True)
            for name, weight in network.named_parameters():
                if weight.grad is not None:
                    found[name].addcmul_(weight.grad, weight.grad)
    network.zero_grad(set_to_none=True)
    return {name: total / max(1, samples) for name, total in found.items()}


@contextmanager
def dropout(network: nn.Module, rate: float | None) -> Iterator[None]:
    """The network's dropout set to `rate` for a while: 0 is plain fine-tuning, None leaves it as configured."""
    layers = [] if rate is None else [part for part in network.modules() if isinstance(part, nn.Dropout)]
    before = [layer.p for layer in layers]
    for layer in layers:
        layer.p = rate
    try:
        yield
    finally:
        for layer, p in zip(layers, before, strict=True):
            layer.p = p


def recent_attention(attention: Tensor, lengths: Tensor, *, recent: int = 3) -> Tensor:
    """(B,) sample weights of mean 1 from the attention (B, L, aligned to the left) that the latest events get.

    The alpha of a sample in equation 10 is undefined in print: inside a sequence attention sums to 1. We read it as the
    mass on recent steps: whose interest is now weighs more. Without gradient.
    """
    place = torch.arange(attention.shape[1], device=attention.device)[None, :]
    mass = attention.detach().float() * (place >= lengths[:, None] - recent) * (place < lengths[:, None])
    mass = mass.sum(dim=1)
    return mass / mass.mean().clamp(min=1e-12)
