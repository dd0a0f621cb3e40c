"""DIR's backbone for sequences: dynamic and depthwise separable convolutions, fused over scales.

After Ye, "Analysis of Consumer Behavior Pattern Changes and Preferences on Cross border E-commerce Platforms Driven by the
Digital Economy" (equations by their numbers there), whose model is called Deep Incremental Recommendation. Its convolutions
run over pictures; ours run over events, so that a kernel has K taps in place of K², and a signal L steps in place of H × W.
Shapes: B histories, L events, E item vector and channels, K taps, M experts.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned, mean_of, pick
from recommender.algorithms.interest import Encoded, InterestNetwork
from recommender.dataset.sequences import EVENT_KINDS


@dataclass(frozen=True)
class Cost:
    parameters: int
    products: int


def convolution_cost(c_in: int, c_out: int, *, taps: int, steps: int) -> Cost:
    """Equations 4 and 11: taps are K² and steps H × W for pictures, K and L for sequences."""
    return Cost(c_in * c_out * taps, c_in * c_out * taps * steps)


def separable_cost(c_in: int, c_out: int, *, taps: int, steps: int) -> Cost:
    """Equation 5; over equation 4 it is 1 / C_out + 1 / taps (6)."""
    weights = c_in * taps + c_in * c_out
    return Cost(weights, weights * steps)


def dynamic_cost(c_in: int, c_out: int, *, taps: int, steps: int, experts: int) -> Cost:
    """Equation 12: the experts, their mixture, one convolution, and the perceptron that weighs them."""
    one = convolution_cost(c_in, c_out, taps=taps, steps=steps)
    perceptron = c_in**2 + experts * c_in
    mixture = experts * one.parameters
    return Cost(mixture + perceptron, mixture + one.products + perceptron)


class SeparableConvolution(nn.Module):
    """Each channel by itself, then all channels at each step. Biases left out, as in the paper's counts."""

    def __init__(self, c_in: int, c_out: int, *, taps: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(c_in, c_in, taps, padding=taps // 2, groups=c_in, bias=False)
        self.pointwise = nn.Conv1d(c_in, c_out, 1, bias=False)

    def forward(self, signal: Tensor) -> Tensor:
        """(B, L, C_in) → (B, L, C_out)."""
        return self.pointwise(self.depthwise(signal.transpose(1, 2))).transpose(1, 2)


class DynamicConvolution(nn.Module):
    """Equations 9 and 10: M kernels, mixed for each history into one.

    Mixing is linear, so what the kernels make of a window is mixed in place of the kernels: for sequences this short a
    kernel of its own for each history (B, C_out, C_in K) takes many times as long.
    """

    def __init__(self, c_in: int, c_out: int, *, taps: int, experts: int, stride: int = 1) -> None:
        super().__init__()
        self.taps, self.stride = taps, stride
        self.experts = nn.Parameter(torch.empty(experts, c_out, c_in * taps))  # W_i
        nn.init.uniform_(self.experts, -((c_in * taps) ** -0.5), (c_in * taps) ** -0.5)
        self.perceptron = nn.Sequential(
            nn.Linear(c_in, c_in, bias=False), nn.ReLU(), nn.Linear(c_in, experts, bias=False)
        )

    def shares(self, signal: Tensor, real: Tensor) -> Tensor:
        """alpha (B, M), sums to 1 (10)."""
        return self.perceptron(mean_of(signal, real)).softmax(dim=-1)

    def forward(self, signal: Tensor, real: Tensor) -> Tensor:
        """(B, L, C_in), zero where not real, → (B, ⌈L / stride⌉, C_out)."""
        edge = self.taps // 2
        windows = F.pad(signal, (0, 0, edge, edge)).unfold(1, self.taps, self.stride)  # (B, L', C_in, K)
        each = windows.flatten(2) @ self.experts.flatten(0, 1).T  # W_i x of all experts, (B, L', M C_out)
        shares = self.shares(signal, real)[:, None, :, None]  # (B, 1, M, 1)
        return (shares * each.unflatten(-1, (-1, self.experts.shape[1]))).sum(dim=2)  # (9)


class ScaleFusion(nn.Module):
    """Coarse scales tell fine ones what it is about (top-down), fine ones tell coarse ones where (bottom-up)."""

    def __init__(self, channels: int, *, scales: int, taps: int) -> None:
        super().__init__()

        def convolutions() -> nn.ModuleList:
            return nn.ModuleList(
                SeparableConvolution(channels, channels, taps=taps) for _ in range(scales - 1)
            )

        self.down, self.up = convolutions(), convolutions()

    def forward(self, scales: list[Tensor], reals: list[Tensor]) -> list[Tensor]:
        """From fine to coarse, each (B, ⌈L / 2^s⌉, C)."""
        scales = list(scales)
        for s in reversed(range(len(scales) - 1)):
            wide = scales[s + 1].repeat_interleave(2, dim=1)[:, : scales[s].shape[1]]
            scales[s] = F.relu(self.down[s]((scales[s] + wide) * reals[s][..., None]))
        for s in range(len(scales) - 1):
            fine = scales[s] * reals[s][..., None]
            narrow = F.max_pool1d(fine.transpose(1, 2), 2, ceil_mode=True).transpose(1, 2)
            scales[s + 1] = F.relu(self.up[s]((scales[s + 1] + narrow) * reals[s + 1][..., None]))
        return scales


@dataclass(frozen=True)
class DirConfig:
    embedding_size: int = 128
    """E, and the channels of every scale."""
    experts: int = 4
    """M."""
    taps: int = 3
    """K, odd."""
    scales: int = 3
    """Each coarser one has half the steps."""
    max_length: int = 50
    dropout: float = 0.25
    temperature: float | None = 0.07
    """Cosines are divided by it; None is the plain product."""

    def __post_init__(self) -> None:
        if self.taps % 2 == 0:
            raise ValueError(
                f"Convolutions need an odd number of taps to keep their length, not {self.taps}."
            )


class DirNetwork(InterestNetwork):
    def __init__(self, config: DirConfig, known: Tensor) -> None:
        super().__init__(config, known)
        size = config.embedding_size
        self.kinds = nn.Embedding(len(EVENT_KINDS), size)
        self.gaps = nn.Embedding(GAP_BUCKETS, size)
        self.dropout = nn.Dropout(config.dropout)
        self.stem = SeparableConvolution(size, size, taps=config.taps)
        self.backbone = nn.ModuleList(
            DynamicConvolution(size, size, taps=config.taps, experts=config.experts, stride=min(s, 1) + 1)
            for s in range(config.scales)
        )
        self.fusion = ScaleFusion(size, scales=config.scales, taps=config.taps)
        self.out = nn.Linear((config.scales + 2) * size, size)
        for embedding in (self.kinds, self.gaps):
            nn.init.normal_(embedding.weight, std=0.1)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> Encoded:
        history = Aligned.of(items, kinds, times)
        events = self.dropout(self.embedded(history.items, table))  # (B, L, E)
        events = events + self.kinds(history.kinds) + self.gaps(history.gaps())
        real = history.real  # (B, L)
        signal = F.relu(self.stem(events * real[..., None]))
        scales, reals = [], []
        for layer in self.backbone:  # a step is real where any event under it is
            signal = F.relu(layer(signal * real[..., None], real))
            real = real[:, :: layer.stride]
            scales.append(signal)
            reals.append(real)
        fused = self.fusion(scales, reals)
        views = [mean_of(scale, real) for scale, real in zip(fused, reals, strict=True)]
        views += [pick(block, history.latest).squeeze(1) for block in (fused[0], events)]
        return Encoded(self.out(self.dropout(torch.cat(views, dim=-1))))  # (B, E)
