"""Item vectors made before the network: from sessions (item2vec), from co-occurrence (SVD), from texts.

Each sees training samples only. T tokens, P pairs, V items, D vector size; row 0 (padding) is zero in every table.
"""

from dataclasses import dataclass

import numpy as np
import torch
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.extmath import randomized_svd
from torch.nn import functional as F

from recommender.dataset.sequences import Dataset, ItemFeatures, Samples
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.split import part_known_to
from recommender.dataset.vocabulary import PADDING

WINDOW = 5
ITEM2VEC_PAIRS = 2_500_000  # pairs that a fit looks at, whatever the size of the log
ITEM2VEC_BATCH = 4096
ITEM2VEC_NEGATIVES = 64  # drawn once for a batch and shared by its pairs


@dataclass(frozen=True)
class ItemVectors:
    """behavior (V+1, 2D) float32, zero for items not known · content (V+1, D+1) · known (V+1,) bool."""

    behavior: np.ndarray
    content: np.ndarray
    known: np.ndarray


def pretrain(dataset: Dataset, training: Samples, *, size: int, seed: int) -> ItemVectors:
    """All pretrained vectors of a dataset's items, rows of length 1 (zero where there is nothing to say)."""
    seen = part_known_to(dataset.sequences, training)
    tokens, rows = seen.items.astype(np.int64), row_of_each(seen)
    items = dataset.vocabulary.size
    known = np.bincount(tokens, minlength=items) > 0
    known[PADDING] = False
    left, right = window_pairs(tokens, rows, window=WINDOW)
    behavior = [
        item2vec(left, right, items=items, size=size, seed=seed),
        cooccurrence_vectors(left, right, items=items, size=size, seed=seed),
    ]
    content = content_vectors(dataset.features, known, size=size, seed=seed)
    return ItemVectors(np.hstack([_unit(v) for v in behavior]), content, known)


def window_pairs(tokens: np.ndarray, rows: np.ndarray, *, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (P,) of different items at most `window` steps apart in one row, each once."""
    left, right = [], []
    for step in range(1, window + 1):
        near = (rows[:-step] == rows[step:]) & (tokens[:-step] != tokens[step:])
        left.append(tokens[:-step][near])
        right.append(tokens[step:][near])
    return np.concatenate(left), np.concatenate(right)


def item2vec(left: np.ndarray, right: np.ndarray, *, items: int, size: int, seed: int) -> np.ndarray:
    """(V+1, D): skip-gram with negative sampling (Barkan & Koenigstein 2016), pairs read in both directions."""
    if not len(left):
        return np.zeros((items, size), dtype=np.float32)
    rng = np.random.default_rng([seed, 1])
    generator = torch.Generator().manual_seed(seed)
    inner = torch.randn(items, size, generator=generator).mul_(size**-0.5)
    tables = [inner.requires_grad_(), torch.zeros(items, size, requires_grad=True)]
    optimizer = torch.optim.Adam(tables, lr=0.02)
    noise = _noise(np.bincount(np.concatenate([left, right]), minlength=items))
    steps = max(100, min(ITEM2VEC_PAIRS, 10 * len(left)) // ITEM2VEC_BATCH)
    for _ in range(steps):
        pick = rng.integers(len(left), size=min(ITEM2VEC_BATCH, len(left)))
        swap = rng.random(len(pick)) < 0.5
        center = torch.from_numpy(np.where(swap, left[pick], right[pick]))
        context = torch.from_numpy(np.where(swap, right[pick], left[pick]))
        drawn = torch.from_numpy(np.searchsorted(noise, rng.random(ITEM2VEC_NEGATIVES)).clip(1, items - 1))
        loss = _skip_gram_loss(*tables, center, context, drawn)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    vectors = inner.detach().numpy().copy()
    vectors[np.bincount(np.concatenate([left, right]), minlength=items) == 0] = 0
    return vectors


def _skip_gram_loss(inner, outer, center, context, drawn) -> torch.Tensor:
    vector = F.embedding(center, inner)  # (P, D)
    near = F.logsigmoid((vector * F.embedding(context, outer)).sum(dim=1))
    far = F.logsigmoid(-vector @ F.embedding(drawn, outer).T).mean(dim=1)
    return -(near + 5 * far).mean()  # five negatives for each pair, by weight


def _noise(counts: np.ndarray) -> np.ndarray:
    weight = counts.astype(np.float64) ** 0.75
    return np.cumsum(weight / weight.sum())


def cooccurrence_vectors(
    left: np.ndarray, right: np.ndarray, *, items: int, size: int, seed: int
) -> np.ndarray:
    """(V+1, D): SVD of the positive pointwise mutual information of neighbors (Levy & Goldberg 2014)."""
    if not len(left):
        return np.zeros((items, size), dtype=np.float32)
    ones = np.ones(len(left), dtype=np.float32)
    counts = sparse.coo_matrix((ones, (left, right)), shape=(items, items)).tocsr()
    counts = (counts + counts.T).tocoo()
    totals = np.bincount(counts.row, weights=counts.data, minlength=items)
    expected = totals[counts.row] * totals[counts.col] / totals.sum()
    surprise = np.maximum(np.log(counts.data / expected), 0).astype(np.float32)
    matrix = sparse.csr_matrix((surprise, (counts.row, counts.col)), counts.shape)
    u, s, _ = randomized_svd(matrix, min(size, items - 1), n_iter=3, random_state=seed, flip_sign=True)
    u[totals == 0] = 0  # not quite zero otherwise
    return _widen(u * np.sqrt(s), size)


def content_vectors(features: ItemFeatures, known: np.ndarray, *, size: int, seed: int) -> np.ndarray:
    """(V+1, D+1): words and category by TF-IDF and SVD, fitted on known items, spoken of all; last column is price."""
    texts = [
        f"{text} category{category}" if category else text
        for text, category in zip(features.texts, features.categories, strict=True)
    ]
    vectors = _text_vectors(texts, known, size=size, seed=seed)
    price = features.log_prices.astype(np.float32)
    middle = price[known]
    price = (price - (middle.mean() if len(middle) else 0)) / (middle.std() + 1e-6 if len(middle) else 1)
    content = np.hstack([_unit(vectors), 0.2 * price[:, None].clip(-3, 3)])
    content[PADDING] = 0
    return content.astype(np.float32)


def _text_vectors(texts: list[str], known: np.ndarray, *, size: int, seed: int) -> np.ndarray:
    words = TfidfVectorizer(sublinear_tf=True, max_features=20_000, dtype=np.float32)
    try:
        words.fit([text for text, seen in zip(texts, known, strict=True) if seen])
    except ValueError:  # no item has a word
        return np.zeros((len(texts), size), dtype=np.float32)
    matrix = words.transform(texts)
    width = min(size, matrix.shape[1], int(known.sum()))
    if width == matrix.shape[1]:  # fewer words than dimensions: nothing to reduce
        return _widen(matrix.toarray(), size)
    svd = TruncatedSVD(width, n_iter=4, random_state=seed).fit(matrix[known])
    return _widen(svd.transform(matrix), size)


def _widen(vectors: np.ndarray, size: int) -> np.ndarray:
    missing = size - vectors.shape[1]
    return np.pad(vectors, ((0, 0), (0, missing))).astype(np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 1e-9).astype(np.float32)
