"""Lists that do not depend on the visitor: what is similar, what is bought together, what is popular now.

They need no model version, so that the shop has them from its first day of behavior on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.utils import timezone
from scipy import sparse

from recommender import catalog
from recommender.algorithms.interface import FitOptions, Progress, silent
from recommender.algorithms.item_knn import ItemKNN
from recommender.algorithms.popularity import popularity_of
from recommender.behavior.models import Placement
from recommender.dataset.extract import extract_dataset, lately
from recommender.dataset.sequences import KIND_CODE, Dataset, Samples, Sequences
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.split import all_samples
from recommender.serving import explanations
from recommender.serving.lists import write_lists
from recommender.serving.models import RecommendationList
from recommender.serving.ranking import candidate_mask
from recommender.serving.resemblance import Resemblance

POPULAR_HALF_LIFE_DAYS = 7.0
LEARNED_FROM = timedelta(days=180)
ENOUGH_SIMILAR = 24  # with fewer neighbors, products alike by content follow
WRITTEN_AT_ONCE = 1_000


def refresh_product_lists(
    dataset: Dataset | None = None, *, now: datetime | None = None, progress: Progress = silent
) -> int:
    """Make them all anew, from this dataset or from the log of the last months; says how many there are."""
    now = now or timezone.now()
    dataset = dataset or extract_dataset(until=now, since=lately(now=now, within=LEARNED_FROM)).dataset
    sellable = candidate_mask(dataset.vocabulary, catalog.sellable_ids())
    made = [_popular(dataset, sellable, now)]
    write_lists(made)
    count, total = len(made), 2 * len(dataset.vocabulary)
    for batch in _batches(_around_products(dataset, sellable, now)):
        write_lists(batch)
        count += len(batch)
        progress(min(count, total), total, {})
    # What was not made again speaks of products that are gone, or of neighbors that are sold out.
    RecommendationList.objects.filter(visitor=None, segment=None, made_at__lt=now).delete()
    return count


def _popular(dataset: Dataset, sellable: np.ndarray, now: datetime) -> RecommendationList:
    """What is wanted now: an interaction of a week ago counts half. Filled up with what the shop thinks of as wanted."""
    vocabulary = dataset.vocabulary
    scores = popularity_of(dataset.sequences, size=vocabulary.size, half_life_days=POPULAR_HALF_LIFE_DAYS)
    catalog.write_popularity(dict(zip(vocabulary.product_ids.tolist(), scores[1:].tolist(), strict=True)))
    order = np.argsort(-scores, kind="stable")
    items = order[sellable[order] & (scores[order] > 0)][: settings.LIST_LENGTH]
    products = vocabulary.decode(items).tolist()
    rest = list(catalog.popular_offers(settings.LIST_LENGTH - len(products), without=products))
    return RecommendationList(
        placement=Placement.HOME_POPULAR,
        product_ids=[*products, *rest],
        scores=[*scores[items].tolist(), *[0.0] * len(rest)],
        reasons=[{"kind": explanations.POPULAR}] * (len(products) + len(rest)),
        made_at=now,
    )


def _around_products(dataset: Dataset, sellable: np.ndarray, now: datetime) -> Iterator[RecommendationList]:
    """Both lists of each product that has something to show."""
    together = _neighbors(dataset, dataset.sequences)
    purchased = _neighbors(dataset, _purchases(dataset.sequences))
    resemblance = Resemblance(dataset.features, allowed=sellable)
    for start in range(1, dataset.vocabulary.size, WRITTEN_AT_ONCE):
        items = np.arange(start, min(start + WRITTEN_AT_ONCE, dataset.vocabulary.size))
        similar = {
            int(item): _entries(together, item, sellable, explanations.VIEWED_TOGETHER) for item in items
        }
        few = np.array([item for item in similar if len(similar[item]) < ENOUGH_SIMILAR], dtype=np.int64)
        for item, alike in resemblance.alike(few, keep=ENOUGH_SIMILAR).items():
            similar[item] += _by_content(alike, similar[item])
        for item, nearby in similar.items():
            bought = _entries(purchased, item, sellable, explanations.BOUGHT_TOGETHER)
            yield from _lists_of(dataset, item, now, similar=nearby, bought=bought)


def _by_content(alike: list[tuple[int, float]], nearer: list[tuple]) -> list[tuple]:
    """What is not among the neighbors yet, scored below all of them."""
    seen = {other for other, *_ in nearer}
    return [(other, score * 1e-3, explanations.SIMILAR) for other, score in alike if other not in seen]


def _neighbors(dataset: Dataset, sequences: Sequences) -> sparse.csr_matrix:
    """(V+1, V+1): similarity of products by the sessions that they share."""
    known = replace(dataset, sequences=sequences)
    samples = all_samples(sequences)
    nothing = Samples(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    arrays = ItemKNN().fit(known, samples, nothing, FitOptions()).arrays
    size = dataset.vocabulary.size
    return sparse.csr_matrix(
        (arrays["similarities"], arrays["neighbors"], arrays["starts"]), shape=(size, size)
    )


def _purchases(sequences: Sequences) -> Sequences:
    """The purchases alone, each row's in order."""
    bought = sequences.kinds == KIND_CODE["purchase"]
    lengths = np.bincount(row_of_each(sequences)[bought], minlength=len(sequences))
    return Sequences(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=sequences.items[bought],
        kinds=sequences.kinds[bought],
        times=sequences.times[bought],
        weights=sequences.weights[bought],
        keys=sequences.keys,
    )


def _entries(neighbors: sparse.csr_matrix, item: int, sellable: np.ndarray, kind: str) -> list[tuple]:
    """(item, score, reason kind) of the neighbors that may be shown, nearest first."""
    row = slice(neighbors.indptr[item], neighbors.indptr[item + 1])
    others, values = neighbors.indices[row], neighbors.data[row]
    shown = sellable[others]
    others, values = others[shown], values[shown]
    order = np.lexsort((others, -values))
    return [(int(others[i]), float(values[i]), kind) for i in order]


def _lists_of(dataset: Dataset, item: int, now: datetime, *, similar: list, bought: list) -> Iterator:
    anchor = int(dataset.vocabulary.decode(item))
    for placement, entries in (
        (Placement.PRODUCT_SIMILAR, similar[: settings.LIST_LENGTH]),
        (Placement.PRODUCT_BOUGHT_TOGETHER, bought[: settings.LIST_LENGTH]),
    ):
        if entries:
            yield RecommendationList(
                placement=placement,
                product_id=anchor,
                product_ids=dataset.vocabulary.decode([other for other, *_ in entries]).tolist(),
                scores=[score for _, score, _ in entries],
                reasons=[{"kind": kind, "product_id": anchor} for *_, kind in entries],
                made_at=now,
            )


def _batches(lists: Iterator[RecommendationList]) -> Iterator[list[RecommendationList]]:
    batch: list[RecommendationList] = []
    for made in lists:
        batch.append(made)
        if len(batch) == WRITTEN_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
