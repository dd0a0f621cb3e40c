"""The same events as sparse features and embedded (Li & Jiang, equation 1 and Table 3).

An event is x, one column for each product, kind and time gap, three of them 1; embedded it is z = x E. GRU-TAM is taught
once on each. N events, D columns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from recommender.algorithms.aligned import GAP_BUCKETS, Aligned
from recommender.algorithms.gru_tam import GruTamConfig, GruTamNetwork
from recommender.algorithms.interface import FitOptions, Progress, silent
from recommender.dataset.sequences import EVENT_KINDS, Dataset, Samples, histories_of
from recommender.dataset.split import TemporalSplit
from recommender.training.batches import to_tensors
from recommender.training.one_stage import GruTam

MOST_PRODUCTS = 5_000  # x of a whole batch has to fit into memory
EVENTS = 10_000  # that figures are taken from
CONVERGED = 0.99  # of the best validation
BYTES = 4  # of a float32


class RawGruTamNetwork(GruTamNetwork):
    """GRU-TAM whose GRU reads x itself, a column for each known product, K of them. What it predicts with, a vector for each
    product, is the same."""

    def __init__(self, config: GruTamConfig, known: Tensor) -> None:
        super().__init__(config, known)
        self.products = int(known.sum())
        self.gru = nn.GRU(self.products + len(EVENT_KINDS) + GAP_BUCKETS, config.hidden, batch_first=True)

    def read(self, history: Aligned, table: Tensor) -> Tensor:
        """x (B, L, D). Items point into the whole table, or into one of known items alone, as training has it."""
        known = self.items.known
        if len(table) not in (len(known), 1 + self.products):
            raise ValueError("Raw features need all known products in the table, not a sample of them.")
        whole = len(table) == len(known)
        column = (known.cumsum(0) * known)[history.items] if whole else history.items
        products = F.one_hot(column, 1 + self.products)[..., 1:].float()  # 0 is padding, or unknown
        kinds = F.one_hot(history.kinds, len(EVENT_KINDS))
        gaps = F.one_hot(history.gaps(), GAP_BUCKETS)
        return torch.cat([self.dropout(products), kinds, gaps], dim=-1)


class RawGruTam(GruTam):
    name = "gru_tam_raw"
    network_class = RawGruTamNetwork


@dataclass(frozen=True)
class Representation:
    """zeros: share of entries · similarity: mean cosine of two events with different products; similarity_alike: of one
    category, NaN without categories · megabytes: of all events of the data set as float32 · epochs: until validation
    (HR@20 + MRR@20) was within 1 % of its best · quality: that best, as training told it."""

    name: str
    dimension: int
    zeros: float
    similarity: float
    similarity_alike: float
    megabytes: float
    epochs: int
    quality: dict[str, float]


def compare_representations(
    dataset: Dataset,
    split: TemporalSplit,
    *,
    options: FitOptions,
    stages: Callable[[str], Progress] = lambda _name: silent,
) -> list[Representation]:
    """Raw, then embedded. Raises ValueError where validation is empty or the catalog too large for raw features."""
    if len(dataset.vocabulary) > MOST_PRODUCTS:
        raise ValueError(
            f"{len(dataset.vocabulary):,} products are too many columns; raw features are for {MOST_PRODUCTS:,} at most."
        )
    if not len(split.validation):
        raise ValueError("There is no validation period, so nothing tells when training converged.")
    found = []
    for name, algorithm in (("raw features", RawGruTam()), ("embedded features", GruTam())):
        algorithm.fit(dataset, split.training, split.validation, replace(options, progress=stages(name)))
        found.append(_measured(name, algorithm, dataset, split.training, seed=options.seed))
    return found


def markdown_table(found: list[Representation]) -> str:
    rows = {
        "dimension": [f"{one.dimension:,}" for one in found],
        "zeros": [f"{100 * one.zeros:.1f} %" for one in found],
        "mean similarity of two events": [f"{one.similarity:.2f}" for one in found],
        "the same, products of one category": [f"{one.similarity_alike:.2f}" for one in found],
        "storage of all events, dense (MB)": [f"{one.megabytes:,.1f}" for one in found],
        "epochs until converged": [f"{one.epochs}" for one in found],
    } | {
        f"best {metric} on validation": [f"{100 * one.quality[metric]:.2f}" for one in found]
        for metric in found[0].quality
    }
    head = "| metric | " + " | ".join(one.name for one in found) + " |"
    lines = [head, "|---|" + "---:|" * len(found)]
    return (
        "\n".join(lines + [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]) + "\n"
    )


def _measured(
    name: str, algorithm: GruTam, dataset: Dataset, samples: Samples, *, seed: int
) -> Representation:
    rng = np.random.default_rng(seed)
    vectors, items = _events(algorithm, dataset, samples, rng)
    category = dataset.features.categories[items]
    anyone = rng.permutation(len(items))
    alike = np.lexsort((rng.random(len(items)), category))
    one_category = (category[alike][:-1] == category[alike][1:]) & (category[alike][1:] > 0)
    values = [row["HR@20"] + row["MRR@20"] for row in algorithm.history]
    best = algorithm.history[int(np.argmax(values))]
    return Representation(
        name=name,
        dimension=vectors.shape[1],
        zeros=float((vectors == 0).mean()),
        similarity=_similarity(vectors, items, anyone, np.ones(len(items) - 1, dtype=bool)),
        similarity_alike=_similarity(vectors, items, alike, one_category),
        megabytes=len(dataset.sequences.items) * vectors.shape[1] * BYTES / 1e6,
        epochs=int(np.argmax(np.array(values) >= CONVERGED * max(values))) + 1,
        quality={metric: best[metric] for metric in ("HR@20", "MRR@20")},
    )


@torch.inference_mode()
def _events(
    algorithm: GruTam, dataset: Dataset, samples: Samples, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The latest event of some samples' histories, as the GRU reads it (N, D), and its item (N,)."""
    drawn = samples.take(rng.choice(len(samples), size=min(EVENTS, len(samples)), replace=False))
    network, vectors, items = algorithm.network, [], []
    for part in np.array_split(np.arange(len(drawn)), max(1, len(drawn) // 256)):
        histories = histories_of(dataset.sequences, drawn.take(part), max_length=network.config.max_length)
        history = Aligned.of(*to_tensors(histories, algorithm.device, max_length=network.config.max_length))
        read = network.read(history, network.table())
        vectors.append(read[torch.arange(len(read)), history.lengths - 1].cpu().numpy())
        items.append(histories.items[:, -1])
    return np.concatenate(vectors), np.concatenate(items)


def _similarity(vectors: np.ndarray, items: np.ndarray, order: np.ndarray, counts: np.ndarray) -> float:
    """Mean cosine of neighbors in this order with different products, where they count (N-1,) bool."""
    left, right = order[:-1], order[1:]
    counts = counts & (items[left] != items[right])
    if not counts.any():
        return float("nan")
    length = np.linalg.norm(vectors, axis=1)
    products = np.einsum("nd,nd->n", vectors[left[counts]], vectors[right[counts]])
    return float((products / (length[left[counts]] * length[right[counts]])).mean())
