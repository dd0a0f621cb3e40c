"""Do the results that a shopper goes on to stand higher when they are re-ranked? For several weights of the taste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from benchmarks.weights.past import Act, Past
from recommender.evaluation.metrics import gains, hits, reciprocal_ranks
from recommender.serving.ranking import just_seen_last
from recommender.serving.reranking import HEAD, affinity, nearest_first, shares_of
from shop.search.selectors import match_products

NOTHING = {"list": 0.0, "category": 0.0, "brand": 0.0}
GRID = (
    NOTHING,
    *({**NOTHING, "list": weight} for weight in (0.5, 1.0, 2.0, 4.0, 8.0)),
    *({**NOTHING, "category": weight} for weight in (1.0, 4.0)),
    *({**NOTHING, "brand": weight} for weight in (0.5, 1.0, 2.0, 4.0)),
    {"list": 1.0, "category": 1.0, "brand": 0.5},
    {"list": 0.5, "category": 0.5, "brand": 4.0},
)
LOOKS = ("view", "click")
WANTS = ("favorite", "cart_add", "purchase")
HEADING = "| list | category | brand | HR@1 | HR@3 | MRR@12 | NDCG@12 | ± |\n|---:|---:|---:|---:|---:|---:|---:|---:|"


@dataclass(frozen=True)
class Case:
    """What a search found, most relevant first, how each result meets the taste, and what the shopper went on to."""

    results: list[int]
    shares: dict[int, dict[str, float]]
    target: int


def run(past: Past, say) -> None:
    for name, kinds in (("looked at first", LOOKS), ("favored, put into the cart or bought first", WANTS)):
        _table(name, list(search_cases(past, kinds)), past, say)


def _table(name: str, cases: list[Case], past: Past, say) -> None:
    say(f"The result that was {name}: {len(cases)} searches after {past.since:%Y-%m-%d %H:%M} UTC\n{HEADING}")
    for weights in GRID:
        ranks = np.array([rank(case, weights) for case in cases])
        gained = gains(ranks, 12)
        error = 1.96 * gained.std() / max(len(gained), 1) ** 0.5
        figures = (hits(ranks, 1), hits(ranks, 3), reciprocal_ranks(ranks, 12), gained)
        cells = " | ".join(f"{100 * values.mean():.1f}" for values in figures)
        named = " | ".join(f"{weight:g}" for weight in weights.values())
        say(f"| {named} | {cells} | {100 * error:.1f} |")
    say("")


def search_cases(past: Past, kinds: tuple[str, ...]) -> Iterator[Case]:
    """The first result of each held-out search that the shopper went on to, in one of these ways, before the next search."""
    searches = [
        (moment, act.query)
        for visitor, acts in past.acts.items()
        for place, act in enumerate(acts)
        if act.kind == "search" and act.at >= past.since and (moment := past.moment(visitor, place))
    ]
    lists = past.lists([moment for moment, _query in searches])
    found: dict[str, list[int]] = {}
    for (moment, query), (items, _scores, seen) in zip(searches, lists, strict=True):
        results = found.setdefault(query, match_products(query).ids[:HEAD])
        target = _first(past.rest_of_session(moment)[1:], kinds, set(results))
        if target is not None:
            listed = past.model.vocabulary.decode(np.array(just_seen_last(items, seen))).tolist()
            yield Case(results, shares_of(past.taste(moment, listed), results), target)


def _first(acts: Sequence[Act], kinds: tuple[str, ...], results: set[int]) -> int | None:
    of_this_search = takewhile(lambda act: act.kind != "search", acts)
    return next((act.product for act in of_this_search if act.kind in kinds and act.product in results), None)


def rank(case: Case, weights: dict[str, float]) -> int:
    affinities = {product: affinity(shares, weights) for product, shares in case.shares.items()}
    return nearest_first(case.results, affinities).index(case.target) + 1
