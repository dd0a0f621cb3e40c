"""PMCA-BiLSTM: pretrained item vectors, a BiLSTM, three views of its states, one interest vector, a click head.

After Yang, "Deep Learning-based User Behavior Data Mining in Precise Recommendation of E-commerce Platforms" (2025).
Shapes: B histories, L events, V items, E item vector, H one LSTM direction, C = 2H channels, K candidates.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned, max_of, mean_of, pick, sum_of
from recommender.algorithms.dropout import ByteDropout
from recommender.algorithms.interest import Encoded, Repeats
from recommender.algorithms.item_table import ItemTable
from recommender.dataset.sequences import EVENT_KINDS
from recommender.dataset.vocabulary import PADDING

CLICK_UNITS = (512, 256, 128)  # the paper's output network
PARTS = ("pretraining", "attention", "convolution", "excitation", "pooling", "normalization", "again")


class BiLstm(nn.Module):
    """Equations 2-8 in both directions, over events aligned to the left.

    Two one-way LSTMs, the second on the mirrored real part: so neither meets padding before an event,
    and the graph can be exported (a packed one cannot).
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.ahead = nn.LSTM(inputs, hidden, batch_first=False)
        self.back = nn.LSTM(inputs, hidden, batch_first=False)

    def forward(self, events: Tensor, lengths: Tensor) -> Tensor:
        batch = torch.arange(len(events), device=events.device)[:, None]  # (B, 1)
        place = torch.arange(events.shape[1], device=events.device)  # (L,)
        mirror = torch.where(place < lengths[:, None], lengths[:, None] - 1 - place, place)  # (B, L)
        ahead, _ = self.ahead(events.transpose(0, 1))  # (L, B, H)
        mirrored = F.embedding((batch * len(place) + mirror).T, events.flatten(0, 1))  # (L, B, E)
        back, _ = self.back(mirrored)
        back = F.embedding(mirror * len(batch) + batch, back.flatten(0, 1))  # (B, L, H)
        return torch.cat([ahead.transpose(0, 1), back], dim=-1)  # (B, L, C)


class Attention(nn.Module):
    """Nonlinear map, softmax, weighted sum of the hidden states (the paper's attention)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.map = nn.Linear(channels, channels)
        self.query = nn.Linear(channels, 1, bias=False)

    def forward(self, states: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        energy = self.query(torch.tanh(self.map(states))).squeeze(-1)  # (B, L)
        weights = energy.float().masked_fill(~real, float("-inf")).softmax(dim=1)
        return sum_of(weights, states), weights  # (B, C), (B, L)


class SqueezeExcitation(nn.Module):
    """Weighs channels: global average, reduce, ReLU, expand, sigmoid, scale."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        self.reduce = nn.Linear(channels, max(1, channels // reduction))
        self.expand = nn.Linear(max(1, channels // reduction), channels)

    def forward(self, signal: Tensor, real: Tensor) -> Tensor:
        squeezed = mean_of(signal, real)  # (B, C)
        weights = torch.sigmoid(self.expand(F.relu(self.reduce(squeezed))))
        return signal * weights[:, None, :]  # (B, L, C)


class MultiScaleConvolution(nn.Module):
    """Convolutions of several widths share the channels; squeeze-and-excitation; residual add; the strongest signal."""

    def __init__(
        self, channels: int, kernels: tuple[int, ...], reduction: int, *, excited: bool = True
    ) -> None:
        super().__init__()
        share = channels // len(kernels)
        first = channels - share * (len(kernels) - 1)
        self.scales = nn.ModuleList(
            nn.Conv1d(channels, first if i == 0 else share, kernel, padding=kernel // 2)
            for i, kernel in enumerate(sorted(kernels))
        )
        self.excite = SqueezeExcitation(channels, reduction) if excited else None

    def forward(self, states: Tensor, real: Tensor) -> Tensor:
        scales = F.relu(self._convolved(states * real[..., None]))  # padding is 0
        if self.excite is not None:
            scales = self.excite(scales, real)
        return max_of(states + scales, real)  # (B, C)

    def _convolved(self, signal: Tensor) -> Tensor:
        """(B, L, C): all widths as one matrix product, whose parts are then added where they are felt.

        So a step takes 50 ms in place of 1.8 s in bfloat16 on a processor: the library's gradient of a narrow
        one-dimensional convolution is that slow.
        """
        length, reach = signal.shape[1], self.scales[-1].kernel_size[0] // 2
        steps = sorted(range(-reach, reach + 1), key=abs)  # 0 first: all widths feel it
        weights = [self._weight(step) for step in steps]
        parts = F.linear(signal, torch.cat(weights)).split([len(weight) for weight in weights], dim=-1)
        out = parts[0] + torch.cat([scale.bias for scale in self.scales])
        for step, part in zip(steps[1:], parts[1:], strict=True):
            ahead, behind = max(step, 0), max(-step, 0)
            out[:, behind : length - ahead, -part.shape[2] :] += part[:, ahead : length - behind]
        return out

    def _weight(self, step: int) -> Tensor:
        """What an event's neighbor `step` places on counts, in the widths that reach it: the last of the channels."""
        reaching = [scale for scale in self.scales if abs(step) <= scale.kernel_size[0] // 2]
        return torch.cat([scale.weight[:, :, scale.kernel_size[0] // 2 + step] for scale in reaching])


class Again(nn.Module):
    """How much speaks for an event's item being met again, from its state and its place from the end.

    Cosines alone put what was just seen first: the interest lies near its own events. At the start nothing is added.
    """

    def __init__(self, channels: int, size: int, places: int) -> None:
        super().__init__()
        self.map = nn.Linear(channels + size, size // 2)
        self.score = nn.Linear(size // 2, 1)
        self.of_place = nn.Embedding(places, 1)
        for weight in (self.score.weight, self.score.bias, self.of_place.weight):
            nn.init.zeros_(weight)

    def forward(self, states: Tensor, events: Tensor, back: Tensor, real: Tensor) -> Tensor:
        hidden = torch.tanh(self.map(torch.cat([states, events], dim=-1)))  # (B, L, E / 2)
        bias = self.score(hidden).float() + self.of_place(back)
        return bias.squeeze(-1) * real  # (B, L)


class ClickHead(nn.Module):
    """Interest meets target: residual MLP 512 → 256 → 128 → 1; the shortcut of a halving is the mean of two units."""

    MATCHES = 3  # similarity to the interest, to the most alike event, to the latest event

    def __init__(self, size: int) -> None:
        super().__init__()
        units = CLICK_UNITS
        self.of_interest = nn.Linear(size, units[0])
        self.of_item = nn.Linear(size, units[0], bias=False)
        self.of_product = nn.Linear(size + self.MATCHES, units[0], bias=False)
        self.halvings = nn.ModuleList(nn.Linear(wide, narrow) for wide, narrow in pairwise(units))
        self.out = nn.Linear(units[-1], 1)

    def forward(self, interest: Tensor, items: Tensor, matches: Tensor) -> Tensor:
        scale = interest.shape[-1] ** 0.5  # vectors of length 1 become units of size 1
        product = torch.cat([interest[:, None] * items * scale**2, matches], dim=-1)
        x = F.relu(
            self.of_interest(interest * scale)[:, None]
            + self.of_item(items * scale)
            + self.of_product(product)
        )  # (B, K, 512)
        for halving in self.halvings:
            x = F.relu(halving(x)) + x.unflatten(-1, (-1, 2)).mean(-1)
        return self.out(x).squeeze(-1)  # (B, K)


@dataclass(frozen=True)
class PmcaConfig:
    """The network. The paper's values where it names them; the others are ours."""

    embedding_size: int = 128
    """E: length of an item's vector and of the interest vector."""
    hidden: int = 256
    """H: units of one LSTM direction (paper: 256)."""
    max_length: int = 50
    """Events of a history that are read: the latest ones."""
    vector_size: int = 64
    """Length of each kind of pretrained vector: item2vec, co-occurrence, content."""
    kernels: tuple[int, ...] = (1, 3, 5)
    """Odd widths of the convolutions."""
    reduction: int = 8
    """r of squeeze-and-excitation."""
    dropout: float = 0.25
    """On the event vectors (one mask for a whole history: Gal & Ghahramani 2016) and the joined views."""
    forget: float = 0.1
    """Share of known items that a training step treats as new."""
    temperature: float = 0.07
    """Cosines are divided by it before the softmax over the catalog."""
    rerank: int = 200
    """Candidates that the click head puts in order."""
    blend: float | None = None
    """How much a click logit counts beside the retrieval logit. None: as validation chooses; without one, nothing."""

    evidence: bool = False
    """Whether what earlier sessions tell is weighed beside the network, as validation teaches; without one, it is not."""
    teaching: int = 40_000
    """Cases of validation that teach it, at most."""

    without: tuple[str, ...] = ()
    """Parts that are left out, to see what each is worth; the click head goes by `click_weight` 0 in training."""

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.without) - set(PARTS)):
            raise ValueError(f"PMCA-BiLSTM has no part {', '.join(unknown)}; it has {', '.join(PARTS)}.")
        if not self.kernels or any(kernel % 2 == 0 for kernel in self.kernels):
            raise ValueError(f"Convolutions need odd widths to keep their length, not {self.kernels}.")


@dataclass
class PmcaEncoded(Encoded):
    """interest (B, E) has length 1; beside it the history's item vectors, which the click head compares."""

    events: Tensor | None = None  # (B, L, E), padding is 0
    lengths: Tensor | None = None  # (B,)

    def first(self, count: int) -> Self:
        """The same for the first rows, as far as the click head needs it."""
        return replace(
            self, interest=self.interest[:count], events=self.events[:count], lengths=self.lengths[:count]
        )


class PmcaNetwork(nn.Module):
    """The whole network. Item indices point into the table that a call is given: the full one, or a part of it."""

    def __init__(self, config: PmcaConfig, behavior: Tensor, content: Tensor, known: Tensor) -> None:
        super().__init__()
        self.config = config
        size, channels = config.embedding_size, 2 * config.hidden
        self.has = {part: part not in config.without for part in PARTS}
        behavior = behavior * self.has["pretraining"]
        self.items = ItemTable(behavior, content, known, size=size, normalized=self.has["normalization"])
        self.kinds = nn.Embedding(len(EVENT_KINDS), size)
        self.gaps = nn.Embedding(GAP_BUCKETS, size)
        self.places = nn.Embedding(config.max_length, size)
        self.encoder = BiLstm(size, config.hidden)
        self.attention = Attention(channels)
        self.convolution = MultiScaleConvolution(
            channels, config.kernels, config.reduction, excited=self.has["excitation"]
        )
        views = 1 + self.has["attention"] + self.has["convolution"] + 2 * self.has["pooling"]
        self.join = nn.Linear(views * channels, size)
        self.from_latest = nn.Linear(size, size, bias=False)
        self.from_attended = nn.Linear(size, size, bias=False)
        self.again = Again(channels, size, config.max_length)
        self.dropout = ByteDropout(config.dropout)
        self.click = ClickHead(size)
        for embedding in (self.kinds, self.gaps, self.places):
            nn.init.normal_(embedding.weight, std=0.1)

    def table(self, rows: Tensor | None = None) -> Tensor:
        """Item vectors (R, E) of length 1; all V+1 of them where `rows` is None."""
        return self.items(rows, forget=self.config.forget if self.training else 0.0)

    def encode(self, items: Tensor, kinds: Tensor, times: Tensor, table: Tensor) -> PmcaEncoded:
        """From left-padded histories (B, L) to interest vectors. Only what the history holds is read."""
        history = Aligned.of(items, kinds, times)
        real, lengths, latest = history.real, history.lengths, history.latest
        vectors = F.embedding(history.items, table) * (history.items != PADDING)[..., None]  # (B, L, E)
        one_mask = self.dropout(torch.ones_like(vectors[:, :1]))  # for all of a history
        events = vectors * one_mask * self.config.embedding_size**0.5
        back = history.back()  # (B, L)
        events = events + self.kinds(history.kinds) + self.gaps(history.gaps()) + self.places(back)

        states = self.encoder(events, lengths)  # (B, L, C)
        views, weights = self._views(states, real, latest)
        interest = self.join(self.dropout(torch.cat(views, dim=-1)))
        interest = interest + self.from_latest(pick(events, latest).squeeze(1))
        if self.has["attention"]:
            attended = sum_of(weights, vectors) * self.config.embedding_size**0.5  # (B, E)
            interest = interest + self.from_attended(attended)
        interest = interest.float()  # (B, E)
        if self.has["normalization"]:
            interest = F.normalize(interest, dim=-1)
        again = self.again(states, events, back, real) * self.has["again"]
        return PmcaEncoded(interest, weights, history.order, Repeats(history.items, again), vectors, lengths)

    def _views(self, states: Tensor, real: Tensor, latest: Tensor) -> tuple[list[Tensor], Tensor]:
        """At most 5 of (B, C): what became of a history's states; and the attention (B, L)."""
        summary, weights = self.attention(states, real)
        views = [pick(states, latest).squeeze(1)]
        if self.has["attention"]:
            views.append(summary)
        if self.has["convolution"]:
            views.append(self.convolution(states, real))
        if self.has["pooling"]:
            views += [max_of(states, real), mean_of(states, real)]
        return views, weights

    def retrieval_logits(self, encoded: PmcaEncoded, table: Tensor) -> Tensor:
        """(B, R): cosine over temperature, and what speaks for meeting an item again."""
        with torch.autocast(table.device.type, enabled=False):  # bfloat16 cannot tell near cosines apart
            return encoded.repeats.added_to(self.query(encoded) @ table.float().T)

    def query(self, encoded: PmcaEncoded) -> Tensor:
        """(B, E): its product with an item's vector is the item's logit."""
        return encoded.interest / self.config.temperature if self.has["normalization"] else encoded.interest

    def click_logits(self, encoded: PmcaEncoded, items: Tensor, table: Tensor) -> Tensor:
        """(B, K): how likely the next click is on each of `items` (B, K), before the sigmoid."""
        candidates = F.embedding(items, table)  # (B, K, E)
        likeness = candidates @ encoded.events.transpose(1, 2)  # (B, K, L)
        latest = (encoded.lengths - 1)[:, None, None].expand(-1, items.shape[1], 1)
        matches = torch.stack(
            [
                (candidates @ encoded.interest[..., None]).squeeze(-1),
                likeness.amax(dim=-1).clamp(min=0),  # padding is 0: it must not matter
                likeness.gather(2, latest).squeeze(-1),
            ],
            dim=-1,
        )
        return self.click(encoded.interest, candidates, matches)
